from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors import snowflake
from scheduler.domain.clock import FrozenClock
from scheduler.domain.people import Person, Role
from scheduler.domain.post import Post, PostState
from scheduler.domain.record import Attempt, Outcome
from scheduler.services.answering import Answering
from scheduler.services.attending import Attending, Matter
from scheduler.services.counting import Counting
from scheduler.services.planning import Planning
from scheduler.services.shelving import Shelf
from scheduler.services.timekeeping import Timekeeping
from scheduler.store.database import Store, open_engine
from scheduler.store.schema import migrate
from tests.builders import NOON, a_channel, a_post, approved

SETTLE = timedelta(seconds=120)
#: Who decides in these tests; their number in the database.
EDITOR = 1


@dataclass
class Desk:
    """Posts in every state and what people say of them, on a clock that stands still."""

    store: Store
    clock: FrozenClock
    folder: Path

    @property
    def planning(self) -> Planning:
        return Planning(self.store, self.clock, Shelf(self.folder))

    @property
    def attending(self) -> Attending:
        return Attending(self.store, self.clock, settle=SETTLE)

    @property
    def answering(self) -> Answering:
        notice = Timekeeping(self.store, self.clock).notice
        return Answering(self.store, self.clock, self.planning, settle=SETTLE, notice=notice)

    @property
    def counting(self) -> Counting:
        return Counting(self.store, self.clock)

    def post(self, state: PostState, *outcomes: Outcome, **fields: Any) -> Post:
        """Save an approved post in `state`, with a try at its next part for each outcome."""
        made = a_post(**{"state": state, "attempts": len(outcomes), **fields})
        with self.store.write() as unit:
            saved = unit.posts.add(approved(made))
            for fence, outcome in enumerate(outcomes, 1):
                self._try(unit, saved, fence, outcome)
        return saved

    def _try(self, unit: Any, post: Post, fence: int, outcome: Outcome) -> None:
        number = remote_id(post.id, fence) if outcome is Outcome.ACCEPTED else None
        attempt = Attempt(
            post=post.id,
            part=len(post.receipts),
            fence=fence,
            owner="one",
            started_at=NOON,
            outcome=outcome,
            remote_id=number,
        )
        unit.attempts.add(attempt)

    def tries(self, post: Post) -> list[Attempt]:
        with self.store.read() as unit:
            return unit.attempts.of(post.id)

    def get(self, post: Post) -> Post:
        with self.store.read() as unit:
            return unit.posts.get(post.id)

    def recorded(self, post: Post) -> list[str]:
        with self.store.read() as unit:
            return [each.action for each in unit.audit.recent(subject=f"post:{post.id}")]

    def matter(self, post: Post) -> Matter:
        return self.attending.matter(post.id)

    def pass_time(self, **span: float) -> None:
        self.clock.advance(timedelta(**span))


def remote_id(*salt: int) -> str:
    """Return a number that X might have given out at `NOON`."""
    return str(snowflake.first_at(NOON) + sum(each << (8 * place) for place, each in enumerate(salt)))


def address(number: str = "", *, account: str = "larkspur") -> str:
    return f"https://x.com/{account}/status/{number or remote_id(7)}"


def a_desk(database_url: str, folder: Path) -> Iterator[Desk]:
    engine = open_engine(database_url)
    migrate(engine)
    store = Store(engine)
    with store.write() as unit:
        unit.plan.add_channel(a_channel())
        person = Person(name="Robin", email="robin@example.org", roles=(Role.EDITOR,), created_at=NOON)
        unit.people.add(person, password_hash="")
    yield Desk(store, FrozenClock(NOON + timedelta(seconds=30)), folder)
    store.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield from a_desk(f"sqlite:///{tmp_path / 'rounds.db'}", tmp_path)
