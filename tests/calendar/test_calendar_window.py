from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from scheduler.ical import EventStatus, PlanEvent, Window

_WINDOW = Window.on(date(2026, 10, 5))
_MIDNIGHT = datetime(2026, 10, 5, tzinfo=UTC)
_TICK = timedelta(seconds=1)


def test_a_month_back_and_a_year_ahead_are_shown(event: Callable[..., PlanEvent]) -> None:
    first, last = _MIDNIGHT - timedelta(days=30), _MIDNIGHT + timedelta(days=365) - _TICK

    shown = [at for at in (first - _TICK, first, last, last + _TICK) if _WINDOW.shows(event(start=at))]

    assert shown == [first, last]


def test_what_began_before_is_shown_as_long_as_it_lasts(event: Callable[..., PlanEvent]) -> None:
    began, today = date(2026, 8, 1), date(2026, 9, 5)

    shown = [
        last
        for last in (today - timedelta(days=1), today, today + timedelta(days=1))
        if _WINDOW.shows(event(start=began, end=last))
    ]
    hours = event(start=_MIDNIGHT - timedelta(days=31), end=_MIDNIGHT - timedelta(days=30) + _TICK)

    assert shown == [today + timedelta(days=1)]
    assert _WINDOW.shows(hours)


def test_a_cancelled_event_is_shown_for_seven_days_and_then_dropped(event: Callable[..., PlanEvent]) -> None:
    week_ago = _MIDNIGHT - timedelta(days=7)

    assert _WINDOW.shows(event(status=EventStatus.CANCELLED, modified=week_ago))
    assert not _WINDOW.shows(event(status=EventStatus.CANCELLED, modified=week_ago - _TICK))
