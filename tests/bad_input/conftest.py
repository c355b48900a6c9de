"""One installation with a rehearsal network whose time the tests move; sends as the daemon does."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from connectors.rehearsal import Account, Rehearsal, RehearsalServer
from scheduler.bootstrap import App, migrate_database, open_app
from scheduler.domain.clock import Clock, FrozenClock
from scheduler.domain.people import OPERATOR
from scheduler.services.planning import NewPart, NewPost
from scheduler.settings import Settings
from tests.builders import NOON, a_channel, x_credentials

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from scheduler.domain.post import Post

SETTLE = 30.0


@dataclass
class House:
    """An installation on a data folder, and the network it leads to."""

    app: App
    network: Rehearsal
    clock: Clock
    texts: list[str] = field(default_factory=list)

    def approved(self, text: str, *further: str, at: datetime | None = None) -> int:
        """Plan and approve a post, or a thread, that is due now."""
        parts = tuple(NewPart(text=each) for each in further)
        new = NewPost(channel="main-x", at=at or self.clock.now(), text=text, thread=parts)
        post = self.app.planning.add(OPERATOR, new)
        self.app.planning.submit(OPERATOR, post.id)
        self.app.approving.approve(OPERATOR, post.id)
        self.texts += [text, *further]
        return post.id

    def post(self, post_id: int) -> Post:
        return self.app.planning.get(post_id)

    def state(self, post_id: int) -> str:
        return self.post(post_id).state.value

    def sent(self) -> Counter[str]:
        return Counter(kept.text for kept in self.network.posts())

    def pass_time(self, seconds: float) -> None:
        assert isinstance(self.clock, FrozenClock)
        self.clock.advance(timedelta(seconds=seconds))

    def ask(self) -> None:
        """Let the settle time pass and ask the network."""
        self.pass_time(SETTLE + 1)
        self.app.reconciling.ask()


def the_network(clock: FrozenClock | None = None) -> Rehearsal:
    """Return a network that takes the same text twice, so that nothing but the engine prevents it."""
    now = clock.now if clock else lambda: datetime.now(UTC)
    return Rehearsal([Account("larkspur", "4201", x_credentials())], now=now, refuses_duplicates=False)


def the_settings(folder: Path, url: str, **given: Any) -> Settings:
    """Return settings with a short patience."""
    short = {"settle_seconds": SETTLE, "send_timeout": 1.0, "fill_days": 0}
    return Settings(**{"data_dir": folder, "x_base_url": url, **short, **given})


@contextmanager
def installed(settings: Settings, network: Rehearsal, clock: Clock) -> Iterator[House]:
    """Set up an installation with one channel."""
    migrate_database(settings)
    app = open_app(settings, clock=clock)
    app.set_up.add_channel(OPERATOR, a_channel(), credentials=x_credentials())
    yield House(app, network, clock)
    app.close()


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOON)


@pytest.fixture
def network(clock: FrozenClock) -> Rehearsal:
    return the_network(clock)


@pytest.fixture
def server(network: Rehearsal) -> Iterator[RehearsalServer]:
    with RehearsalServer(network) as running:
        yield running


@pytest.fixture
def house(tmp_path: Path, network: Rehearsal, server: RehearsalServer, clock: Clock) -> Iterator[House]:
    with installed(the_settings(tmp_path, server.url), network, clock) as made:
        yield made


@pytest.fixture(autouse=True)
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Read along with everything that is logged, down to the last detail."""
    caplog.set_level(logging.DEBUG)
    return caplog


def assert_discreet(log: pytest.LogCaptureFixture, house: House) -> None:
    """See that neither a text nor a secret was logged."""
    written = log.text
    for secret in [*house.texts, *x_credentials().values()]:
        assert secret not in written


def until(is_so: Callable[[], bool], *, seconds: float = 20.0) -> bool:
    """Wait until something is so; return whether it came to be."""
    tick, deadline = threading.Event(), time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        tick.wait(0.01)
    return False
