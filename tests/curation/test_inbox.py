from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from scheduler.domain.curation import Fate, Item, ItemState, Trust
from scheduler.domain.errors import UnknownNameError
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import ReasonPart
from scheduler.domain.relevance import DecisionKind, Relevance
from scheduler.domain.trend import TrendAlert
from scheduler.services.curating import Curating
from scheduler.services.planning import NewPost
from scheduler.settings import Settings
from scheduler.store.unit import Unit
from tests.builders import NOON, a_slot
from tests.curation.house import House, a_source, an_item


@pytest.fixture(autouse=True)
def _sources(house: House) -> None:
    house.curating.add(OPERATOR, a_source())
    house.curating.add(OPERATOR, a_source(name="blog", owner="A Blog", trust=Trust.D))


def test_the_better_item_stands_first_and_says_why(house: House) -> None:
    weak, strong = house.keep(an_item(1, source="blog", guid="b"), an_item(2))

    entries = house.curating.inbox()

    assert [entry.item.id for entry in entries] == [strong.id, weak.id]
    assert entries[0].pillar == "prevention"
    words = [part.words for part in entries[0].reason]
    assert words == [
        "Larkspur County Health Department, trust A",
        "14 h old",
        "fits Prevention: flu, clinic",
        "not used in 60 days",
    ]


def test_a_story_stands_there_once_with_its_other_tellings(house: House) -> None:
    first, second = house.keep(an_item(1), an_item(2, source="blog", story=1))

    (entry,) = house.curating.inbox()

    assert entry.item.id == first.id
    assert [item.id for item in entry.others] == [second.id]


def test_a_rejected_story_does_not_come_back_through_another_source(house: House) -> None:
    first, _ = house.keep(an_item(1), an_item(2, source="blog", story=1))

    house.mark(first, ItemState.REJECTED)
    after_rejection = house.curating.inbox()
    house.mark(first, ItemState.NEW)

    assert after_rejection == []
    assert [entry.item.id for entry in house.curating.inbox()] == [first.id]


def test_an_item_that_a_post_was_made_from_is_gone_from_the_inbox(house: House) -> None:
    (item,) = house.keep(an_item(1))

    house.planning.add(OPERATOR, NewPost(channel="main-x", at=NOON, text="Ours", item=item.id))

    assert house.curating.inbox() == []


def test_a_story_that_a_post_tells_already_is_not_offered_from_another_source(house: House) -> None:
    item, _ = house.keep(an_item(1), an_item(2, source="blog", story=1))

    house.planning.add(OPERATOR, NewPost(channel="main-x", at=NOON, text="Ours", item=item.id))

    assert house.curating.inbox() == []


def test_an_item_that_fits_no_pillar_is_offered_last_and_without_one(house: House) -> None:
    odd, _ = house.keep(an_item(1, title="A walk by the river"), an_item(2, source="blog"))

    entries = house.curating.inbox()

    assert (entries[-1].item.id, entries[-1].pillar) == (odd.id, None)


def test_the_inbox_of_one_pillar_holds_what_fits_it(house: House) -> None:
    _, study = house.keep(an_item(1), an_item(2, title="How a study finds its volunteers"))

    entries = house.curating.inbox(pillar="science")

    assert [(entry.item.id, entry.pillar) for entry in entries] == [(study.id, "science")]
    with pytest.raises(UnknownNameError):
        house.curating.inbox(pillar="nothing")


def test_what_is_too_old_for_its_kind_is_not_offered(house: House) -> None:
    house.curating.add(OPERATOR, a_source(name="wire", pace="news"))
    old = NOON - timedelta(days=8)
    house.keep(an_item(1, source="wire", published=old), an_item(2, published=old))

    assert [entry.item.source for entry in house.curating.inbox()] == ["county"]


def test_old_items_without_a_date_are_not_taken_for_new(house: House) -> None:
    house.keep(
        an_item(1, published=None, is_backlog=True), an_item(2, published=None, source="blog", guid="x")
    )

    assert [entry.item.source for entry in house.curating.inbox()] == ["blog"]


def test_the_backlog_of_a_first_import_is_offered_for_a_month_only(house: House) -> None:
    house.keep(
        an_item(1, is_backlog=True, published=NOON - timedelta(days=31)),
        an_item(2, is_backlog=True, published=NOON - timedelta(days=29)),
        an_item(3, published=NOON - timedelta(days=31)),
    )

    assert {entry.item.guid for entry in house.curating.inbox()} == {"item-2", "item-3"}


def test_items_of_a_source_that_rests_are_not_offered(house: House) -> None:
    house.keep(an_item(1))

    house.curating.change(OPERATOR, a_source(active=False))

    assert house.curating.inbox() == []


def test_a_draft_from_an_item_holds_comment_title_credit_pillar_and_reason(house: House) -> None:
    (item,) = house.keep(an_item(1))

    draft = house.curating.compose(item.id, channel="main-x", comment="Bring the children.")

    assert draft.text == (
        "Bring the children.\n\nFlu shot clinic number 1 opens its doors\n\n"
        "via Larkspur County Health Department"
    )
    assert (draft.link, draft.pillar) == ("https://example.org/1", "prevention")
    assert draft.reason[0].words == "Larkspur County Health Department, trust A"


def test_the_inbox_of_one_source_or_of_some_items_holds_no_others(house: House) -> None:
    one, two, three = house.keep(an_item(1), an_item(2, source="blog"), an_item(3))

    of_blog = house.curating.inbox(source="blog")
    of_some = house.curating.inbox(among=[one.id, two.id])

    assert [entry.item.id for entry in of_blog] == [two.id]
    assert {entry.item.id for entry in of_some} == {one.id, two.id}
    assert house.curating.entry(three.id).item == three


def test_what_comes_changes_or_is_decided_after_a_look_is_seen_at_the_next_one(house: House) -> None:
    (first,) = house.keep(an_item(1))
    before = house.curating.inbox()

    (second,) = house.keep(an_item(2))
    with_both = house.curating.inbox()
    house.mark(first, ItemState.REJECTED)
    house.curating.change(OPERATOR, a_source(title="Another name"))
    after = house.curating.inbox()

    assert [entry.item.id for entry in before] == [first.id]
    assert {entry.item.id for entry in with_both} == {first.id, second.id}
    assert [(entry.item.id, entry.source.title) for entry in after] == [(second.id, "Another name")]


def test_a_link_that_leads_away_from_its_source_is_said_so(house: House) -> None:
    house.keep(an_item(1, link="https://casino.example.com/1"), an_item(2))

    assert {entry.item.guid: entry.leads_elsewhere for entry in house.curating.inbox()} == {
        "item-1": True,
        "item-2": False,
    }


def test_a_look_at_thousands_of_items_asks_the_database_a_few_things_only(house: House) -> None:
    house.keep(*(an_item(number) for number in range(1, 301)))
    house.curating.inbox(limit=40)
    asked: list[str] = []
    event.listen(house.store.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))

    found = house.curating.inbox(limit=40)

    assert len(found) == 40
    assert len(asked) <= 12


def test_the_inbox_of_a_trend_holds_what_it_rests_on(house: House) -> None:
    one, _, three = house.keep(an_item(1), an_item(2), an_item(3))
    with house.store.write() as unit:
        alert = unit.trends.put(
            TrendAlert(
                terms=("flu",),
                items=(three.id, one.id),
                publishers=("county",),
                z=7,
                seen=5,
                expected=0.5,
                first_at=NOON,
                last_at=NOON,
            )
        )

    entries = house.curating.inbox(trend=alert.id)

    assert {entry.item.id for entry in entries} == {one.id, three.id}
    assert [each.id for each in house.curating.open_trends()] == [alert.id]
    with pytest.raises(UnknownNameError):
        house.curating.inbox(trend=99)


class Fond:
    """Ranks what speaks of one word high and everything else low."""

    def __init__(self, word: str) -> None:
        self._word = word

    def relevances(self, unit: Unit, items: Sequence[Item]) -> dict[int, Relevance]:  # noqa: ARG002 - a ranking's form
        return {
            item.id: Relevance(
                item=item.id,
                value=0.9 if self._word in item.title else 0.1,
                parts=(ReasonPart(name="profile", words=f"close to {self._word}", value=0.9),),
            )
            for item in items
        }


def test_what_matters_to_the_organisation_comes_first_and_says_so(house: House, tmp_path: Path) -> None:
    fond = Curating(house.store, house.clock, Settings(data_dir=tmp_path), ranking=Fond("river"))
    flu, river = house.keep(an_item(1), an_item(2, title="A walk by the river"))

    entries = fond.inbox()

    assert "fit" not in {part.name for entry in entries for part in entry.reason}
    assert [entry.item.id for entry in entries] == [river.id, flu.id]
    assert entries[0].reason[-1].words == "close to river"
    assert fond.entry(river.id).reason[-1].words == "close to river"


def test_a_post_that_a_person_made_of_an_item_tells_the_ranking(house: House) -> None:
    (item,) = house.keep(an_item(1))

    house.planning.add(OPERATOR, NewPost(channel="main-x", at=NOON, text="Ours", item=item.id))

    with house.store.read() as unit:
        decision = unit.decisions.last(item.id, by=None)
    assert decision is not None
    assert decision.kind is DecisionKind.EDIT


def test_what_was_retracted_is_neither_offered_nor_proposed(house: House) -> None:
    (item,) = house.keep(an_item(1))
    with house.store.write() as unit:
        unit.plan.add_slot(a_slot())
    assert [entry.item.id for entry in house.curating.inbox()] == [item.id]
    assert [each.item for each in house.filling.propose(days=7)] == [item]

    with house.store.write() as unit:
        unit.items.put(item.model_copy(update={"fate": Fate.RETRACTED}))

    assert house.curating.inbox() == []
    assert house.filling.propose(days=7) == []
