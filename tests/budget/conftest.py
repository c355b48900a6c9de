from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scheduler.domain.clock import FrozenClock
from scheduler.domain.plan import Channel
from scheduler.domain.post import Post, PostState
from scheduler.domain.record import Attempt, Outcome
from scheduler.services.budgeting import Budgeting
from scheduler.services.purse import Purse
from scheduler.store.database import Store, open_engine
from scheduler.store.schema import migrate
from tests.builders import NOON, a_channel, a_post


@dataclass
class Ledger:
    """One channel with posts and attempts, on a clock that stands still."""

    store: Store
    clock: FrozenClock

    @property
    def budgeting(self) -> Budgeting:
        return Budgeting(self.store, self.clock)

    def limit(self, budget: int | None, *, channel: str = "main-x", **fields: Any) -> None:
        with self.store.write() as unit:
            found: Channel = unit.plan.channel(channel)
            unit.plan.change_channel(found.model_copy(update={"budget": budget, **fields}))

    def post(self, **fields: Any) -> Post:
        with self.store.write() as unit:
            return unit.posts.add(a_post(**fields))

    def tried(self, outcome: Outcome, cost: int, **fields: Any) -> Post:
        """Save a post with one attempt that came to `outcome`."""
        at = fields.pop("at", NOON)
        post = self.post(**{"state": PostState.PUBLISHED, **fields})
        with self.store.write() as unit:
            attempt = Attempt(post=post.id, fence=1, owner="one", started_at=at, outcome=outcome, cost=cost)
            unit.attempts.add(attempt)
        return post

    def stops(self, *posts: Post) -> list[str]:
        """Ask about posts in one claim."""
        with self.store.write() as unit:
            purse = Purse(unit, self.clock.now())
            return [purse.stops(post) for post in posts]

    def alarms_recorded(self) -> list[str]:
        with self.store.read() as unit:
            return [each.action for each in unit.audit.recent() if each.action.startswith("budget.")]


def a_ledger(database_url: str) -> Iterator[Ledger]:
    engine = open_engine(database_url)
    migrate(engine)
    store = Store(engine)
    with store.write() as unit:
        unit.plan.add_channel(a_channel())
        unit.plan.add_channel(a_channel(name="county-x"))
    yield Ledger(store, FrozenClock(NOON))
    store.close()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    yield from a_ledger(f"sqlite:///{tmp_path / 'rounds.db'}")
