"""Read which wall clock each post stands for, without the posts: a plan may hold a million of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlmodel import Session, col, select

from scheduler.store.tables import PostRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.post import PostState


class Standing(NamedTuple):
    """What a person chose for a post, and the instant that was derived from it."""

    post: int
    wall: datetime
    zone: str
    due: datetime


class Walls:
    """The wall clocks of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def useful_after(self, at: datetime, *states: PostState) -> Iterator[Standing]:
        """Yield those of the posts in `states` that are still useful at `at`, by number."""
        query = (
            select(PostRow.id, PostRow.wall, PostRow.zone, PostRow.due)
            .where(col(PostRow.state).in_(states), col(PostRow.useful_until) >= at)
            .order_by(col(PostRow.id))
            .execution_options(yield_per=1_000)
        )
        for number, told, zone, due in self._session.exec(query):
            text, second, _ = str(told).partition("#")
            wall = datetime.fromisoformat(text).replace(fold=1 if second else 0)
            yield Standing(number, wall, zone, due)

    def waiting_after(self, at: datetime, *states: PostState) -> list[int]:
        """Return the numbers of the posts in `states` that are to wait until after `at`."""
        query = select(PostRow.id).where(col(PostRow.state).in_(states), col(PostRow.not_before) > at)
        return list(self._session.exec(query))
