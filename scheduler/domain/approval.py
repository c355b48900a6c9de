"""What an approval is: a lane by risk, the persons it takes, and the window in which a post may leave."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from scheduler.domain.lane import Lane
from scheduler.domain.plan import resolve, wall_clock
from scheduler.domain.value import Instant, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "MOST_DAYS",
    "ApprovalRules",
    "Endorsement",
    "Escalation",
    "Lane",
    "Part",
    "parts_missing",
    "parts_needed",
    "window_around",
]


class Part(StrEnum):
    """As what somebody decides."""

    APPROVER = "approver"
    PRIVACY = "privacy officer"
    OVERRIDE = "privacy officer who overrides"
    OWNER = "owner of the account"


class Endorsement(Value):
    """One decision of the several that an approval takes: by whom, as what, on exactly which content."""

    part: Part
    #: `Actor.key`.
    by: str
    at: Instant
    #: `Post.digest` as it was decided on.
    digest: str
    #: The guard's mark as it was decided on: content, rules and profile.
    mark: str | None = None


class ApprovalRules(Value):
    """How posts of a channel are approved."""

    channel: str
    #: An approval holds from so many local days before the day it was given for until as many after it.
    window_days: int = 7
    #: A decision is due so many minutes before the post is.
    decide_minutes: int = 120
    #: May a privacy officer, who did not write the post, decide on a held one alone?
    privacy_decides_alone: bool = False
    #: Does an approved evergreen post take the place of one that nobody decided on in time?
    fills_with_evergreen: bool = False


#: An approval can't be wider.
MOST_DAYS: Final = 60
_NEEDED: Final[dict[Lane, tuple[Part, ...]]] = {
    Lane.GREEN: (Part.APPROVER,),
    Lane.AMBER: (Part.APPROVER, Part.PRIVACY),
    Lane.RED: (Part.OVERRIDE, Part.OVERRIDE),
    Lane.FAST: (Part.APPROVER,),
}


def parts_needed(
    lane: Lane, rules: ApprovalRules, *, has_owner: bool = False, owner_wrote: bool = False
) -> tuple[Part, ...]:
    """Return who must decide, each a person of their own.

    Where the owner of the channel has to agree, they take the approver's place, unless they wrote a part of
    it; others than the approver stand beside them.
    """
    alone = lane is Lane.AMBER and rules.privacy_decides_alone
    needed = (Part.PRIVACY,) if alone else _NEEDED[lane]
    if not has_owner:
        return needed
    return (Part.OWNER, *(part for part in needed if owner_wrote or part is not Part.APPROVER))


def parts_missing(needed: Sequence[Part], given: Sequence[Endorsement]) -> tuple[Part, ...]:
    """Return what of `needed` nobody gave yet."""
    missing = list(needed)
    for each in given:
        if each.part in missing:
            missing.remove(each.part)
    return tuple(missing)


def window_around(due: datetime, *, zone: str, days: int) -> tuple[datetime, datetime]:
    """Return from when until when a post may leave that was approved for `due`: whole days of `zone`."""
    day = wall_clock(due, zone).date()
    midnight = time()
    first, _ = resolve(datetime.combine(day - timedelta(days=days), midnight), zone)
    last, _ = resolve(datetime.combine(day + timedelta(days=days + 1), midnight), zone)
    return first, last


class Escalation(Value):
    """A decision that was not made by its deadline."""

    post: int
    deadline: Instant
    #: When it was noticed.
    at: Instant
    #: Whose decision is missing, in words.
    role: str
    #: The evergreen post's copy that goes out in its place.
    filled_by: int | None = None
