"""The filler leaves free the times of calendars that are kept free, and says for which event."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from scheduler.domain.outside_calendar import NewCalendar
from scheduler.domain.people import FILLER, OPERATOR
from scheduler.services.fetching_calendars import CalendarFetch, calendar_fetcher
from scheduler.services.outside_calendars import OutsideCalendars
from scheduler.services.reading_calendars import CalendarReader
from scheduler.services.sealing import Seal
from scheduler.settings import Settings
from tests.builders import NOON
from tests.curation.house import House
from tests.outside_calendars.conftest import a_calendar, an_event

#: The slots of the house are at ten, which is 16:00 UTC.
DAY = (NOON + timedelta(days=2)).date()
DAYS_OFF = f"DTSTART;VALUE=DATE:{DAY:%Y%m%d}"


@pytest.fixture
def outside(full: House, reader: CalendarReader, tmp_path: Any) -> OutsideCalendars:
    settings = Settings(data_dir=tmp_path)
    fetch = CalendarFetch(lambda: calendar_fetcher(settings, full.store, full.clock))
    return OutsideCalendars(full.store, full.clock, Seal(tmp_path / "keys"), fetch, reader=reader)


def keep_free(outside: OutsideCalendars, *lines: str, keeps_free: bool = True) -> None:
    event = an_event(*lines, title="Ward closed")
    new = NewCalendar(name="Wards", keeps_free=keeps_free)
    outside.import_file(OPERATOR, new, a_calendar(event))


def test_a_time_that_is_kept_free_is_left_open_and_its_event_is_named(
    full: House, outside: OutsideCalendars
) -> None:
    keep_free(outside, f"DTSTART:{DAY:%Y%m%d}T153000Z", f"DTEND:{DAY:%Y%m%d}T170000Z")

    found = full.filling.plan(days=7)

    assert len(found.proposals) == 6
    assert DAY not in {each.wall.date() for each in found.proposals}
    (free,) = found.kept_free
    assert (free.calendar, free.event, free.due.date()) == ("Wards", "Ward closed", DAY)


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        ((DAYS_OFF,), 6),
        ((f"DTSTART:{DAY:%Y%m%d}T160000Z",), 6),
        ((f"DTSTART:{DAY:%Y%m%d}T150000Z", f"DTEND:{DAY:%Y%m%d}T160000Z"), 7),
        ((f"DTSTART:{DAY:%Y%m%d}T160100Z", f"DTEND:{DAY:%Y%m%d}T170000Z"), 7),
        ((DAYS_OFF, "STATUS:CANCELLED"), 7),
        ((DAYS_OFF, "TRANSP:TRANSPARENT"), 7),
        ((DAYS_OFF, "RRULE:FREQ=DAILY;COUNT=3"), 4),
    ],
)
def test_only_what_takes_the_time_of_a_slot_keeps_it_free(
    full: House, outside: OutsideCalendars, lines: tuple[str, ...], left: int
) -> None:
    keep_free(outside, *lines)

    assert len(full.filling.propose(days=7)) == left


def test_a_calendar_that_is_only_shown_keeps_nothing_free(full: House, outside: OutsideCalendars) -> None:
    keep_free(outside, DAYS_OFF, keeps_free=False)

    found = full.filling.plan(days=7)

    assert (len(found.proposals), found.kept_free) == (7, [])


def test_a_time_that_was_taken_meanwhile_is_left_open_when_proposals_are_saved(
    full: House, outside: OutsideCalendars
) -> None:
    stale = full.filling.propose(days=7)
    keep_free(outside, DAYS_OFF)

    saved = full.filling.fill(FILLER, days=7, proposals=stale)

    assert len(saved) == 6


def test_a_proposal_that_stands_already_is_not_thought_over(full: House, outside: OutsideCalendars) -> None:
    full.filling.fill(FILLER, days=7)
    keep_free(outside, DAYS_OFF)

    found = full.reconsidering.plan(days=7)

    assert all(change.before is None or change.before.due.date() != DAY for change in found.changes)
