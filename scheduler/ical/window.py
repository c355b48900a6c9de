"""Which events a subscription shows on a day: a year ahead and a month back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scheduler.ical.event import EventStatus, PlanEvent

if TYPE_CHECKING:
    from datetime import date

_BACK, _AHEAD = timedelta(days=30), timedelta(days=365)
#: How long a cancelled event is still shown, struck through, before it is dropped.
_CANCELLED_KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Window:
    """The days a subscription shows. It moves at midnight UTC, so a feed changes of itself once a day."""

    start: datetime
    #: First instant that is not shown.
    end: datetime
    #: Cancelled events last changed before this are dropped.
    cancelled_since: datetime
    midnight: datetime

    @classmethod
    def on(cls, day: date) -> Window:
        """Return the window of `day`."""
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        return cls(midnight - _BACK, midnight + _AHEAD, midnight - _CANCELLED_KEPT, midnight)

    def shows(self, event: PlanEvent) -> bool:
        """Does `event` begin in the window or last into it, and was it not cancelled long ago?"""
        if event.status is EventStatus.CANCELLED and event.modified < self.cancelled_since:
            return False
        return event.starts_at < self.end and (event.starts_at >= self.start or event.ends_at > self.start)
