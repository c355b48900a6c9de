"""Which instants a view shows, computed as the browser does, so that the first load asks only once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, model_validator

from scheduler.domain.value import Instant, Value

#: The longest view is a month of six weeks; a day of summer time more does no harm.
LONGEST_RANGE_DAYS = 43
#: A day on which the clocks go forward.
SHORTEST_RANGE = timedelta(hours=23)
#: The years a plan can be about.
PLAUSIBLE_YEARS = range(2000, 2200)
_MONTH = timedelta(days=LONGEST_RANGE_DAYS)

#: The views, by the names people know; `None` where one is asked for lets the width decide.
ViewName = Literal["month", "week", "day", "list", "timeline"]


def _plausible(moment: datetime) -> datetime:
    utc = moment.astimezone(UTC)
    if utc.year not in PLAUSIBLE_YEARS:
        raise ValueError("no plan is about that year")
    return utc


#: An instant that a plan can be about.
Moment = Annotated[Instant, AfterValidator(_plausible)]


class VisibleRange(Value):
    """What the browser shows: instants from `start` up to `end`, and the view they are shown in."""

    start: Moment
    end: Moment
    view: ViewName

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if not SHORTEST_RANGE <= self.end - self.start < timedelta(days=LONGEST_RANGE_DAYS + 1):
            raise ValueError("no view is that long")
        return self


def visible_range(view: ViewName, on: date, *, zone: str, first_day: int = 1) -> VisibleRange:
    """Span the view around `on`: six whole weeks for a month, seven days for week and timeline, or one day.

    `first_day` counts as the browser does, 0 for Sunday. A list shows its month; a phone opens on it, and
    it lies inside the month's six weeks.
    """
    first, days = _days(view, on, first_day)
    until = first + timedelta(days=days)
    return VisibleRange(start=_midnight(first, zone), end=_midnight(until, zone), view=view)


def ranges_beside(shown: VisibleRange, *, zone: str, first_day: int = 1) -> tuple[VisibleRange, ...]:
    """Return what the same view shows a step before and a step after, where a plan can be about it."""
    middle = (shown.start + (shown.end - shown.start) / 2).astimezone(ZoneInfo(zone)).date()
    if shown.view in {"month", "list"}:
        first = middle.replace(day=1)
        days = first - timedelta(days=1), first + timedelta(days=31)
    else:
        step = timedelta(days=1 if shown.view == "day" else 7)
        days = middle - step, middle + step
    around = [_midnight(day + far, zone).year for day in days for far in (-_MONTH, _MONTH)]
    if not all(year in PLAUSIBLE_YEARS for year in around):
        return ()
    return tuple(visible_range(shown.view, day, zone=zone, first_day=first_day) for day in days)


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
