"""Channels that belong to a person: nothing leaves under their name before they or whom they named agreed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from scheduler.domain.value import Instant, Value

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from scheduler.domain.post import Post

#: A delegation ends after so long, at the latest.
LONGEST: Final = timedelta(days=366)


class Delegation(Value):
    """The word of a channel's owner that somebody else may agree in their place, until a day."""

    id: int = 0
    channel: str
    #: Whose word it is.
    owner: int
    #: Who may agree.
    person_id: int
    until: Instant
    created_at: Instant
    ended_at: Instant | None = None

    def stands_at(self, now: datetime) -> bool:
        """Does it hold now?"""
        return self.ended_at is None and now < self.until


def may_agree(
    owner: int | None, post: Post, delegations: Iterable[Delegation], *, now: datetime
) -> frozenset[int]:
    """Return the numbers of those whose agreement a post needs one of; none where it needs no such thing.

    What the owner alone wrote has their agreement. Whom they named can't agree to what they wrote themselves,
    and the word of somebody who owns the channel no more is void.
    """
    if owner is None or set(post.writers) == {owner}:
        return frozenset()
    named = {each.person_id for each in delegations if each.owner == owner and each.stands_at(now)}
    return frozenset({owner, *(named - post.writers)})
