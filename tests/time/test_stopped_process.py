"""A real process that stands still for longer than its lease, beside a daemon that goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scheduler.bootstrap import App, migrate_database, open_app
from scheduler.daemon import Daemon
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import Post, PostState
from scheduler.services.planning import NewPost
from scheduler.settings import Settings
from tests.builders import a_channel
from tests.time.machine import until
from tests.time.stopping import LEASE, RUNNING, FiledNetwork, start

ROOT = Path(__file__).parents[2]
_S = PostState
pytestmark = pytest.mark.slow


@contextmanager
def a_house(folder: Path, *, useful_for: timedelta) -> Iterator[App]:
    settings = Settings.read(data_dir=folder)
    migrate_database(settings)
    app = open_app(settings)
    app.set_up.add_channel(OPERATOR, a_channel(useful_for=useful_for), credentials={})
    yield app
    app.close()


@contextmanager
def a_daemon_that_stops(folder: Path, *, at: str) -> Iterator[int]:
    """Run a daemon that will stop itself; give its number. It is ended at the end, whatever it does."""
    process = subprocess.Popen([sys.executable, "-m", "tests.time.stopping", str(folder), at], cwd=ROOT)
    try:
        assert until(lambda: (folder / RUNNING).exists() or process.poll() is not None, seconds=60)
        assert process.poll() is None
        yield process.pid
    finally:
        process.kill()
        process.wait()


def wait_until_stopped(number: int) -> None:
    status = 0

    def has_changed() -> bool:
        nonlocal status
        found, status = os.waitpid(number, os.WUNTRACED | os.WNOHANG)
        return found == number

    assert until(has_changed, seconds=60)
    assert os.WIFSTOPPED(status)


def due_now(app: App, text: str) -> Post:
    post = app.planning.add(OPERATOR, NewPost(channel="main-x", at=datetime.now(UTC), text=text))
    app.planning.submit(OPERATOR, post.id)
    return app.approving.approve(OPERATOR, post.id)


def pass_time(seconds: float) -> None:
    threading.Event().wait(seconds)


@pytest.fixture
def others() -> Iterator[list[Daemon]]:
    """Daemons that go on meanwhile; stopped at the end."""
    daemons: list[Daemon] = []
    yield daemons
    for daemon in daemons:
        daemon.stop()


@pytest.mark.parametrize("step", ["stage", "send"])
def test_a_daemon_that_stands_still_longer_than_its_lease_doubles_and_loses_nothing(
    tmp_path: Path, others: list[Daemon], step: str
) -> None:
    network = FiledNetwork(tmp_path)
    with (
        a_house(tmp_path, useful_for=timedelta(hours=6)) as app,
        a_daemon_that_stops(tmp_path, at=step) as number,
    ):
        post = due_now(app, "The flu clinic opens at nine.")
        wait_until_stopped(number)

        others.append(start(tmp_path, network))
        pass_time(2 * LEASE)
        assert network.sent() == {}  # a living daemon is never robbed, however long it stands still
        assert app.planning.get(post.id).state in {_S.CLAIMED, _S.SENDING}
        os.kill(number, signal.SIGCONT)

        assert until(lambda: app.planning.get(post.id).state is _S.PUBLISHED)
    assert network.sent() == {"The flu clinic opens at nine.": 1}


def test_a_post_whose_use_passed_while_its_daemon_stood_still_is_missed_and_not_sent(tmp_path: Path) -> None:
    network = FiledNetwork(tmp_path)
    with (
        a_house(tmp_path, useful_for=timedelta(seconds=3 * LEASE)) as app,
        a_daemon_that_stops(tmp_path, at="stage") as number,
    ):
        post = due_now(app, "The flu clinic opens at ten.")
        wait_until_stopped(number)

        pass_time(3.5 * LEASE)
        os.kill(number, signal.SIGCONT)

        assert until(lambda: app.planning.get(post.id).state is _S.MISSED)
    assert network.sent() == {}


def test_a_daemon_that_stood_still_and_then_dies_leaves_its_post_to_the_others(
    tmp_path: Path, others: list[Daemon]
) -> None:
    network = FiledNetwork(tmp_path)
    with (
        a_house(tmp_path, useful_for=timedelta(hours=6)) as app,
        a_daemon_that_stops(tmp_path, at="send") as number,
    ):
        post = due_now(app, "The flu clinic opens at noon.")
        wait_until_stopped(number)

        others.append(start(tmp_path, network))
        pass_time(LEASE)
        assert network.sent() == {}
        os.kill(number, signal.SIGKILL)

        assert until(lambda: app.planning.get(post.id).state is _S.PUBLISHED)
    assert network.sent() == {"The flu clinic opens at noon.": 1}
