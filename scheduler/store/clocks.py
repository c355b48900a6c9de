"""What time it is where the database runs, where that may be another machine."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from scheduler.store.troubles import in_words

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from scheduler.domain.clock import Clock

#: Asked so often; the quickest answer says it best.
_LOOKS = 3


class Skew(NamedTuple):
    """How far this clock is ahead of the server's, give or take the time that the question took."""

    ahead: timedelta
    give_or_take: timedelta


def skew_of(engine: Engine, clock: Clock) -> Skew | None:
    """Return how far `clock` is ahead of the database server's; `None` where there is no server."""
    if engine.dialect.name != "postgresql":
        return None
    reading = engine.execution_options(reads_only=True)
    with in_words(engine), reading.connect() as connection:
        looks = [_look(connection, clock) for _ in range(_LOOKS)]
        connection.commit()
    return min(looks, key=lambda each: each.give_or_take)


def _look(connection: Connection, clock: Clock) -> Skew:
    before, asked_at = clock.now(), clock.monotonic()
    theirs: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    took = timedelta(seconds=clock.monotonic() - asked_at)
    return Skew(ahead=before + took / 2 - theirs, give_or_take=took / 2)
