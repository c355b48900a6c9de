"""What became of the posts of some days: what left, and how long after its time."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from scheduler.domain.value import Instant, Value

#: People plan by the minute: what leaves later than this after its time is late.
LATE: Final = timedelta(minutes=1)


class Departure(Value):
    """One post that is out: when it was to leave, and when it left."""

    post: int
    channel: str
    due: Instant
    #: When the try began by which its first part got there.
    left: Instant
    #: Is it of the past that a demo makes up? Nothing was measured then.
    is_invented: bool = False
    #: Did a person let it go, or give it its time, after that time had passed?
    by_a_person: bool = False

    @property
    def late(self) -> timedelta:
        """How long after its time it left; never less than nothing."""
        return max(self.left - self.due, timedelta(0))

    @property
    def is_late(self) -> bool:
        """Is that too long?"""
        return self.late > LATE


class ChannelDelivery(Value):
    """What left on one channel."""

    channel: str
    sent: int
    late: int
    worst: timedelta


class DeliverySummary(Value):
    """What left in some days, on all the channels that were asked for."""

    channels: tuple[ChannelDelivery, ...] = ()
    #: 95 of 100 posts left within so long; `None` where none was measured.
    p95: timedelta | None = None
    #: How many of the late ones a person let go after their time.
    late_by_a_person: int = 0
    #: How many more there are of the past that a demo makes up.
    invented: int = 0

    @property
    def sent(self) -> int:
        """How many posts left."""
        return sum(each.sent for each in self.channels)

    @property
    def late(self) -> int:
        """How many of them left late."""
        return sum(each.late for each in self.channels)

    @property
    def worst(self) -> timedelta | None:
        """How late the latest one left; `None` where none was measured."""
        return max((each.worst for each in self.channels), default=None)
