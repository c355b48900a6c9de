"""Calendars of others: addresses read again and again, files read once, and the events they hold."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import Field

from scheduler.domain.occasions import EventFate
from scheduler.domain.value import Instant, Value

if TYPE_CHECKING:
    from datetime import datetime

#: What is read of a calendar of others, from the day it is read.
BACK: Final = timedelta(days=30)
AHEAD: Final = timedelta(days=400)
MOST_EVENTS: Final = 2_000
#: An event that names no end keeps this much free.
_LEAST: Final = timedelta(minutes=15)


class CalendarKind(StrEnum):
    """What a calendar of others tells of."""

    HOSPITAL = "hospital"
    CHATS = "chats"
    ON_CALL = "on-call"
    OTHER = "other"


class CalendarStatus(StrEnum):
    """What the last look at a calendar came to."""

    NEW = "new"
    """It was never read."""
    OK = "ok"
    UNCHANGED = "unchanged"
    BROKEN = "broken"
    """The last good copy is shown."""


class NewCalendar(Value):
    """What a person says of a calendar of others."""

    name: str
    kind: CalendarKind = CalendarKind.OTHER
    zone: str = ""
    colour: str = "#6b7280"
    tag: str = ""
    keeps_free: bool = False
    every_hours: int = 1


class OutsideCalendar(Value):
    """A calendar of others, and how the last look at it went. Its address is kept sealed, apart from this."""

    id: int = 0
    #: Unique, as people call it.
    name: str
    kind: CalendarKind = CalendarKind.OTHER
    #: By whose clock its floating times are told; empty for what the calendar says, else the house's.
    zone: str = ""
    colour: Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")] = "#6b7280"
    #: A word of one's own to find it by.
    tag: str = ""
    #: Does the filler leave free the times of its events?
    keeps_free: bool = False
    active: bool = True
    #: Its address, cut so that it opens nothing; empty for one that came as a file.
    shown_address: str = ""
    #: Hours between looks.
    every_hours: int = 1
    status: CalendarStatus = CalendarStatus.NEW
    #: One sentence on the last look: why it failed, or what was left out.
    remark: str = ""
    failures: int = 0
    checked_at: Instant | None = None
    next_check_at: Instant | None = None
    #: When its publisher last said that this is how it stands.
    as_of: Instant | None = None
    #: When it was last read as a whole.
    read_at: Instant | None = None
    events: int = 0
    etag: str = ""
    last_modified: str = ""
    created_by: str
    created_at: Instant

    @property
    def is_file(self) -> bool:
        """Did it come as a file, so that nobody is asked for it?"""
        return not self.shown_address


class OutsideEvent(Value):
    """One occurrence of an event; on whole days where `wall` is empty."""

    id: int = 0
    #: Number of the calendar.
    calendar: int = 0
    uid: str
    #: Which occurrence of that event: its first day as the calendar's rule gives it; empty for a single one.
    occurrence: str
    title: str
    begins: Instant
    #: Not included.
    ends: Instant
    first: date
    #: Included.
    last: date
    #: `HH:MM` on the clock of `zone` at which it begins.
    wall: str = ""
    zone: str
    place: str = ""
    url: str = ""
    #: Plain text, cut.
    about: str = ""
    topics: tuple[str, ...] = ()
    fate: EventFate = EventFate.STANDS
    #: Does it say that it takes nobody's time?
    is_free: bool = False
    sequence: int = 0
    changed_at: Instant | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What it is known by within its calendar."""
        return self.uid, self.occurrence

    def is_older_than(self, other: OutsideEvent) -> bool:
        """Is it an earlier version than `other`, by its number and then by when it was changed?"""
        if self.sequence != other.sequence or not (self.changed_at and other.changed_at):
            return self.sequence < other.sequence
        return self.changed_at < other.changed_at

    def says(self, other: OutsideEvent) -> bool:
        """Does it say the same as `other`, whatever their versions?"""
        same = {name: getattr(other, name) for name in ("id", "calendar", "sequence", "changed_at")}
        return self.model_copy(update=same) == other

    def holds(self, at: datetime) -> bool:
        """Does it take the time at an instant?"""
        is_on = self.fate is EventFate.STANDS and not self.is_free
        return is_on and self.begins <= at < max(self.ends, self.begins + _LEAST)


class MadePost(Value):
    """Which post was made of an event of others."""

    id: int = 0
    #: Number of the calendar.
    calendar: int
    uid: str
    occurrence: str
    post: int


class Polled(Value):
    """What one look at a calendar came to."""

    calendar: str
    status: CalendarStatus
    new: int = 0
    changed: int = 0
    gone: int = 0
    unchanged: int = 0
    #: Came in an older version than the one that is known, so they were left as they are.
    older: int = 0
    #: One sentence for each kind of thing that was left out, or why nothing was read.
    remarks: tuple[str, ...] = ()
