"""What the filler would put into the gaps: looked for beside the page, shown there, accepted one by one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from scheduler.domain.curation import ItemState
from scheduler.domain.plan import Gap, PauseScope
from scheduler.domain.post import PostState
from tests.builders import NOON
from tests.curation.house import a_source, an_item
from tests.ui.house import House, calendar_told, page, words
from tests.ui_calendar.serving import until
from ui.components.calendar import Operation
from ui.components.calendar.operations import OperationType
from ui.plan_events import gap_id, marks_of
from ui.plan_ghosts import Asked, Ghosts, span_to
from ui.plan_operations import handle_all
from ui.state import State

_numbers: Iterator[int] = count(1)


@pytest.fixture
def memory(house: House) -> State:
    """A tab that shows proposals for two items, in gaps of the coming fortnight."""
    stock(house)
    made = State()
    made.ghosts = looked(house)
    return made


def stock(house: House) -> None:
    """Let two items wait, a minute after the first slot is over."""
    house.clock.advance(timedelta(minutes=1))
    house.app.curating.add(house.actor("ada"), a_source())
    with house.app._store.write() as unit:
        for number in (1, 2):
            unit.items.put(an_item(number))


def looked(house: House, ghosts: Ghosts | None = None) -> Ghosts:
    found = ghosts or Ghosts()
    asked = Asked(house.app.planning.revision(), 14, ())
    found.look(house.app, asked)
    assert until(lambda: found.has_come or not found.is_looking)
    found.look(house.app, asked)
    return found


def gap_with_ghost(house: House, memory: State) -> Gap:
    assert memory.ghosts is not None
    return next(each for each in house.app.planning.gaps(days=14) if memory.ghosts.of(each))


def told(house: House, memory: State, kind: OperationType, gap: Gap, who: str = "ada") -> None:
    operation = Operation(
        nonce="page",
        seq=next(_numbers),
        session=memory.seen.session,
        type=kind,
        gap_id=gap_id(gap),
        start=gap.due,
    )
    handle_all([operation], lambda: house.actor(who), house.app, memory)


def made(house: House) -> list[Any]:
    return house.app.planning.in_state(*(set(PostState) - {PostState.CANCELLED}))


def test_a_gap_carries_what_is_proposed_for_it_and_nothing_is_saved(house: House, memory: State) -> None:
    marks = marks_of(house.app.planning.gaps(days=14), memory.ghosts)

    (first, *_) = [mark for mark in marks if mark.proposal]
    assert first.proposal.startswith("Flu shot clinic number")
    assert (first.source, first.row) == ("Larkspur County Health Department", "main-x")
    assert "trust A" in first.reason
    assert made(house) == []


def test_a_key_accepts_one_as_a_proposal_that_nobody_approved(house: House, memory: State) -> None:
    gap = gap_with_ghost(house, memory)

    told(house, memory, "accept", gap)

    (post,) = made(house)
    assert (post.state, post.due, post.channel) == (PostState.PROPOSED, gap.due, gap.channel)
    assert (post.author, post.is_approved) == (None, False)
    assert house.app.curating.item(post.item).state is ItemState.USED
    assert [flash.words for flash in memory.flashes] == [
        "Proposed for Tue 8 Dec 2026, 09:00 CST. It goes out only once approved."
    ]
    assert memory.ghosts is not None
    assert memory.ghosts.of(gap) is None


def test_somebody_who_may_not_write_accepts_nothing(house: House, memory: State) -> None:
    told(house, memory, "accept", gap_with_ghost(house, memory), who="aud")

    assert made(house) == []
    assert "may not write posts" in memory.flashes[0].words


def test_what_was_taken_meanwhile_is_not_filled_twice(house: House, memory: State) -> None:
    gap = gap_with_ghost(house, memory)
    taken = house.post(at=gap.due)

    told(house, memory, "accept", gap)

    assert made(house) == [taken]
    assert memory.flashes[0].tone == "bad"


def test_a_proposal_that_may_not_stand_any_more_says_so(house: House, memory: State) -> None:
    gap = gap_with_ghost(house, memory)
    house.app.pausing.pause(house.actor("pam"), scope=PauseScope.EVERYTHING, reason="Flood")

    told(house, memory, "accept", gap)

    assert made(house) == []
    assert "does not stand any more" in memory.flashes[0].words


def test_a_slot_without_a_proposal_has_none_to_accept(house: House, memory: State) -> None:
    assert memory.ghosts is not None
    memory.ghosts.filled = None
    gap = house.app.planning.gaps(days=14)[0]

    told(house, memory, "accept", gap)

    assert made(house) == []
    assert "no proposal for that slot" in memory.flashes[0].words


def test_enter_on_a_ghost_shows_it_and_on_a_bare_slot_writes_there(house: House, memory: State) -> None:
    gap = gap_with_ghost(house, memory)

    told(house, memory, "open_gap", gap)
    assert (memory.proposed, memory.dialog) == (gap, None)
    assert memory.is_asking()

    memory.proposed = memory.ghosts = None
    told(house, memory, "open_gap", gap)
    assert memory.dialog is not None
    assert memory.proposed is None


def test_proposals_are_looked_for_once_for_each_state_of_the_plan(house: House, memory: State) -> None:
    ghosts = memory.ghosts
    assert ghosts is not None
    before = ghosts.filled

    ghosts.look(house.app, Asked(house.app.planning.revision(), 7, ()))
    assert not ghosts.is_looking
    assert ghosts.filled is before

    house.post()
    ghosts.look(house.app, Asked(house.app.planning.revision(), 7, ()))
    assert ghosts.is_looking
    assert ghosts.filled is before


def test_a_plan_that_fails_is_told_and_not_asked_for_again_and_again(house: House) -> None:
    ghosts, asked = Ghosts(), Asked("", 14, ("nowhere",))

    ghosts.look(house.app, asked)
    assert until(lambda: ghosts.has_come)
    ghosts.look(house.app, asked)

    assert "nowhere" in ghosts.wrong
    assert not ghosts.is_looking


@pytest.mark.parametrize(("ahead", "days"), [(-1, 0), (6, 7), (9, 14), (27, 28), (90, 28)])
def test_as_many_days_are_planned_as_are_in_sight(ahead: int, days: int) -> None:
    assert span_to(NOON + timedelta(days=ahead), NOON) == days


def ghosts_on(drawn: AppTest) -> list[str]:
    return [gap["proposal"] for gap in calendar_told(drawn)["gaps"] if gap["proposal"]]


def test_the_page_shows_them_once_they_are_found_and_only_where_wished_for(house: House) -> None:
    stock(house)
    house.sign_in("ada")

    bare = page("calendar")
    assert ghosts_on(bare) == []
    assert bare.session_state["rounds"].ghosts is None

    drawn = page("calendar", proposals="true")
    ghosts = drawn.session_state["rounds"].ghosts
    assert until(lambda: ghosts.has_come or not ghosts.is_looking)
    drawn.run()

    assert len(ghosts_on(drawn)) == 2
    assert made(house) == []


def test_the_dialog_tells_why_and_accepts(house: House) -> None:
    stock(house)
    house.sign_in("ada")
    drawn = page("calendar", proposals="true")
    memory = drawn.session_state["rounds"]
    assert until(lambda: memory.ghosts.has_come or not memory.ghosts.is_looking)
    drawn.run()
    memory.proposed = gap_with_ghost(house, memory)
    drawn.run()

    assert "trust A" in words(drawn)
    drawn.button(key="ghost-accept").click().run()

    (post,) = made(house)
    assert post.state is PostState.PROPOSED
    assert "It goes out only once approved." in words(drawn)
    assert drawn.session_state["rounds"].proposed is None


def test_nobody_who_only_reads_is_offered_proposals(house: House) -> None:
    house.sign_in("aud")

    drawn = page("calendar", proposals="true")

    assert "proposals" not in [each.key for each in drawn.toggle]
    assert drawn.session_state["rounds"].ghosts is None
