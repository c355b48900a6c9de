"""A plan with a calendar link, on both databases, and what answers for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from scheduler.domain.clock import FrozenClock
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import OPERATOR
from scheduler.domain.plan import Channel, Pillar
from scheduler.domain.post import Post
from scheduler.domain.record import Detail
from scheduler.ical import CalendarAnswer
from scheduler.services.calendar_answers import CalendarAnswers
from scheduler.services.subscribing import Subscriptions
from scheduler.store.database import Store, open_engine
from scheduler.store.schema import migrate
from scheduler.store.signs import Signs, signs_of
from tests.builders import a_post

NOW = datetime(2026, 10, 6, 12, 0, tzinfo=UTC)
PLANNER = "https://planner.example.org"


@dataclass
class Plan:
    """A store, who answers for its calendars, and who makes links."""

    store: Store
    signs: Signs
    clock: FrozenClock
    answers: CalendarAnswers
    subscriptions: Subscriptions

    def add(self, **given: Any) -> Post:
        usual = {"due": NOW + timedelta(days=1), "created_at": NOW - timedelta(days=9)}
        with self.store.write() as unit:
            return unit.posts.add(a_post(**{**usual, "updated_at": NOW - timedelta(days=2), **given}))

    def change(self, post: Post, **given: Any) -> Post:
        with self.store.write() as unit:
            now = unit.posts.get(post.id)
            return unit.posts.save(now.model_copy(update=given), at=self.clock.now())

    def link(self, name: str = "Everybody", detail: Detail = Detail.TITLES) -> tuple[int, str]:
        link, token = self.subscriptions.make(OPERATOR, name, detail=detail)
        return link.id, token

    def asked(self, token: str) -> CalendarAnswer:
        answer = self.answers.answer(token, client="Thunderbird/153")
        assert answer is not None
        return answer

    def text(self, token: str) -> str:
        return self.asked(token).body.replace(b"\r\n ", b"").decode()

    def another(self) -> CalendarAnswers:
        """Return another process's, as far as it goes."""
        return CalendarAnswers(self.store, self.clock, planner_url=PLANNER, commits=self.signs.commits)

    @contextmanager
    def listening(self) -> Iterator[list[str]]:
        """Note every statement that is sent meanwhile by what answers."""
        sent: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            sent.append(statement)

        event.listen(self.store.engine, "before_cursor_execute", note)
        yield sent
        event.remove(self.store.engine, "before_cursor_execute", note)


@pytest.fixture
def plan(database_url: str, tmp_path: Path) -> Iterator[Plan]:
    yield from _planned(database_url, tmp_path)


@pytest.fixture
def small_plan(tmp_path: Path) -> Iterator[Plan]:
    """A plan on SQLite alone, for what has nothing to do with the database."""
    yield from _planned(f"sqlite:///{tmp_path / 'rounds.db'}", tmp_path)


def _planned(url: str, folder: Path) -> Iterator[Plan]:
    engine = open_engine(url)
    migrate(engine)
    signs = signs_of(engine, folder)
    store, clock = Store(engine), FrozenClock(NOW)
    with store.write() as unit:
        unit.plan.set_organisation(Organisation(name="Larkspur County Hospital", zone="America/Chicago"))
        unit.plan.add_channel(Channel(name="main-x", title="Main account", zone="America/Chicago"))
        unit.plan.add_pillar(Pillar(name="prevention", title="Prevention", target=40))
    made = CalendarAnswers(store, clock, planner_url=PLANNER, commits=signs.commits)
    urls = {"planner_url": PLANNER, "calendar_url": "https://calendar.example.org"}
    yield Plan(store, signs, clock, made, Subscriptions(store, clock, **urls))
    made.close()
    signs.presence.close()
    store.close()
