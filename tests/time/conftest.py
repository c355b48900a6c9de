from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from scheduler.domain import zones
from scheduler.domain.clock import FrozenClock
from scheduler.domain.plan import meant
from scheduler.domain.post import Post, PostState
from scheduler.domain.record import AuditEntry
from scheduler.services.rezoning import Rezoning
from scheduler.store.database import Store, open_engine
from scheduler.store.schema import migrate
from tests.builders import NOON, ZONE, a_channel, a_pillar, a_post, approved
from tests.time.zone_data import CHICAGO_2005, release


@dataclass
class Plan:
    """A plan on a clock that stands still, and what the rules of the clocks do to it."""

    store: Store
    clock: FrozenClock
    folder: Path

    @property
    def rezoning(self) -> Rezoning:
        return Rezoning(self.store, self.clock)

    def post(self, wall: str, *, state: PostState = PostState.SCHEDULED, **fields: Any) -> Post:
        """Save an approved post that somebody planned at `wall` by the rules of now."""
        zone = fields.pop("zone", ZONE)
        due, kept = meant(datetime.fromisoformat(wall), zone)
        post = a_post(due=due, wall=kept, zone=zone, state=state, **fields)
        with self.store.write() as unit:
            return unit.posts.add(approved(post))

    def get(self, post: Post) -> Post:
        with self.store.read() as unit:
            return unit.posts.get(post.id)

    def record(self, action: str) -> list[AuditEntry]:
        with self.store.read() as unit:
            return [entry for entry in unit.audit.all() if entry.action == action]


@pytest.fixture
def rules(tmp_path: Path) -> Iterator[Callable[[str, str], str]]:
    """Install a release with a rule for Chicago, and take it up; after the test the true one is back."""

    def installed(version: str, chicago: str) -> str:
        folder = release(tmp_path / "zones", version, America__Chicago=chicago)
        return zones.use([folder])

    yield installed
    zones.use()


@pytest.fixture
def plan(tmp_path: Path, database_url: str, rules: Callable[[str, str], str]) -> Iterator[Plan]:
    """A plan made by the rules of release 2026a."""
    rules("2026a", CHICAGO_2005)
    engine = open_engine(database_url)
    migrate(engine)
    made = Plan(Store(engine), FrozenClock(NOON), tmp_path)
    with made.store.write() as unit:
        unit.plan.add_channel(a_channel())
        unit.plan.add_pillar(a_pillar())
    assert made.rezoning.check() is not None
    yield made
    made.store.close()
