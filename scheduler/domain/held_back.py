"""What a pause held back, what was decided on it, and which daemons have seen a pause."""

from __future__ import annotations

from enum import StrEnum

from scheduler.domain.value import Instant, Value


class Release(StrEnum):
    """What a person decides on a post that a pause held."""

    KEEP = "keep"
    """It goes out near its time."""
    MOVE = "move"
    """It goes out at another time."""
    DROP = "drop"
    """It does not go out."""


class HeldBack(Value):
    """One post that one pause held."""

    pause: int
    post: int
    held_at: Instant
    #: When it was to go out as it was held.
    was_due: Instant
    #: `None` while nobody has decided.
    decision: Release | None = None
    decided_at: Instant | None = None
    decided_by: str | None = None


class Sighting(Value):
    """A daemon has seen a pause; number 0 says that the daemon began."""

    pause: int
    daemon: str
    at: Instant
