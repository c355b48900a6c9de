from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from scheduler.bootstrap import App, open_app
from scheduler.daemon import Daemon
from scheduler.domain.clock import SystemClock
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import Post, PostState
from scheduler.services.planning import NewPost
from scheduler.settings import Settings
from tests.builders import a_channel, x_credentials
from tests.engine.paper import Paper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.postgres import Postgres


@dataclass
class Team:
    """One database, one network, and as many daemons as a test starts."""

    url: str
    folder: Path
    network: Paper
    opened: list[App] = field(default_factory=list)
    running: list[Daemon] = field(default_factory=list)

    def app(self, **chosen: Any) -> App:
        """Open the application as another machine would: with a data folder of its own."""
        settings = Settings(
            data_dir=self.folder / f"machine-{len(self.opened)}",
            secret_key_file=self.folder / "secret.key",
            database_url=self.url,
            fill_days=0,
            **chosen,
        )
        self.opened.append(open_app(settings, connectors=lambda _: self.network))
        return self.opened[-1]

    def start(self, *, only_sends: bool = False, **chosen: Any) -> tuple[App, Daemon]:
        """Start a daemon on a machine of its own."""
        app = self.app(**chosen)
        daemon = Daemon(app, only_sends=only_sends)
        daemon.start()
        self.running.append(daemon)
        return app, daemon

    def stop(self, daemon: Daemon) -> None:
        self.running.remove(daemon)
        daemon.stop()

    @property
    def planner(self) -> App:
        return self.opened[0]

    def approved(self, text: str, at: datetime) -> Post:
        """Plan a post as people do."""
        post = self.planner.planning.add(OPERATOR, NewPost(channel="main-x", at=at, text=text))
        self.planner.planning.submit(OPERATOR, post.id)
        self.planner.approving.approve(OPERATOR, post.id)
        return self.planner.planning.get(post.id)

    def state(self, post: Post) -> PostState:
        return self.planner.planning.get(post.id).state

    def texts(self) -> list[str]:
        return sorted(message.text for message, _ in self.network.posts)

    def owners(self, posts: list[Post]) -> set[str]:
        """Return who sent."""
        with self.planner._store.read() as unit:
            return {attempt.owner for post in posts for attempt in unit.attempts.of(post.id)}


@pytest.fixture
def team(postgres: Postgres, tmp_path: Path) -> Iterator[Team]:
    url = postgres.fresh()
    made = Team(url, tmp_path, Paper(SystemClock()))
    made.app().set_up.add_channel(OPERATOR, a_channel(), credentials=x_credentials())
    yield made
    for daemon in list(made.running):
        made.stop(daemon)
    for app in made.opened:
        app.close()
    postgres.drop(url)


def until(is_so: Callable[[], bool], *, seconds: float = 30.0) -> bool:
    """Wait until something is so; return whether it came to be."""
    tick, deadline = threading.Event(), time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        tick.wait(0.01)
    return False


def now() -> datetime:
    return datetime.now(UTC)
