"""The tray beside the calendar: drafts whose time has passed and evergreen posts, and where they are put."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from scheduler.domain.plan import Gap
from scheduler.domain.post import Post, PostState
from tests.builders import NOON
from tests.ui.house import House
from ui import plan_tray
from ui.components.calendar import Operation
from ui.plan_events import gap_id
from ui.plan_operations import handle_all
from ui.state import State

_numbers: Iterator[int] = count(1)
#: The day of the next slot, and one without.
SLOT_DAY, BARE_DAY = date(2026, 12, 8), date(2026, 12, 9)


@pytest.fixture
def memory() -> State:
    return State()


@pytest.fixture
def late(house: House) -> Post:
    """A draft that was for two days ago, at half past ten."""
    return house.post("Wash your hands.", at=NOON - timedelta(days=2) + timedelta(minutes=90))


@pytest.fixture
def again(house: House) -> Post:
    """An evergreen post that went out a hundred days ago."""
    post = house.post("Know the signs of a stroke.", at=NOON - timedelta(days=100), pillar="prevention")
    out = house.put(post, PostState.PUBLISHED)
    words = ["Face, arms, speech: time to call 911.", "A stroke: call 911 at once."]
    house.app.recycling.mark(house.actor("eli"), out.id, every_days=30, wordings=words)
    return out


def drop(house: House, memory: State, card: str, who: str = "ada", **fields: Any) -> None:
    given = {"nonce": "page", "seq": next(_numbers), "session": memory.seen.session, "type": "place"}
    operation = Operation(**{**given, "item_id": card, **fields})
    handle_all([operation], lambda: house.actor(who), house.app, memory)


def on(day: date) -> dict[str, Any]:
    return {"day": day, "all_day": True}


def in_gap(gap: Gap) -> dict[str, Any]:
    return {"gap_id": gap_id(gap), "start": gap.due}


def gap_of(house: House) -> Gap:
    return next(each for each in house.app.planning.gaps(days=28) if each.due > NOON)


def proposed(house: House) -> list[Post]:
    return house.app.planning.in_state(PostState.PROPOSED)


def test_drafts_whose_time_has_passed_wait_in_the_tray_and_others_do_not(house: House, late: Post) -> None:
    house.post("To come.")
    house.put(house.post("Out.", at=NOON - timedelta(days=1)), PostState.PUBLISHED)
    house.sign_in("ada")

    (card,) = plan_tray.cards(plan_tray.DRAFTS, [])

    assert (card.id, card.title) == (f"drafts:{late.id}", "Wash your hands.")
    assert card.age == "was for Sun 29 Nov 2026, 10:30 CST"
    assert plan_tray.cards(plan_tray.DRAFTS, ["county-x"]) == ()


def test_a_draft_goes_to_its_own_hour_of_a_day_and_comes_back_by_nobody_elses_hand(
    house: House, memory: State, late: Post
) -> None:
    drop(house, memory, f"drafts:{late.id}", **on(BARE_DAY))

    after = house.app.planning.get(late.id)
    assert (after.wall, after.state) == (datetime(2026, 12, 9, 10, 30), PostState.DRAFT)
    assert [flash.words for flash in memory.flashes] == ["Moved to Wed 9 Dec 2026, 10:30 CST."]
    assert len(memory.moves) == 1


def test_a_draft_takes_the_open_slot_of_the_day_or_the_one_it_is_dropped_on(
    house: House, memory: State, late: Post
) -> None:
    other = house.post("Second.", at=NOON - timedelta(days=1))
    gap = gap_of(house)

    drop(house, memory, f"drafts:{late.id}", **on(SLOT_DAY))
    assert house.app.planning.get(late.id).due == gap.due
    following = gap_of(house)
    drop(house, memory, f"drafts:{other.id}", **in_gap(following))

    assert house.app.planning.get(other.id).due == following.due


def test_a_card_stays_on_its_channel(house: House, memory: State, late: Post, again: Post) -> None:
    for card in (f"drafts:{late.id}", f"evergreens:{again.id}"):
        drop(house, memory, card, channel="county-x", **on(SLOT_DAY))

    assert house.app.planning.get(late.id) == late
    assert proposed(house) == []
    assert all(flash.words.startswith("A post stays on its channel.") for flash in memory.flashes)


def test_nothing_from_the_tray_goes_into_the_past(house: House, memory: State, late: Post) -> None:
    drop(house, memory, f"drafts:{late.id}", **on(date(2026, 11, 30)))
    drop(house, memory, f"drafts:{late.id}", start=NOON - timedelta(hours=1))

    assert house.app.planning.get(late.id) == late
    assert {flash.words for flash in memory.flashes} == {"That time has passed. Choose a place to come."}


def test_an_evergreen_post_comes_again_as_a_proposal_in_other_words(
    house: House, memory: State, again: Post
) -> None:
    house.sign_in("ada")
    (card,) = plan_tray.cards(plan_tray.EVERGREENS, [])
    assert card.title == "Face, arms, speech: time to call 911."

    drop(house, memory, card.id, **on(SLOT_DAY))

    (post,) = proposed(house)
    assert (post.text, post.due) == (card.title, datetime(2026, 12, 8, 15, tzinfo=UTC))
    assert (post.channel, post.pillar, post.is_approved) == ("main-x", "prevention", False)
    standing = house.app.recycling.of(again.id)
    assert standing is not None
    assert standing.times == 1


def test_an_evergreen_post_needs_an_open_slot_and_its_rest(house: House, memory: State, again: Post) -> None:
    drop(house, memory, f"evergreens:{again.id}", **on(BARE_DAY))
    drop(house, memory, f"evergreens:{again.id}", **in_gap(gap_of(house)))
    drop(house, memory, f"evergreens:{again.id}", **in_gap(gap_of(house)))

    assert len(proposed(house)) == 1
    needs, done, rests = [flash.words for flash in memory.flashes]
    assert "open slot of its channel" in needs
    assert done.startswith("Proposed for")
    assert "it rests until Thursday 7 January," in rests


def test_a_post_that_is_no_evergreen_is_not_placed_as_one(house: House, memory: State) -> None:
    post = house.put(house.post(at=NOON - timedelta(days=90)), PostState.PUBLISHED)

    drop(house, memory, f"evergreens:{post.id}", **in_gap(gap_of(house)))
    drop(house, memory, f"secrets:{post.id}", **on(SLOT_DAY))

    assert proposed(house) == []
    assert [flash.tone for flash in memory.flashes] == ["bad", "bad"]


def test_somebody_who_may_not_write_places_nothing(
    house: House, memory: State, late: Post, again: Post
) -> None:
    drop(house, memory, f"drafts:{late.id}", who="aud", **on(SLOT_DAY))
    drop(house, memory, f"evergreens:{again.id}", who="aud", **in_gap(gap_of(house)))

    assert house.app.planning.get(late.id) == late
    assert proposed(house) == []
    assert all("may not write posts" in flash.words for flash in memory.flashes)


def test_the_tabs_are_for_those_who_have_a_use_for_them(house: House) -> None:
    house.sign_in("ada")
    assert [each.id for each in plan_tray.tabs()] == ["inbox", "drafts", "evergreens"]
    assert plan_tray.opened("drafts", plan_tray.tabs()) == "drafts"
    assert plan_tray.opened("nonsense", plan_tray.tabs()) == "inbox"

    house.sign_in("aud")
    assert plan_tray.tabs() == ()
    assert plan_tray.cards(plan_tray.opened("drafts", ()), []) == ()
