"""What dragging and clicking in the calendar do to the plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from scheduler.domain.errors import UnknownNameError
from scheduler.domain.post import PostState
from tests.builders import NOON, ZONE
from tests.curation.house import a_source, an_item
from tests.ui.house import House
from ui.components.calendar import Operation
from ui.plan_events import gap_id
from ui.plan_operations import handle, handle_all
from ui.state import State

_numbers: Iterator[int] = count(1)


def an_operation(memory: State, **fields: Any) -> Operation:
    return Operation(**{"nonce": "page", "seq": next(_numbers), "session": memory.seen.session, **fields})


@pytest.fixture
def memory() -> State:
    return State()


def test_a_drag_gives_the_post_its_new_time_and_says_so(house: House, memory: State) -> None:
    post = house.post()
    to = NOON + timedelta(days=3)
    drag = an_operation(memory, type="move", id=str(post.id), version=1, start=to)

    handle_all([drag], lambda: house.actor("ada"), house.app, memory)

    assert house.app.planning.get(post.id).due == to
    assert [flash.words for flash in memory.flashes] == ["Moved to Fri 4 Dec 2026, 09:00 CST."]


def test_an_operation_told_twice_is_done_once(house: House, memory: State) -> None:
    post = house.post()
    drag = an_operation(memory, type="move", id=str(post.id), version=1, start=NOON + timedelta(days=3))

    for _ in range(2):
        handle_all([drag], lambda: house.actor("ada"), house.app, memory)

    assert house.app.planning.get(post.id).version == 2
    assert len(memory.flashes) == 1


def test_a_drag_of_a_post_somebody_else_moved_is_refused_with_a_sentence(house: House, memory: State) -> None:
    post = house.post()
    meanwhile = house.app.planning.move(house.actor("eli"), post.id, NOON + timedelta(days=5))
    drag = an_operation(memory, type="move", id=str(post.id), version=1, start=NOON + timedelta(days=3))

    handle_all([drag], lambda: house.actor("ada"), house.app, memory)

    assert house.app.planning.get(post.id).due == meanwhile.due
    assert memory.rev == 1
    (flash,) = memory.flashes
    assert flash.tone == "bad"
    assert "changed by someone else" in flash.words


def test_somebody_who_may_not_write_moves_nothing_whatever_the_browser_says(
    house: House, memory: State
) -> None:
    post = house.post()
    drag = an_operation(memory, type="move", id=str(post.id), version=1, start=NOON + timedelta(days=3))

    handle_all([drag], lambda: house.actor("aud"), house.app, memory)

    assert house.app.planning.get(post.id).due == post.due
    assert "may not write posts" in memory.flashes[0].words


def test_a_post_dropped_on_another_channel_stays_and_its_person_is_told_why(
    house: House, memory: State
) -> None:
    post = house.post()
    to = NOON + timedelta(days=3)
    drag = an_operation(memory, type="move", id=str(post.id), version=1, start=to, channel="county-x")

    handle_all([drag], lambda: house.actor("ada"), house.app, memory)

    assert house.app.planning.get(post.id) == post
    (flash,) = memory.flashes
    assert (flash.tone, memory.moves) == ("bad", [])
    assert flash.words.startswith("A post stays on its channel.")


def test_a_place_in_the_row_of_a_channel_is_that_channels(house: House, memory: State) -> None:
    write = an_operation(memory, type="write", day=date(2026, 12, 8), all_day=True, channel="county-x")

    handle(write, house.actor("ada"), house.app, memory)

    assert memory.dialog is not None
    seed = memory.dialog.seed
    assert (seed.channel, seed.wall, seed.pillar) == ("county-x", datetime(2026, 12, 8, 9), None)


def test_a_row_that_nobody_knows_is_no_channel(house: House, memory: State) -> None:
    write = an_operation(memory, type="write", day=date(2026, 12, 8), all_day=True, channel="nowhere")

    with pytest.raises(UnknownNameError):
        handle(write, house.actor("ada"), house.app, memory)


def test_a_published_post_can_t_be_moved(house: House, memory: State) -> None:
    post = house.put(house.post(), PostState.PUBLISHED)
    drag = an_operation(
        memory, type="move", id=str(post.id), version=post.version, start=NOON + timedelta(days=3)
    )

    handle_all([drag], lambda: house.actor("ada"), house.app, memory)

    assert house.app.planning.get(post.id).due == post.due
    assert memory.flashes[0].tone == "bad"


def test_one_refused_operation_does_not_stop_the_next(house: House, memory: State) -> None:
    post = house.post()
    gone = an_operation(memory, type="open", id="999")
    fine = an_operation(memory, type="open", id=str(post.id))

    handle_all([gone, fine], lambda: house.actor("ada"), house.app, memory)

    assert memory.dialog is not None
    assert memory.dialog.post_id == post.id


def test_a_click_opens_the_post_with_the_version_it_has_now(house: House, memory: State) -> None:
    post = house.post()

    handle(an_operation(memory, type="open", id=str(post.id)), house.actor("ada"), house.app, memory)

    assert memory.dialog is not None
    assert (memory.dialog.post_id, memory.dialog.version) == (post.id, 1)


def test_an_item_dropped_on_a_day_becomes_a_draft_at_the_days_first_gap(house: House, memory: State) -> None:
    house.app.curating.add(house.actor("ada"), a_source())
    with house.app._store.write() as unit:
        item = unit.items.put(an_item(1))
    drop = an_operation(memory, type="place", item_id=str(item.id), day=date(2026, 12, 8), all_day=True)

    handle(drop, house.actor("ada"), house.app, memory)

    (post,) = house.app.planning.in_state(PostState.DRAFT)
    assert post.due == datetime(2026, 12, 8, 15, tzinfo=UTC)
    assert (post.channel, post.pillar, post.item) == ("main-x", "prevention", item.id)
    assert post.link == item.link
    assert item.title in post.text
    assert memory.dialog is not None
    assert memory.dialog.post_id == post.id


def test_an_item_dropped_on_a_day_without_gaps_stands_at_nine(house: House, memory: State) -> None:
    house.app.curating.add(house.actor("ada"), a_source())
    with house.app._store.write() as unit:
        item = unit.items.put(an_item(1))
    drop = an_operation(memory, type="place", item_id=str(item.id), day=date(2026, 12, 9), all_day=True)

    handle(drop, house.actor("ada"), house.app, memory, channels=["county-x"])

    (post,) = house.app.planning.in_state(PostState.DRAFT)
    assert (post.channel, post.wall) == ("county-x", datetime(2026, 12, 9, 9))


def test_a_click_on_today_after_nine_begins_at_a_quarter_to_come(house: House, memory: State) -> None:
    house.clock.advance(timedelta(hours=4, minutes=7))

    write = an_operation(memory, type="write", day=date(2026, 12, 1), all_day=True)
    handle(write, house.actor("ada"), house.app, memory)

    assert memory.dialog is not None
    assert memory.dialog.seed.wall == datetime(2026, 12, 1, 13, 30)


def test_a_click_on_an_open_slot_begins_with_its_channel_time_and_pillar(house: House, memory: State) -> None:
    gap = next(each for each in house.app.planning.gaps(days=14) if each.due > NOON)
    hit = an_operation(memory, type="open_gap", gap_id=gap_id(gap), start=gap.due)

    handle(hit, house.actor("ada"), house.app, memory)

    assert memory.dialog is not None
    seed = memory.dialog.seed
    assert (seed.channel, seed.wall, seed.pillar) == ("main-x", gap.wall, "prevention")
    assert house.app.planning.in_state(*PostState) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "move", "id": "1", "version": 1, "start": NOON - timedelta(minutes=1)},
        {"type": "write", "day": date(2026, 11, 30), "all_day": True},
        {"type": "place", "item_id": "1", "start": NOON - timedelta(days=1)},
    ],
)
def test_nothing_can_be_put_into_the_past(house: House, memory: State, fields: dict[str, Any]) -> None:
    post = house.post()

    handle_all([an_operation(memory, **fields)], lambda: house.actor("ada"), house.app, memory)

    assert [flash.words for flash in memory.flashes] == ["That time has passed. Choose a place to come."]
    assert house.app.planning.get(post.id) == post
    assert memory.dialog is None


@pytest.mark.parametrize("told", ["x", "-1", "1.5", "9" * 40])
def test_a_post_that_no_browser_of_ours_would_name_is_unknown(house: House, memory: State, told: str) -> None:
    house.post()

    with pytest.raises((UnknownNameError, OverflowError)):
        handle(an_operation(memory, type="open", id=told), house.actor("ada"), house.app, memory)


def test_the_zone_of_the_channel_decides_where_a_day_begins(house: House, memory: State) -> None:
    at = datetime(2026, 12, 9, 5, 30, tzinfo=UTC)

    handle(an_operation(memory, type="write", start=at), house.actor("ada"), house.app, memory)

    assert ZONE == "America/Chicago"
    assert memory.dialog is not None
    assert memory.dialog.seed.wall == datetime(2026, 12, 8, 23, 30)
