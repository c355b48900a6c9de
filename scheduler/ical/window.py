"""Which events a subscription shows on a day: a year ahead, a month back, and never too many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scheduler.ical.event import EventStatus, PlanEvent

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

_BACK, _AHEAD = timedelta(days=30), timedelta(days=365)
#: How long a cancelled event is still shown, struck through, before it is dropped.
_CANCELLED_KEPT = timedelta(days=7)
#: Google is reported to lose events above some 1,100, and refuses 1 MB.
_MOST = 1000


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
        """Is `event` in the window, and not cancelled long ago?"""
        if event.status is EventStatus.CANCELLED and event.modified < self.cancelled_since:
            return False
        return self.start <= event.starts_at < self.end


@dataclass(frozen=True, slots=True)
class Choice:
    """What is shown, by time, and how many events had to be left out."""

    events: tuple[PlanEvent, ...]
    left_out: int = 0

    def notice(self, description: str) -> str:
        """Return `description`, with a sentence on what was left out."""
        if not self.left_out:
            return description
        shown = f"Shows the {len(self.events):,} posts nearest to today"
        return f"{description} {shown}; {self.left_out:,} more are in the planner.".strip()


def choose(events: Iterable[PlanEvent], window: Window, *, most: int = _MOST) -> Choice:
    """Return the events that `window` shows, at most `most` of them: those nearest to its day."""
    shown = [event for event in events if window.shows(event)]
    shown.sort(key=lambda event: (abs(event.starts_at - window.midnight), event.uid))
    kept = sorted(shown[:most], key=lambda event: (event.starts_at, event.uid))
    return Choice(tuple(kept), len(shown) - len(kept))
