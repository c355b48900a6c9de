"""What left in some days, and how late: counted by the database, a page of it read."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import BigInteger, and_, case, func, select, type_coerce

from scheduler.domain.delivery import LATE, ChannelDelivery, DeliverySummary, Departure
from scheduler.domain.post import PostState
from scheduler.domain.record import SEEDED, Outcome
from scheduler.store.tables import AttemptRow, PostRow
from scheduler.store.tally import delayed_by_a_person

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

_POSTS: Any = PostRow.__table__  # type: ignore[attr-defined] # SQLModel hides it from the type checker
_TRIES: Any = AttemptRow.__table__  # type: ignore[attr-defined] # as above
_P, _T = _POSTS.c, _TRIES.c
_MICROSECOND: Final = timedelta(microseconds=1)
_SHARE: Final = 0.95


class Days(NamedTuple):
    """From when, up to but not at when, and on which channels; none for all."""

    start: datetime
    end: datetime
    channels: tuple[str, ...] = ()


class Deliveries:
    """What left, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def summary(self, days: Days) -> DeliverySummary:
        """Return how many posts left in these days, and how late."""
        out = _out(days)
        late = _late(out)
        is_late = late > LATE // _MICROSECOND
        real = out.c.invented == 0
        rows = self._connection.execute(
            select(out.c.channel, func.count(), func.sum(case((is_late, 1), else_=0)), func.max(late))
            .where(real)
            .group_by(out.c.channel)
            .order_by(out.c.channel)
        )
        channels = tuple(
            ChannelDelivery(channel=name, sent=sent, late=slow, worst=max(0, worst) * _MICROSECOND)
            for name, sent, slow, worst in rows
        )
        by_person = select(func.count()).select_from(out.join(_POSTS, _P.id == out.c.post))
        by_person = by_person.where(real, is_late, delayed_by_a_person())
        invented = select(func.count()).select_from(out).where(out.c.invented == 1)
        return DeliverySummary(
            channels=channels,
            p95=self._p95(out, sum(each.sent for each in channels)),
            late_by_a_person=self._connection.execute(by_person).scalar_one(),
            invented=self._connection.execute(invented).scalar_one(),
        )

    def count(self, days: Days, *, only_late: bool = False) -> int:
        """Return how many posts `page` can return."""
        out = _out(days)
        query = select(func.count()).select_from(out)
        found: int = self._connection.execute(_only(query, out, only_late=only_late)).scalar_one()
        return found

    def page(self, days: Days, *, only_late: bool = False, offset: int, limit: int) -> list[Departure]:
        """Return some of the posts that left in these days, the last one first."""
        out = _out(days)
        query = select(out, delayed_by_a_person().label("by_a_person")).join(_POSTS, _P.id == out.c.post)
        query = _only(query, out, only_late=only_late).order_by(out.c.left.desc(), out.c.post.desc())
        rows = self._connection.execute(query.offset(offset).limit(limit))
        return [
            Departure(
                post=row.post,
                channel=row.channel,
                due=row.due,
                left=row.left,
                is_invented=bool(row.invented),
                by_a_person=bool(row.by_a_person),
            )
            for row in rows
        ]

    def in_states(self, days: Days, states: Collection[PostState]) -> dict[PostState, int]:
        """Return how many posts due in these days are in each of `states`; those with none are left out."""
        query = (
            select(_P.state, func.count())
            .where(_P.due >= days.start, _P.due < days.end, _P.state.in_(states))
            .group_by(_P.state)
        )
        if days.channels:
            query = query.where(_P.channel.in_(days.channels))
        return {PostState(state): count for state, count in self._connection.execute(query)}

    def _p95(self, out: Any, sent: int) -> timedelta | None:
        """Return the smallest lateness that 95 of 100 do not exceed (nearest rank)."""
        if not sent:
            return None
        late = _late(out)
        query = select(late).where(out.c.invented == 0).order_by(late)
        found: int = self._connection.execute(
            query.offset(math.ceil(_SHARE * sent) - 1).limit(1)
        ).scalar_one()
        return max(0, found) * _MICROSECOND


def _out(days: Days) -> Any:
    """Return the posts that left in these days, each with the first try by which it got there."""
    query = (
        select(
            _P.id.label("post"),
            _P.channel,
            _P.due,
            func.min(_T.started_at).label("left"),
            func.max(case((_T.owner == SEEDED, 1), else_=0)).label("invented"),
        )
        .join(_POSTS, _P.id == _T.post)
        .where(_T.outcome == Outcome.ACCEPTED, _T.part == 0, _T.started_at >= days.start)
        .where(and_(_T.started_at < days.end, _P.state == PostState.PUBLISHED))
        .group_by(_P.id, _P.channel, _P.due)
    )
    if days.channels:
        query = query.where(_P.channel.in_(days.channels))
    return query.subquery()


def _late(out: Any) -> Any:
    """Return how many microseconds after its time a post left."""
    return type_coerce(out.c.left, BigInteger) - type_coerce(out.c.due, BigInteger)


def _only(query: Any, out: Any, *, only_late: bool) -> Any:
    if not only_late:
        return query
    return query.where(_late(out) > LATE // _MICROSECOND, out.c.invented == 0)
