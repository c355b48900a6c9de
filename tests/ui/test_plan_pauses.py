"""Pauses as bands of the calendar, with a switch of their own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from streamlit.testing.v1 import AppTest

from scheduler.domain.plan import Pause, PauseScope
from tests.builders import NOON, ZONE
from tests.ui.house import House, calendar_told, page
from ui import plan_pauses

START, END = datetime(2026, 11, 30, 6, tzinfo=UTC), datetime(2027, 1, 11, 6, tzinfo=UTC)


def pause(house: House, reason: str, **fields: Any) -> Pause:
    given = {"scope": PauseScope.EVERYTHING, "reason": reason, **fields}
    return house.app.pausing.pause(house.actor("pam"), **given)


def test_a_pause_reaches_from_its_first_day_to_its_end_and_one_of_a_channel_has_its_row(house: House) -> None:
    pause(
        house,
        "Audit",
        scope=PauseScope.CHANNEL,
        name="county-x",
        ends_at=NOON + timedelta(days=2),
    )

    (band,) = plan_pauses.bands(plan_pauses.known(), START, END, ZONE)

    assert (band.day, band.until) == (date(2026, 12, 1), date(2026, 12, 4))
    assert (band.title, band.row, band.is_pause) == ("Paused: County · Audit", "county-x", True)
    assert "until Thu 3 Dec 2026, 09:00 CST." in band.tooltip


def test_one_without_an_end_goes_on_and_one_that_was_lifted_ends_there(house: House) -> None:
    first = pause(house, "Flood")
    house.clock.advance(timedelta(days=3))
    house.app.pausing.lift(house.actor("pam"), first.id)
    house.clock.advance(timedelta(days=7))
    pause(house, "Storm")

    lifted, open_one = plan_pauses.bands(plan_pauses.known(), START, END, ZONE)

    assert (lifted.day, lifted.until) == (date(2026, 12, 1), date(2026, 12, 5))
    assert (open_one.day, open_one.until) == (date(2026, 12, 11), date(2027, 1, 11))
    assert open_one.title == "Paused: everything · Storm"
    assert "until somebody lifts it" in open_one.tooltip


def test_drills_and_what_is_out_of_sight_are_left_out(house: House) -> None:
    pause(house, "Practice", is_drill=True)
    pause(house, "Audit", ends_at=NOON + timedelta(days=2))

    later = plan_pauses.bands(plan_pauses.known(), END, END + timedelta(days=7), ZONE)

    assert later == ()
    assert [each.reason for each in plan_pauses.known()] == ["Audit"]


def bands_on(drawn: AppTest) -> list[str]:
    return [note["title"] for note in calendar_told(drawn)["notes"] if note["is_pause"]]


def test_the_calendar_shows_them_until_they_are_switched_off(house: House) -> None:
    house.sign_in("ada")
    assert "pauses" not in [each.key for each in page("calendar").toggle]
    pause(house, "Flood")

    assert bands_on(page("calendar")) == ["Paused: everything · Flood"]
    assert bands_on(page("calendar", pauses="false")) == []
