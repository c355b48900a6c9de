"""Set the pillars' targets beside the plan, and beside what went out; the database counts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.people import Permission
from scheduler.domain.post import OCCUPYING
from scheduler.domain.shares import Share, Shares

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.domain.plan import Pillar
    from scheduler.store.database import Store

#: Who makes the plan, or decides on it, has a use for its balance.
PLANS: Final = frozenset({Permission.WRITE, Permission.CURATE, Permission.APPROVE, Permission.SET_UP})
#: The longest stretch that is told of at once.
LONGEST: Final = timedelta(days=366)


class Balancing:
    """The scales."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def shares(self, actor: Actor, start: datetime, end: datetime, *, channel: str = "") -> Shares:
        """Return how the posts due from `start` up to but not at `end` are shared among the pillars.

        In the plan counts what takes up a place in it, from a proposal to what is out. Raises
        `NotAllowedError` for who has no part in planning.
        """
        if not any(map(actor.may_somewhere, PLANS)):
            actor.require(Permission.WRITE)
        if not timedelta(0) < end - start <= LONGEST:
            raise InvalidInputError("Choose from a day to a later one, a year apart at most.")
        with self._store.read() as unit:
            if channel:
                unit.plan.channel(channel)
            pillars = unit.plan.pillars()
            rows = unit.plan_counts.by_pillar(start, end, states=OCCUPYING, channel=channel)
        return Shares(
            planned=_shared(pillars, {row.pillar or "": row.planned for row in rows}),
            out=_shared(pillars, {row.pillar or "": row.out for row in rows}),
        )


def _shared(pillars: list[Pillar], counts: Mapping[str, int]) -> tuple[Share, ...]:
    total = sum(counts.values())
    found = [
        Share(
            pillar=each.name,
            title=each.title,
            colour=each.colour,
            target=each.target,
            count=counts.get(each.name, 0),
            total=total,
        )
        for each in pillars
    ]
    if counts.get(""):
        found.append(Share(pillar="", title="", target=None, count=counts[""], total=total))
    return tuple(found)
