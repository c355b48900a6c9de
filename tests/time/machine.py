"""One machine with a real daemon whose wall clock can be set, and a network whose clock is never wrong."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from time_machine import Traveller, travel

from scheduler.bootstrap import App, migrate_database, open_app
from scheduler.daemon import Daemon
from scheduler.domain.clock import SystemClock
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import Post, PostState
from scheduler.services.planning import NewPost
from scheduler.settings import Settings
from tests.builders import a_channel
from tests.engine.paper import Paper


class Sleeper(SystemClock):
    """The clock of a machine that may have slept: what it slept counts as time that passed."""

    def __init__(self) -> None:
        self.slept = timedelta(0)

    def monotonic(self) -> float:
        return super().monotonic() + self.slept.total_seconds()


class TrueClock:
    """Starts at the right time and goes on as time does, whatever the wall clock is set to."""

    def __init__(self, machine: Sleeper) -> None:
        self._machine = machine
        self._began = machine.now() - timedelta(seconds=machine.monotonic())

    def now(self) -> datetime:
        return self._began + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return self._machine.monotonic()


@dataclass
class Machine:
    """A data folder, the network it sends to, and the hand on the wall clock."""

    folder: Path
    network: Paper
    wall: Traveller
    clock: Sleeper
    app: App
    daemons: list[Daemon] = field(default_factory=list)

    def start(self, **settings: Any) -> Daemon:
        """Start one more daemon, in an application of its own."""
        app = open_app(
            Settings.read(data_dir=self.folder, fill_days=0, **settings),
            clock=self.clock,
            connectors=lambda _: self.network,
        )
        daemon = Daemon(app)
        daemon.start()
        self.daemons.append(daemon)
        return daemon

    def stop(self) -> None:
        while self.daemons:
            self.daemons.pop().stop()

    def sleep(self, span: timedelta) -> None:
        """Close the lid for `span`: time passes, and nothing that waits for a span wakes of it."""
        self.clock.slept += span
        self.wall.shift(span)

    def post(self, text: str, *, after: timedelta) -> Post:
        """Plan and approve a post due in `after` by the wall clock."""
        at = self.clock.now() + after
        post = self.app.planning.add(OPERATOR, NewPost(channel="main-x", at=at, text=text))
        self.app.planning.submit(OPERATOR, post.id)
        return self.app.approving.approve(OPERATOR, post.id)

    def state(self, post: Post) -> PostState:
        return self.app.planning.get(post.id).state

    def times_set(self) -> int:
        """How often a daemon noticed that the wall clock had been set."""
        return sum(entry.action == "clock.set" for entry in self.app.auditing.recent())

    def sent(self) -> Counter[str]:
        return Counter(message.text for message, _ in self.network.posts)


@contextmanager
def a_machine(folder: Path, **channel: Any) -> Iterator[Machine]:
    """Give a machine with one channel; its daemons are stopped at the end."""
    with travel(datetime.now(UTC), tick=True) as wall:
        clock = Sleeper()
        network = Paper(TrueClock(clock))
        network.settle_seconds = 1.0
        settings = Settings.read(data_dir=folder, fill_days=0)
        migrate_database(settings)
        app = open_app(settings, clock=clock, connectors=lambda _: network)
        app.set_up.add_channel(OPERATOR, a_channel(**channel), credentials={})
        machine = Machine(folder, network, wall, clock, app)
        yield machine
        machine.stop()
        app.close()


def until(is_so: Callable[[], bool], *, seconds: float = 30.0) -> bool:
    """Wait until `is_so`, at most so many true seconds; return whether it became so."""
    tick, deadline = threading.Event(), time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        tick.wait(0.02)
    return False
