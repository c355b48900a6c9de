"""What is asked of a calendar document of others, and what it held; light, for those who have it read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scheduler.domain.plan import zone_named

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    from scheduler.domain.outside_calendar import OutsideEvent

#: Of one document, unless fewer are wanted.
MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Found:
    """What a document held: events of the span, and a sentence for each kind of thing left out."""

    events: tuple[OutsideEvent, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are read, both included, and the zone whose clock people go by."""

    start: date
    end: date
    zone: str
    #: By whose clock floating times are told; empty for what the calendar says, else `zone`.
    floating: str = ""
    most: int = MOST

    @property
    def clock(self) -> ZoneInfo:
        """The zone itself."""
        return zone_named(self.zone)
