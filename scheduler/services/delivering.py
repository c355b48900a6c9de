"""Tell what left in some days and how late, and what of these days did not leave or is not known.

Only what is asked for is read: counts come from the database, posts by the page.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from scheduler.domain.delivery import DeliverySummary, Departure
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.post import Post, PostState
from scheduler.domain.value import Value
from scheduler.store.deliveries import Days

if TYPE_CHECKING:
    from collections.abc import Collection

    from scheduler.domain.clock import Clock
    from scheduler.store.database import Store

_S = PostState
#: Posts on one page.
PAGE: Final = 50
#: The longest stretch that is told of at once.
LONGEST: Final = timedelta(days=93)
#: Of these a person wants to know, where something was to leave.
NOT_OUT: Final = (_S.UNKNOWN, _S.HELD, _S.MISSED, _S.REFUSED)


class Line(Value):
    """One post that left, and the post itself as it stands."""

    departure: Departure
    post: Post


class Report(Value):
    """What became of the posts of some days."""

    summary: DeliverySummary
    #: How many posts due in these days did not leave, by why; those with none are left out.
    not_out: dict[PostState, int]
    #: The posts due in these days of which nobody knows whether they are out; at most a page of them.
    unknown: tuple[Post, ...]
    #: Posts due in these days whose time has come and that still wait to leave.
    overdue: int


class Delivering:
    """The account of what left."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def report(self, start: datetime, end: datetime, *, channels: Collection[str] = ()) -> Report:
        """Return what became of the posts from `start` up to but not at `end`.

        Raises `InvalidInputError` for more than 93 days, or none.
        """
        days = _days(start, end, channels)
        now = self._clock.now()
        with self._store.read() as unit:
            not_out = unit.deliveries.in_states(days, NOT_OUT)
            come = days._replace(end=min(end, now - timedelta(minutes=1)))
            waits = unit.deliveries.in_states(come, (_S.SCHEDULED,))
            unknown = unit.posts.between(
                start, end, channels=list(days.channels), states=(_S.UNKNOWN,), limit=PAGE
            )
            return Report(
                summary=unit.deliveries.summary(days),
                not_out=not_out,
                unknown=tuple(unknown),
                overdue=waits.get(_S.SCHEDULED, 0),
            )

    def pages(
        self, start: datetime, end: datetime, *, channels: Collection[str] = (), only_late: bool = False
    ) -> int:
        """Return how many pages of posts left in these days; at least one."""
        with self._store.read() as unit:
            count = unit.deliveries.count(_days(start, end, channels), only_late=only_late)
        return max(1, -(-count // PAGE))

    def page(
        self,
        start: datetime,
        end: datetime,
        *,
        channels: Collection[str] = (),
        only_late: bool = False,
        number: int = 1,
    ) -> list[Line]:
        """Return one page, from 1, of the posts that left in these days, the last one first."""
        days = _days(start, end, channels)
        offset = (max(1, number) - 1) * PAGE
        with self._store.read() as unit:
            found = unit.deliveries.page(days, only_late=only_late, offset=offset, limit=PAGE)
            posts = {post.id: post for post in unit.posts.some([each.post for each in found])}
            return [Line(departure=each, post=posts[each.post]) for each in found]


def _days(start: datetime, end: datetime, channels: Collection[str]) -> Days:
    if end <= start:
        raise InvalidInputError("The first day lies after the last one. Choose them the other way round.")
    if end - start > LONGEST:
        raise InvalidInputError("That is more than three months. Choose fewer days.")
    return Days(start, end, tuple(channels))
