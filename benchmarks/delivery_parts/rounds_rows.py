"""A database of Rounds with any number of approved posts in it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select
from sqlmodel import SQLModel

from scheduler.bootstrap import App, migrate_database, open_app
from scheduler.domain.approval import MOST_DAYS, ApprovalRules
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import OPERATOR
from scheduler.domain.plan import Channel, wall_clock
from scheduler.services.planning import NewPost

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from scheduler.settings import Settings
    from scheduler.store.unit import Unit

ZONE = "America/Chicago"
#: As many as posts in flight: nobody sends forty at once on one account.
CHANNELS = 40
TEXT = "Wash your hands for twenty seconds: it takes as long as singing a birthday song twice."
_ROWS_AT_ONCE = 20_000
_POSTS = SQLModel.metadata.tables["post"]
#: What an insert names: the database makes the number and what it computes.
_GIVEN = [column for column in _POSTS.columns if column.name != "id" and column.computed is None]


def create(settings: Settings, *, channels: int = CHANNELS) -> App:
    """Make the database, with an organisation, its channels, and one approved post of next month on each."""
    migrate_database(settings)
    app = open_app(settings)
    app.set_up.found(OPERATOR, Organisation(name="Measured Hospital", zone=ZONE))
    at = datetime.now(UTC) + timedelta(days=30)
    for number in range(channels):
        name = f"channel-{number}"
        app.set_up.add_channel(OPERATOR, Channel(name=name, title=name, zone=ZONE), credentials={})
        app.approving.set_rules(OPERATOR, ApprovalRules(channel=name, window_days=MOST_DAYS))
        post = app.planning.add(OPERATOR, NewPost(channel=name, at=at, text=TEXT))
        app.planning.submit(OPERATOR, post.id)
        app.approving.approve(OPERATOR, post.id)
    return app


def insert_posts(app: App, posts: Iterable[tuple[str, float]]) -> float:
    """Save approved posts, each with the second since 1970 at which it is due; return the seconds it took."""
    began = time.perf_counter()
    waiting = iter(posts)
    while some := list(islice(waiting, _ROWS_AT_ONCE)):
        with app._store.write() as unit:  # noqa: SLF001
            connection = _connection(unit)
            approved = connection.execute(select(*_GIVEN).order_by(_POSTS.c.id).limit(CHANNELS))
            rows = list(_like([dict(row) for row in approved.mappings()], some))
            connection.execute(insert(_POSTS), rows)
    return time.perf_counter() - began


def multiply(app: App, times: int) -> None:
    """Have every post of a far day `times` times, the others under other names: faster than inserting."""
    names = [column.name for column in _GIVEN]
    for number in range(1, times):
        other = [_POSTS.c.uid + f"-{number}" if name == "uid" else _POSTS.c[name] for name in names]
        originals = select(*other).where(_POSTS.c.uid.like("far%"), _POSTS.c.uid.not_like("%-%"))
        with app._store.write() as unit:  # noqa: SLF001
            _connection(unit).execute(insert(_POSTS).from_select(names, originals))


def states(app: App) -> dict[str, int]:
    """Return how many of the measured posts are in each state."""
    with app._store.read() as unit:  # noqa: SLF001
        return {state.value: count for state, count in unit.posts.counts().items()}


def number_of(app: App, uid: str) -> int:
    """Return a post's number; raises `KeyError` where there is none."""
    with app._store.read() as unit:  # noqa: SLF001
        post = unit.posts.by_uid(uid)
    if post is None:
        raise KeyError(uid)
    return post.id


def _connection(unit: Unit) -> Connection:
    return unit._transaction.connection  # noqa: SLF001 - in bulk, as no service writes


def _like(approved: list[dict[str, Any]], posts: Iterable[tuple[str, float]]) -> Iterator[dict[str, Any]]:
    """Make rows that differ from approved ones, one channel after the other, in name and time only."""
    for number, (uid, due) in enumerate(posts):
        at = datetime.fromtimestamp(due, UTC)
        wall = wall_clock(at, ZONE).isoformat()
        changed = {"uid": uid, "due": at, "wall": wall, "useful_until": at + timedelta(hours=6)}
        yield {**approved[number % len(approved)], **changed}
