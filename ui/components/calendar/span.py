"""Which instants a view shows, computed as the browser does, so that the first load asks only once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ui.components.calendar.operations import VisibleRange

if TYPE_CHECKING:
    from ui.components.calendar.view import ViewName


def visible_range(view: ViewName, on: date, *, zone: str, first_day: int = 1) -> VisibleRange:
    """Span the view around `on`: six whole weeks for a month, seven days for week and timeline, or one day.

    `first_day` counts as the browser does, 0 for Sunday. A list shows its month; a phone opens on it, and
    it lies inside the month's six weeks.
    """
    first, days = _days(view, on, first_day)
    until = first + timedelta(days=days)
    return VisibleRange(start=_midnight(first, zone), end=_midnight(until, zone), view=view)


def _days(view: ViewName, on: date, first_day: int) -> tuple[date, int]:
    if view in {"week", "timeline"}:
        return _week_start(on, first_day), 7
    if view == "day":
        return on, 1
    first = on.replace(day=1)
    if view == "month":
        return _week_start(first, first_day), 42
    following = (first + timedelta(days=31)).replace(day=1)
    return first, (following - first).days


def _week_start(on: date, first_day: int) -> date:
    return on - timedelta(days=(on.isoweekday() - first_day) % 7)


def _midnight(on: date, zone: str) -> datetime:
    return datetime.combine(on, time.min, ZoneInfo(zone)).astimezone(UTC)
