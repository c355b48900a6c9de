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


def test_a_cancelled_event_is_shown_for_seven_days_and_then_dropped(event: Callable[..., PlanEvent]) -> None:
    week_ago = _MIDNIGHT - timedelta(days=7)

    assert _WINDOW.shows(event(status=EventStatus.CANCELLED, modified=week_ago))
    assert not _WINDOW.shows(event(status=EventStatus.CANCELLED, modified=week_ago - _TICK))
