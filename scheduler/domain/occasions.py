"""The organisation's own events, as they came from a calendar of its own."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from scheduler.domain.value import Instant, Value


class EventFate(StrEnum):
    """What the calendar last said of an event."""

    STANDS = "stands"
    CANCELLED = "cancelled"
    """It says so."""
    GONE = "gone"
    """It was there and is no more."""


class OwnEvent(Value):
    """One occurrence of an event; on whole days where `wall` is empty."""

    id: int = 0
    #: The calendar it came from.
    calendar: str
    uid: str
    #: Which occurrence of that event: its first day as the calendar's rule gives it, `YYYY-MM-DD`.
    occurrence: str
    title: str
    first: date
    #: Included.
    last: date
    #: `HH:MM` on the clock of `zone` at which it begins.
    wall: str = ""
    zone: str
    place: str = ""
    url: str = ""
    topics: tuple[str, ...] = ()
    fate: EventFate = EventFate.STANDS


class OwnCalendar(Value):
    """A calendar of the organisation's own events, as it was imported last."""

    #: Short name, unique: `classes`.
    name: str
    #: Added to the topics of each of its events.
    topics: tuple[str, ...] = ()
    active: bool = True
    imported_at: Instant
    events: int = 0


class Imported(Value):
    """What an import came to."""

    calendar: str
    new: int = 0
    changed: int = 0
    gone: int = 0
    unchanged: int = 0
    #: One sentence for each thing that was left out.
    remarks: tuple[str, ...] = ()
