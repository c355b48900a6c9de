"""Runs the coming plan on a simulated clock, through the same services, connector and HTTP.

Guarantees: it works on a copy of the database and sends to a network of its own on this machine,
so nothing of the real data is changed and nothing can reach a real network.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from connectors.rehearsal import Rehearsal, RehearsalServer
from scheduler.bootstrap import open_app
from scheduler.cli.staging import accounts_of, opened
from scheduler.domain.clock import FrozenClock, SystemClock
from scheduler.domain.errors import InvalidInputError, StorageError
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import PostState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from scheduler.bootstrap import App
    from scheduler.domain.plan import Gap
    from scheduler.domain.post import Post
    from scheduler.settings import Settings

_S = PostState
_SQLITE = "sqlite:///"
#: These wait for a person, so they are no part of what must go out.
_WAITING = (_S.PROPOSED, _S.DRAFT, _S.IN_REVIEW, _S.HELD, _S.MISSED, _S.UNKNOWN)
_INSTANT = timedelta(seconds=1)
#: Steps for each post, after which one that neither goes nor stays is told as it stands.
_MOST_STEPS = 50


@dataclass(frozen=True)
class Sent:
    """A post that would go out."""

    post: Post
    #: How often it stands on the rehearsal network; anything but 1 is a fault of Rounds.
    accepted: int
    #: US dollars at the network's prices.
    cost: Decimal


@dataclass(frozen=True)
class Report:
    """What a rehearsal showed."""

    start: datetime
    end: datetime
    sent: tuple[Sent, ...]
    #: Due and approved, and yet it would not go out; each says why.
    stopped: tuple[Post, ...]
    #: Due in the time, but not approved.
    waiting: tuple[Post, ...]
    gaps: tuple[Gap, ...]
    #: Seconds that the rehearsal itself took.
    took: float

    @property
    def cost(self) -> Decimal:
        """What all of it would cost, in US dollars."""
        return sum((each.cost for each in self.sent), Decimal(0))

    @property
    def goes_well(self) -> bool:
        """Would all that is due go out, each once?"""
        return not self.stopped and all(each.accepted == 1 for each in self.sent)


def rehearse(settings: Settings, *, now: datetime, days: int, tell: Callable[[int, int], None]) -> Report:
    """Run the plan of `days` from `now` on; `tell` hears how many of how many posts are done."""
    began, end = time.monotonic(), now + timedelta(days=days)
    clock = FrozenClock(now, elapsed=SystemClock().monotonic())  # as if the machine's own went on from here
    with _stage(settings, clock) as (app, network):
        due = [post.id for post in app.planning.in_state(_S.SCHEDULED) if post.due < end]
        waiting = app.planning.between(now, end, states=_WAITING)
        gaps = app.planning.gaps(start=now, end=end)
        for post in app.planning.in_state(_S.UNKNOWN):
            app.answering.give_up(OPERATOR, post.id)  # the rehearsal network could only deny it
        steps = _MOST_STEPS * (len(due) + 1)
        _play(app, clock, end, steps=steps, tell=lambda: tell(_done(app, due), len(due)))
        after = sorted((app.planning.get(number) for number in due), key=lambda post: post.due)
        sent = tuple(_sent(app, network, post) for post in after if post.state is _S.PUBLISHED)
    return Report(
        start=now,
        end=end,
        sent=sent,
        stopped=tuple(post for post in after if post.state is not _S.PUBLISHED),
        waiting=tuple(waiting),
        gaps=tuple(gaps),
        took=time.monotonic() - began,
    )


def _play(app: App, clock: FrozenClock, end: datetime, *, steps: int, tell: Callable[[], None]) -> None:
    """Go from due time to due time until nothing more is due before `end`."""
    for _ in range(steps):
        at = _next(app)
        if at is None or at >= end:
            return
        clock.move_to(max(at, clock.now()))
        changed = [*app.publishing.publish_due(), *app.reconciling.ask()]
        if not changed:
            clock.advance(_INSTANT)
        tell()


def _next(app: App) -> datetime | None:
    times = (app.publishing.next_due(), app.reconciling.next_ask())
    return min((at for at in times if at is not None), default=None)


def _done(app: App, due: list[int]) -> int:
    counts = app.planning.counts()
    left = sum(counts.get(state, 0) for state in (_S.SCHEDULED, _S.CLAIMED, _S.SENDING))
    return max(len(due) - left, 0)


def _sent(app: App, network: Rehearsal, post: Post) -> Sent:
    there = [kept for kept in network.posts() if kept.id == post.remote_id]
    return Sent(post, len(there), Decimal(app.budgeting.cost(post).total).scaleb(-3))


@contextmanager
def _stage(settings: Settings, clock: FrozenClock) -> Iterator[tuple[App, Rehearsal]]:
    """Set up a private copy of the data and a private network; take both away in the end."""
    with tempfile.TemporaryDirectory(prefix="rounds-rehearsal-") as folder:
        copy = _copied(settings, Path(folder))
        with opened(copy) as app:
            network = Rehearsal(accounts_of(app), now=clock.now)
        with RehearsalServer(network) as server:
            app = open_app(copy.model_copy(update={"x_base_url": server.url}), clock=clock)
            try:
                yield app, network
            finally:
                app.close()


def _copied(settings: Settings, folder: Path) -> Settings:
    """Copy the database as it is at this moment, others writing or not; pictures and key are only read."""
    if not settings.database.startswith(_SQLITE):
        raise InvalidInputError("A rehearsal copies the database, and can copy only SQLite so far.")
    source = Path(settings.database.removeprefix(_SQLITE))
    if not source.exists():
        raise StorageError("There is no database yet. Run “rounds init”, or “rounds demo” to look around.")
    address = f"{source.absolute().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True)) as real,
        closing(sqlite3.connect(folder / "rounds.db")) as copy,
    ):
        real.backup(copy)
    if settings.media_dir.is_dir():
        (folder / "pictures").symlink_to(settings.media_dir.absolute(), target_is_directory=True)
    return settings.model_copy(
        update={
            "data_dir": folder,
            "database_url": "",
            "secret_key_file": settings.key_file.absolute(),
        }
    )
