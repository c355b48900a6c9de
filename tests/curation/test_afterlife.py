from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import pytest

from feeds.errors import GoneError, UnreachableError
from feeds.fetch import Fetched, Fetcher
from scheduler.domain.afterlife import fate_in, subject_of
from scheduler.domain.curation import Fate, Item
from scheduler.domain.errors import ConflictError, NotAllowedError
from scheduler.domain.people import Role
from scheduler.domain.post import PostState
from scheduler.services.afterlife import Afterlife
from tests.builders import NOON, a_post, an_actor
from tests.curation.house import House, a_source, an_item


@dataclass
class Pages:
    """A host whose pages answer as told; every other page is there."""

    errors: dict[str, Exception] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def fetch_page(self, url: str) -> Fetched:
        self.asked.append(url)
        if url in self.errors:
            raise self.errors[url]
        return Fetched("new", b"", None, None, None, url, None, None)


def watched(house: House, pages: Pages | None = None) -> Afterlife:
    return Afterlife(house.store, house.clock, fetcher=lambda: cast("Fetcher", pages or Pages()))


def planned(house: House, item: Item, state: PostState = PostState.SCHEDULED) -> int:
    with house.store.write() as unit:
        return unit.posts.add(a_post(item=item.id, state=state, due=NOON + timedelta(days=1))).id


def an_item_of(house: House, number: int = 1, **fields: Any) -> Item:
    with house.store.write() as unit:
        unit.sources.put(a_source())
    return house.keep(an_item(number, **fields))[0]


@pytest.mark.parametrize(
    ("title", "fate"),
    [
        ("Retraction: Statins and the young heart", Fate.RETRACTED),
        ("RETRACTED: Statins and the young heart", Fate.RETRACTED),
        ("Statins and the young heart [withdrawn]", Fate.RETRACTED),
        ("Correction to: Statins and the young heart", Fate.CORRECTED),
        ("Statins and the young heart (corrected)", Fate.CORRECTED),
        ("Erratum: Statins", Fate.CORRECTED),
        ("[Archived] Mask guidance", Fate.SUPERSEDED),
        ("Mask guidance - superseded", Fate.SUPERSEDED),
        ("Surgeons corrected her heart defect", Fate.STANDS),
        ("Drug withdrawn from the market after deaths", Fate.STANDS),
        ("Retraction of gums: what to do", Fate.STANDS),
    ],
)
def test_a_mark_counts_only_where_it_stands_apart(title: str, fate: Fate) -> None:
    assert fate_in(title) is fate


def test_a_notice_and_its_article_are_about_one_thing() -> None:
    assert subject_of("Retraction: Statins and the young heart") == subject_of("Statins, and the young heart")


def test_a_queued_post_is_held_when_its_item_is_retracted(house: House) -> None:
    item = an_item_of(house, title="[Withdrawn] Flu shots for all")
    post = planned(house, item)

    held = watched(house).look()

    after = house.planning.get(post)
    assert (held, after.state) == (1, PostState.HELD)
    assert after.explanation is not None
    assert "retracted" in after.explanation
    assert "release it" in after.explanation


def test_a_notice_of_a_journal_reaches_the_article_it_speaks_of(house: House) -> None:
    article = an_item_of(house, 1, title="Statins and the young heart")
    an_item_of(house, 2, title="Retraction: Statins and the Young Heart")
    post = planned(house, article)

    watched(house).look()

    assert house.planning.get(post).state is PostState.HELD


def test_who_releases_a_held_post_has_the_last_word(house: House) -> None:
    item = an_item_of(house, title="Correction: Flu shots for all")
    post = planned(house, item)
    afterlife = watched(house)
    afterlife.look()

    house.planning.release(an_actor(Role.EDITOR, Role.PUBLISHER), post)
    held = afterlife.look()

    assert held == 0
    assert house.planning.get(post).state is not PostState.HELD


def test_a_page_is_gone_at_once_where_it_says_so_for_good(house: House) -> None:
    item = an_item_of(house)
    post = planned(house, item)
    pages = Pages({item.link: GoneError("example.org", "is gone", status=410)})

    watched(house, pages).look()

    assert house.planning.get(post).state is PostState.HELD


def test_a_missing_page_is_believed_on_the_second_day_and_asked_once_a_day(house: House) -> None:
    item = an_item_of(house)
    post = planned(house, item)
    pages = Pages({item.link: UnreachableError("example.org", "is not there", status=404)})
    afterlife = watched(house, pages)

    afterlife.look()
    afterlife.look()
    first = house.planning.get(post).state
    house.clock.advance(timedelta(days=1))
    afterlife.look()

    assert first is PostState.SCHEDULED
    assert house.planning.get(post).state is PostState.HELD
    assert pages.asked == [item.link, item.link]


def test_an_unreachable_page_holds_nothing(house: House) -> None:
    item = an_item_of(house)
    post = planned(house, item)
    pages = Pages({item.link: UnreachableError("example.org", "does not answer")})
    afterlife = watched(house, pages)

    for _ in range(3):
        afterlife.look()
        house.clock.advance(timedelta(hours=21))

    assert house.planning.get(post).state is PostState.SCHEDULED


def test_a_live_post_is_listed_until_somebody_has_seen_to_it(house: House) -> None:
    item = an_item_of(house, title="Flu shots for all (retracted)")
    post = planned(house, item, PostState.PUBLISHED)
    afterlife = watched(house)
    afterlife.look()

    listed = afterlife.aftermaths()
    afterlife.settle(an_actor(Role.EDITOR), post)

    assert [each.post.id for each in listed] == [post]
    assert "take it down" in listed[0].words
    assert afterlife.aftermaths() == []


def test_what_was_seen_to_for_one_reason_is_listed_again_for_another(house: House) -> None:
    item = an_item_of(house, title="Flu shots for all (corrected)")
    post = planned(house, item, PostState.PUBLISHED)
    afterlife = watched(house)
    afterlife.look()
    afterlife.settle(an_actor(Role.EDITOR), post, fate=Fate.CORRECTED)

    with house.store.write() as unit:
        unit.items.set_fate(item.id, Fate.RETRACTED, "It was retracted.")

    assert [each.item.fate for each in afterlife.live()] == [Fate.RETRACTED]
    with pytest.raises(ConflictError):
        afterlife.settle(an_actor(Role.EDITOR), post, fate=Fate.CORRECTED)


def test_a_held_post_is_not_among_those_that_are_out(house: House) -> None:
    item = an_item_of(house, title="Flu shots for all (retracted)")
    post = planned(house, item)
    afterlife = watched(house)

    afterlife.look()

    assert [each.post.id for each in afterlife.aftermaths()] == [post]
    assert afterlife.live() == []


def test_only_who_may_write_settles(house: House) -> None:
    item = an_item_of(house, title="Flu shots for all (retracted)")
    post = planned(house, item, PostState.PUBLISHED)

    with pytest.raises(NotAllowedError):
        watched(house).settle(an_actor(), post)
