"""Count the posts of the plan where they lie: by channel, by pillar; no post is read for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import case, func, select

from scheduler.domain.post import PostState
from scheduler.store.posts import post_of
from scheduler.store.tables import PostRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

    from scheduler.domain.lane import Lane
    from scheduler.domain.post import Post

_POSTS: Any = PostRow.__table__  # type: ignore[attr-defined] # SQLModel hides it from the type checker
_C = _POSTS.c


class Coming(NamedTuple):
    """How many posts of a channel and a pillar are to leave, and how many of these before some time."""

    channel: str
    pillar: str | None
    posts: int
    soon: int


class OfPillar(NamedTuple):
    """How many posts of a pillar the plan has, and how many of these are out."""

    pillar: str | None
    planned: int
    out: int


class PlanCounts:
    """The counts of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def coming(self, states: Collection[PostState], *, soon: datetime) -> list[Coming]:
        """Return how many posts in any of `states` there are, and how many of these are due before `soon`."""
        query = (
            select(_C.channel, _C.pillar, func.count(), func.sum(case((_C.due < soon, 1), else_=0)))
            .where(_C.state.in_(states))
            .group_by(_C.channel, _C.pillar)
        )
        return [Coming(*row) for row in self._connection.execute(query)]

    def in_lanes(self, states: Collection[PostState], lanes: Collection[Lane]) -> list[Post]:
        """Return the posts in any of `states` that were approved in one of `lanes`, by due time."""
        query = select(_POSTS).where(_C.state.in_(states), _C.lane.in_(lanes)).order_by(_C.due, _C.id)
        return [post_of(row) for row in self._connection.execute(query)]

    def by_pillar(
        self, start: datetime, end: datetime, *, states: Collection[PostState], channel: str = ""
    ) -> list[OfPillar]:
        """Return how many posts due from `start` up to but not at `end` each pillar has."""
        is_out = case((_C.state == PostState.PUBLISHED, 1), else_=0)
        query = (
            select(_C.pillar, func.count(), func.sum(is_out))
            .where(_C.due >= start, _C.due < end, _C.state.in_(states))
            .group_by(_C.pillar)
        )
        if channel:
            query = query.where(_C.channel == channel)
        return [OfPillar(*row) for row in self._connection.execute(query)]
