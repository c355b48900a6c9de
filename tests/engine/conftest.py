from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from scheduler.domain.clock import FrozenClock
from scheduler.domain.people import Person, Role
from scheduler.domain.post import Post, PostState
from scheduler.policies.finding import Review
from scheduler.services.approving import Approving
from scheduler.services.granting import Granting
from scheduler.services.pausing import Pausing
from scheduler.services.planning import Planning
from scheduler.services.publishing import Publishing
from scheduler.services.reconciling import Reconciling
from scheduler.services.restoring import Restoring
from scheduler.services.shelving import Shelf
from scheduler.services.wrapping import message_of
from scheduler.store.database import Store, open_engine
from scheduler.store.schema import migrate
from tests.builders import NOON, a_channel, a_pillar, a_post, approved
from tests.engine.paper import Paper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from scheduler.store.unit import Unit


@dataclass
class Engine:
    """One installation with any number of daemons, on a clock that stands still."""

    store: Store
    clock: FrozenClock
    network: Paper
    folder: Path
    dead: set[str] = field(default_factory=set)
    reviews: dict[int, Review] = field(default_factory=dict)
    #: Names the guard's rules; without a name every post is looked at anew.
    rules: str = ""

    def review(self, post: Post) -> Review:
        return self.reviews.get(post.id, Review())

    def mark(self, _: Unit) -> Callable[[Post], str | None]:
        return lambda post: f"{self.rules} {post.digest} {post.accepted_rules}" if self.rules else None

    def daemon(self, name: str = "one", *, seen_now: Callable[[], datetime] | None = None) -> Publishing:
        return Publishing(
            self.store,
            self.clock,
            owner=lambda: name,
            connector_of=lambda _: self.network,
            review=self.review,
            shelf=Shelf(self.folder),
            lease=timedelta(seconds=60),
            mark=self.mark,
            seen_now=seen_now,
        )

    @property
    def reconciling(self) -> Reconciling:
        return self.reconciling_for(self.daemon("nobody"))

    def reconciling_for(self, daemon: Publishing) -> Reconciling:
        """Return what the process of `daemon` asks and rescues with."""
        return Reconciling(
            self.store,
            self.clock,
            connector_of=lambda _: self.network,
            message_of=lambda post: message_of(post, Shelf(self.folder)),
            is_alive=lambda owner: owner not in self.dead,
            is_lost=daemon.is_lost,
            notice=self.notice,
        )

    def notice(self) -> None:
        """Look whether the clock was set; most tests never set it."""

    @property
    def planning(self) -> Planning:
        return Planning(self.store, self.clock, Shelf(self.folder))

    @property
    def granting(self) -> Granting:
        return Granting(self.clock, self.review, self.mark)

    @property
    def approving(self) -> Approving:
        return Approving(self.store, self.clock, self.granting)

    @property
    def pausing(self) -> Pausing:
        return Pausing(self.store, self.clock)

    @property
    def restoring(self) -> Restoring:
        return Restoring(self.store, self.clock, self.folder / "high-water")

    def scheduled(self, **fields: Any) -> Post:
        """Save a post that is approved as it stands and due now."""
        post = a_post(**{"state": PostState.SCHEDULED, **fields})
        with self.store.write() as unit:
            return unit.posts.add(approved(post))

    @contextmanager
    def disk_full(self) -> Iterator[None]:
        """Let every write fail as a full disk does."""

        def fail(*_: object) -> None:
            raise OperationalError("", None, sqlite3.OperationalError("database or disk is full"))

        event.listen(self.store.engine, "commit", fail)
        yield
        event.remove(self.store.engine, "commit", fail)

    def get(self, post: Post) -> Post:
        with self.store.read() as unit:
            return unit.posts.get(post.id)

    def state(self, post: Post) -> str:
        return self.get(post).state.value

    def pass_time(self, **span: float) -> None:
        self.clock.advance(timedelta(**span))


@pytest.fixture
def engine(database_url: str, tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(database_url)
    migrate(opened)
    store = Store(opened)
    with store.write() as unit:
        unit.plan.add_channel(a_channel())
        unit.plan.add_channel(a_channel(name="other-x"))
        unit.plan.add_pillar(a_pillar())
        unit.people.add(
            Person(name="Robin Example", email="robin@example.org", roles=(Role.EDITOR,), created_at=NOON),
            password_hash="",
        )
    clock = FrozenClock(NOON)
    yield Engine(store, clock, Paper(clock), tmp_path)
    store.close()
