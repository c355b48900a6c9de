from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.domain.curation import ItemState
from scheduler.domain.errors import ConflictError, InvalidInputError, NotAllowedError, StateError
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.plan import Pause, PauseScope
from scheduler.domain.post import PostState
from scheduler.services.accepting import Accepting, Changes
from scheduler.services.content import PostChanges
from tests.builders import NOON, a_channel, a_slot, an_actor
from tests.curation.house import House, a_source, an_item

DAY = timedelta(days=1)


@pytest.fixture
def accepting(house: House) -> Accepting:
    """A week with a free slot for anything on Tuesday and one for the science on Friday."""
    house.curating.add(OPERATOR, a_source())
    with house.store.write() as unit:
        unit.plan.add_slot(a_slot(weekday=1))
        unit.plan.add_slot(a_slot(weekday=4, pillar="science"))
    return Accepting(house.store, house.clock, curating=house.curating, planning=house.planning)


def test_what_is_accepted_is_a_draft_in_the_soonest_fitting_gap_with_its_reason(
    house: House, accepting: Accepting
) -> None:
    (item,) = house.keep(an_item(1))

    post = accepting.accept(OPERATOR, item.id)

    assert (post.state, post.item, post.pillar) == (PostState.DRAFT, item.id, "prevention")
    assert post.due == NOON + 7 * DAY
    assert [part.name for part in post.reason] == ["trust", "freshness", "fit", "novelty"]
    assert house.curating.inbox() == []
    assert house.curating.item(item.id).state is ItemState.USED


def test_a_gap_of_its_own_pillar_comes_before_a_sooner_one_for_anything(
    house: House, accepting: Accepting
) -> None:
    (item,) = house.keep(an_item(1, title="A study of the heart"))
    with house.store.write() as unit:
        unit.plan.add_slot(a_slot(weekday=2))

    assert accepting.accept(OPERATOR, item.id).due == NOON + 3 * DAY


def test_gaps_of_a_paused_channel_stay_gaps(house: House, accepting: Accepting) -> None:
    (item,) = house.keep(an_item(1))
    with house.store.write() as unit:
        pause = Pause(scope=PauseScope.CHANNEL, name="main-x", reason="Storm", by="operator", created_at=NOON)
        unit.pauses.add(pause)

    with pytest.raises(InvalidInputError, match="no free slot"):
        accepting.accept(OPERATOR, item.id)

    assert house.curating.item(item.id).state is ItemState.NEW


def test_one_channel_only_can_be_asked_for(house: House, accepting: Accepting) -> None:
    (item,) = house.keep(an_item(1))
    with house.store.write() as unit:
        unit.plan.add_channel(a_channel(name="county-x"))
        unit.plan.add_slot(a_slot(channel="county-x", weekday=3))

    assert accepting.accept(OPERATOR, item.id, Changes(channel="county-x")).channel == "county-x"


def test_an_item_is_accepted_once(house: House, accepting: Accepting) -> None:
    (item,) = house.keep(an_item(1))
    accepting.accept(OPERATOR, item.id)

    with pytest.raises(ConflictError):
        accepting.accept(OPERATOR, item.id)
    with pytest.raises(ConflictError):
        accepting.reject(OPERATOR, item.id)

    assert len(house.planning.in_state(PostState.DRAFT)) == 1


def test_what_was_accepted_can_be_taken_back_and_its_draft_is_cancelled(
    house: House, accepting: Accepting
) -> None:
    (item,) = house.keep(an_item(1))
    post = accepting.accept(OPERATOR, item.id)

    taken = accepting.take_back(OPERATOR, item.id)

    assert (taken.was, taken.post) == (ItemState.USED, post.id)
    assert house.planning.get(post.id).state is PostState.CANCELLED
    assert [entry.item.id for entry in house.curating.inbox()] == [item.id]
    assert accepting.accept(OPERATOR, item.id).due == post.due


def test_a_draft_that_somebody_worked_on_is_not_cancelled_by_taking_back(
    house: House, accepting: Accepting
) -> None:
    (item,) = house.keep(an_item(1))
    post = accepting.accept(OPERATOR, item.id)
    house.planning.edit(OPERATOR, post.id, PostChanges(text="Better words."))

    with pytest.raises(StateError, match=f"Post {post.id}, made from it, was worked on"):
        accepting.take_back(OPERATOR, item.id)

    assert house.planning.get(post.id).state is PostState.DRAFT
    assert house.curating.item(item.id).state is ItemState.USED


def test_several_decisions_are_taken_back_one_after_the_other(house: House, accepting: Accepting) -> None:
    first, second, third = house.keep(an_item(1), an_item(2), an_item(3))
    accepting.accept(OPERATOR, first.id)
    accepting.reject(OPERATOR, second.id, "old")
    accepting.accept(OPERATOR, third.id)

    for item in (third, second, first):
        accepting.take_back(OPERATOR, item.id)

    assert {entry.item.id for entry in house.curating.inbox()} == {first.id, second.id, third.id}
    assert house.planning.in_state(PostState.DRAFT) == []


def test_own_words_and_a_time_of_its_own_need_no_gap(house: House, accepting: Accepting) -> None:
    (item,) = house.keep(an_item(1))
    at = NOON + timedelta(days=40)

    post = accepting.accept(OPERATOR, item.id, Changes(channel="main-x", text="Our words.", at=at))

    assert (post.text, post.due, post.link) == ("Our words.", at, item.link)


def test_the_ranking_hears_of_each_decision_and_of_its_end(house: House, accepting: Accepting) -> None:
    first, second, third = house.keep(an_item(1), an_item(2), an_item(3))
    accepting.accept(OPERATOR, first.id)
    accepting.reject(OPERATOR, second.id, "old")
    accepting.accept(OPERATOR, third.id, Changes(comment="Come by."))
    with house.store.read() as unit:
        heard = [(each.item, each.kind.value, each.reason) for each in unit.decisions.newest()]

    accepting.take_back(OPERATOR, second.id)

    assert heard == [(first.id, "accept", ""), (second.id, "reject", "old"), (third.id, "edit", "")]
    with house.store.read() as unit:
        assert [each.item for each in unit.decisions.newest()] == [first.id, third.id]


def test_where_nothing_was_decided_there_is_nothing_to_take_back(house: House, accepting: Accepting) -> None:
    (item,) = house.keep(an_item(1))

    with pytest.raises(StateError, match="Nothing was decided"):
        accepting.take_back(OPERATOR, item.id)


def test_a_rejection_carries_its_reason_into_the_record(house: House, accepting: Accepting) -> None:
    (item,) = house.keep(an_item(1))

    accepting.reject(OPERATOR, item.id, "not_our_topic")

    with house.store.read() as unit:
        last = unit.audit.last()
    assert last is not None
    assert (last.action, last.subject, last.facts) == (
        "item.rejected",
        f"item:{item.id}",
        {"reason": "not_our_topic"},
    )
    with pytest.raises(InvalidInputError, match="Known: not_our_topic, old"):
        accepting.reject(OPERATOR, item.id, "boring")


def test_who_may_not_curate_decides_nothing(house: House, accepting: Accepting) -> None:
    (item,) = house.keep(an_item(1))
    auditor = an_actor(Role.AUDITOR)

    for decide in (accepting.accept, accepting.reject, accepting.take_back):
        with pytest.raises(NotAllowedError):
            decide(auditor, item.id)

    assert house.curating.item(item.id).state is ItemState.NEW
