"""The fast lane of a crisis: who may use it, how long it is open, and the second look afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from scheduler.domain.value import Instant, Value

#: A lane is open no longer; whoever needs more opens it anew, with a reason.
LONGEST_LANE: Final = timedelta(hours=12)
#: What left by the lane is looked at by a second person within this time.
SECOND_LOOK: Final = timedelta(hours=24)


class OnCall(Value):
    """A person who may use the emergency words for a time."""

    id: int = 0
    person: int
    begins: Instant
    ends: Instant
    #: `Actor.key`.
    by: str
    removed_at: Instant | None = None

    def is_on(self, now: datetime) -> bool:
        """Is it this person's turn?"""
        return self.removed_at is None and self.begins <= now < self.ends


class FastLane(Value):
    """The time for which approved words go out by one person's decision."""

    id: int = 0
    reason: str
    by: str
    opened_at: Instant
    #: It closes by itself.
    ends_at: Instant
    closed_at: Instant | None = None
    #: The pause it was opened with.
    pause: int | None = None

    def is_open(self, now: datetime) -> bool:
        """Do approved words go out by it now?"""
        return self.closed_at is None and self.opened_at <= now < self.ends_at


class LookVerdict(StrEnum):
    """What a second person says of a post that left by the fast lane."""

    FINE = "fine"
    CORRECT = "correct it"
    TAKE_DOWN = "take it down"


class FastUse(Value):
    """That approved words were used for a post, and what a second person said of it."""

    post: int
    #: `EmergencyTemplate.label` and its digest.
    template: str
    template_digest: str
    #: `Post.seal` as it was approved.
    seal: str
    lane: int
    by: str
    at: Instant
    look_by: Instant
    escalated_at: Instant | None = None
    verdict: LookVerdict | None = None
    looked_by: str | None = None
    looked_at: Instant | None = None
    comment: str = ""
    #: The draft that corrects it.
    correction: int | None = None
    #: When somebody saw to it that it is gone from the network.
    taken_down_at: Instant | None = None

    def is_late(self, now: datetime) -> bool:
        """Should somebody have looked by now?"""
        return self.verdict is None and self.look_by <= now
