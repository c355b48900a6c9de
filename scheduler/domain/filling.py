"""Rules of filling that people set: quiet days, posts that may go out again, the share of what is curated."""

from __future__ import annotations

from datetime import date

from scheduler.domain.choice import RunnerUp
from scheduler.domain.value import Instant, Value


class QuietDay(Value):
    """Days of mourning, of a blackout, of anything on which nothing is proposed."""

    id: int = 0
    first: date
    #: Included.
    last: date
    #: Empty for every channel.
    channel: str = ""
    reason: str
    by: str
    created_at: Instant
    lifted_at: Instant | None = None

    def holds(self, *, channel: str, day: date) -> bool:
        """Is nothing proposed for a channel on a day by its own calendar?"""
        return self.lifted_at is None and self.channel in {"", channel} and self.first <= day <= self.last


class Evergreen(Value):
    """A person's word that a post of one's own may be proposed again."""

    #: Number of the post.
    post: int
    #: Days from one time to the next, at least.
    every_days: int = 90
    #: How often it goes out again, at most.
    most: int = 3
    #: Other wordings, in the order in which they are used, before its own comes round again.
    wordings: tuple[str, ...] = ()
    by: str
    at: Instant


class Recycled(Value):
    """Which evergreen post a proposal repeats."""

    #: Number of the proposal.
    post: int
    evergreen: int


class KeptRunners(Value):
    """What else might have stood in the place of a proposal, when it was made."""

    #: Number of the proposal.
    post: int
    runners_up: tuple[RunnerUp, ...] = ()


class FillingRules(Value):
    """What the organisation wants of filling as a whole."""

    #: Most per cent of a month's posts that come from sources; `None` sets no limit.
    curated_share: int | None = None
