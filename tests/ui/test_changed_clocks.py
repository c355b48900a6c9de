"""What the planner shows and asks where clocks are changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from scheduler.domain import zones
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import PostState
from tests.builders import NOON, ZONE, a_slot
from tests.curation.house import a_source, an_item
from tests.time.zone_data import ALWAYS_SUMMER, CHICAGO_2005, release
from tests.ui.house import House, click, page, words
from ui.components.calendar import Operation
from ui.plan_events import gap_id, marks_of
from ui.plan_operations import handle
from ui.state import State

#: In Chicago 02:30 does not come on the first of these, and 01:30 comes twice on the second.
SKIPPING, REPEATING = date(2027, 3, 14), date(2027, 11, 7)


@pytest.fixture
def old_rules(tmp_path: Path) -> Iterator[Path]:
    """A plan by release 2026a; after the test the true data is back."""
    folder = tmp_path / "zones"
    zones.use([release(folder, "2026a", America__Chicago=CHICAGO_2005)])
    yield folder
    zones.use()


def test_an_open_slot_that_the_clock_skips_can_be_filled_by_a_click_and_by_an_item(house: House) -> None:
    house.app.set_up.add_slot(OPERATOR, a_slot(weekday=6, wall=time(2, 30)))
    house.app.curating.add(house.actor("ada"), a_source())
    with house.app._store.write() as unit:
        item = unit.items.put(an_item(1))
    begin = datetime(2027, 3, 13, 12, tzinfo=UTC)
    (gap,) = house.app.planning.gaps(start=begin, end=begin + timedelta(days=1))
    memory = State()
    place = {"session": memory.seen.session, "nonce": "page", "gap_id": gap_id(gap), "start": gap.due}

    handle(Operation(seq=1, type="open_gap", **place), house.actor("ada"), house.app, memory)
    assert memory.dialog is not None
    assert memory.dialog.seed.wall == datetime(2027, 3, 14, 3, 30)

    handle(
        Operation(seq=2, type="place", item_id=str(item.id), **place), house.actor("ada"), house.app, memory
    )
    (post,) = house.app.planning.in_state(PostState.DRAFT)
    assert post.due == gap.due


def test_the_calendar_names_what_the_clock_does_to_an_open_slot(house: House) -> None:
    house.app.set_up.add_slot(OPERATOR, a_slot(weekday=6, wall=time(2, 30), pillar="prevention"))
    house.app.set_up.add_slot(OPERATOR, a_slot(weekday=6, wall=time(1, 30)))
    nights = [
        house.app.planning.gaps(
            start=datetime.combine(day, time(3), UTC), end=datetime.combine(day, time(12), UTC)
        )
        for day in (SKIPPING, REPEATING)
    ]

    labels = [mark.label for gaps in nights for mark in marks_of(gaps)]

    assert any(label.endswith("clocks skip 02:30, goes out at 03:30") for label in labels)
    assert any(label.endswith("01:30 comes twice, goes out the first time") for label in labels)


def test_the_settings_tell_on_which_date_a_slot_is_skipped(house: House) -> None:
    house.app.set_up.add_slot(OPERATOR, a_slot(weekday=6, wall=time(2, 30)))
    house.sign_in("pam")

    said = words(page("settings"))

    assert "Sun 14 Mar 2027: clocks skip 02:30, goes out at 03:30." in said
    assert said.count("clocks skip") == 1


def test_a_missed_post_that_is_given_a_repeated_time_is_asked_about(house: House) -> None:
    post = house.put(house.post(), PostState.MISSED, explanation="Its latest useful time passed.")
    house.sign_in("pam")
    drawn = page("attention")
    drawn.date_input[0].set_value(REPEATING)
    drawn.time_input[0].set_value(time(1, 30))
    drawn.run()

    which = next(each for each in drawn.button_group if "comes twice" in each.label)
    which.set_value([True])
    click(drawn.run(), "Release")

    assert house.app.planning.get(post.id).due == datetime(2027, 11, 7, 7, 30, tzinfo=UTC)


def test_posts_that_new_rules_moved_are_told_on_the_queue_and_on_the_post(
    house: House, old_rules: Path
) -> None:
    house.app.rezoning.check()
    post = house.put(house.post(), PostState.SCHEDULED)
    house.sign_in("pam")
    assert "new zone rules" not in words(page("queue"))

    zones.use([release(old_rules, "2026b", America__Chicago=ALWAYS_SUMMER)])
    house.app.rezoning.check()

    assert "1 post moved with the new zone rules of 2026b." in words(page("queue"))
    moved = house.app.planning.get(post.id)
    assert moved.due == NOON + timedelta(hours=23)
    assert f"The clocks of {ZONE} follow new rules (2026b)" in (moved.explanation or "")
