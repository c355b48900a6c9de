"""What may fill a gap, what was chosen, and why: the words of filling.

Values only; `scheduler/optimising` chooses.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from scheduler.domain.curation import Trust
from scheduler.domain.plan import Gap
from scheduler.domain.post import ReasonPart
from scheduler.domain.value import Instant, Value

#: A story that went out, or will, so near to a gap is not told again there.
REST: Final = timedelta(days=60)


class Fit(Value):
    """How well an item fits a pillar, and the words that show it; no pillar where there are none at all."""

    pillar: str | None
    #: From 0 to 1.
    value: float
    words: tuple[str, ...] = ()


class WantedOn(Value):
    """Days, by the channel's own calendar, on which an item is wanted: an observance it speaks of."""

    name: str
    first: date
    last: date
    #: From 0 to 1.
    weight: float = 1.0


class Candidate(Value):
    """An item that might fill a gap, or a post of one's own that might go out again."""

    #: Number of the item; of a post of one's own the negative of the post's number.
    item: int
    story: int
    source: str
    #: Who is behind the source, in words for people.
    owner: str
    trust: Trust
    #: What that trust is worth, from 0 to 1.
    worth: float
    #: What the organisation makes of it, from 0 to 1, and the words that say why.
    relevance: float = 1.0
    relevant: tuple[ReasonPart, ...] = ()
    #: When it was published, or is taken to have been.
    born: Instant
    is_dated: bool = True
    #: After this time it is worth half.
    half_life: timedelta
    #: It goes out before this instant or not at all.
    good_until: Instant
    fits: tuple[Fit, ...]
    #: The narrow subject by which two items are alike; empty is like nothing.
    theme: str = ""
    wanted: tuple[WantedOn, ...] = ()
    #: The most of its source in a calendar week.
    weekly_cap: int | None = None
    #: The channels it may stand on; `None` is all.
    channels: tuple[str, ...] | None = None
    #: From one telling of its story to the next.
    rest: timedelta = REST
    #: Does a clinician have to look at it before it goes out?
    needs_clinician: bool = False

    @property
    def is_own(self) -> bool:
        """Is it a post of one's own, and no item of somebody else's?"""
        return self.item < 0


class Placed(Value):
    """A post that has its place already."""

    channel: str
    due: Instant
    pillar: str | None = None
    source: str | None = None
    story: int | None = None
    item: int | None = None
    theme: str = ""
    #: Was it made from what a source said?
    is_curated: bool = False
    #: Does it count among the posts of its window? Not where it only tells when its story was told.
    is_counted: bool = True


class RunnerUp(Value):
    """What else might have filled a gap, and why it does not."""

    item: int
    pillar: str | None
    score: float
    why: str


class Choice(Value):
    """An item for a gap."""

    gap: Gap
    item: int
    pillar: str | None
    score: float
    reason: tuple[ReasonPart, ...]
    runners_up: tuple[RunnerUp, ...] = ()


class Month(Value):
    """How many more posts of a channel its budget pays for in one month (UTC)."""

    channel: str
    year: int
    month: int
    posts: int


class FilledPlan(Value):
    """What fills the gaps of a horizon, and how far from the best plan that can be at most."""

    choices: tuple[Choice, ...] = ()
    #: What the plan is worth by the stated objective, and what no plan exceeds.
    worth: float = 0.0
    bound: float = 0.0

    @property
    def shortfall(self) -> float:
        """The share of the bound by which the plan may fall short of the best one; 0 is proven best."""
        return max(0.0, 1 - self.worth / self.bound) if self.bound > 0 else 0.0
