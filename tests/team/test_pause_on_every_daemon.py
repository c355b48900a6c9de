"""A pause against daemons in processes of their own, on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from connectors.rehearsal import Account, Rehearsal, RehearsalServer
from scheduler.bootstrap import App, migrate_database, open_app
from scheduler.domain.people import OPERATOR
from scheduler.domain.plan import PauseScope
from scheduler.domain.post import PostState
from scheduler.services.planning import NewPost
from scheduler.settings import Settings
from tests.builders import a_channel
from tests.engine.test_whole_engine import KEYS
from tests.team.conftest import until

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

RUNNING = Path(__file__).with_name("running.py")
ROOT = Path(__file__).parents[2]
_REST = frozenset({PostState.PUBLISHED, PostState.HELD})


@pytest.fixture
def network() -> Iterator[tuple[Rehearsal, str]]:
    made = Rehearsal([Account("larkspur", "42", KEYS)])
    with RehearsalServer(made) as server:
        yield made, server.url


@pytest.fixture
def planner(database_url: str, network: tuple[Rehearsal, str], tmp_path: Path) -> Iterator[App]:
    """The planner, with two daemons in processes of their own on its database."""
    settings = Settings(data_dir=tmp_path, database_url=database_url, x_base_url=network[1])
    migrate_database(settings)
    app = open_app(settings)
    app.set_up.add_channel(OPERATOR, a_channel(), credentials=KEYS)
    daemons = [_start(settings, network[1], number) for number in range(2)]
    yield app
    for each in daemons:
        each.kill()
        each.wait()
        assert each.stdout is not None
        each.stdout.close()
    app.close()


def test_after_a_pause_returned_nothing_begins_to_leave_on_any_daemon(
    planner: App, network: tuple[Rehearsal, str]
) -> None:
    first = datetime.now(UTC) + timedelta(seconds=2)
    posts = [_approved(planner, number, first + timedelta(seconds=number / 10)) for number in range(60)]
    assert until(lambda: len(network[0].posts()) > 0)

    pause = planner.pausing.pause(OPERATOR, scope=PauseScope.EVERYTHING, reason="Storm.")
    begun = _begun(planner, posts)

    assert until(lambda: {planner.planning.get(each).state for each in posts} <= _REST, seconds=60)
    assert _begun(planner, posts) == begun
    assert len(network[0].posts()) == len(begun) < len(posts)
    assert len(planner.releasing.waiting(pause.id)) == len(posts) - len(begun)


def test_a_pause_tells_how_soon_every_daemon_had_seen_it(planner: App) -> None:
    pause = planner.pausing.pause(OPERATOR, scope=PauseScope.EVERYTHING, reason="Storm.")

    assert until(lambda: planner.overseeing.progress(pause.id).seen == 2)
    found = planner.overseeing.progress(pause.id)

    assert found.running == 2
    assert found.until_seen is not None
    assert timedelta(0) <= found.until_seen < timedelta(seconds=30)


def _start(settings: Settings, network: str, number: int) -> subprocess.Popen[bytes]:
    """Start a daemon: on SQLite beside the other, on PostgreSQL on a machine of its own."""
    is_team = settings.database_url.startswith("postgresql")
    folder = settings.data_dir / f"machine-{number}" if is_team else settings.data_dir
    words = [str(folder), str(settings.key_file), settings.database_url, network, "daemon"]
    process = subprocess.Popen(
        [sys.executable, str(RUNNING), *words],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(ROOT)])},
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"running\n"
    return process


def _approved(planner: App, number: int, at: datetime) -> int:
    post = planner.planning.add(OPERATOR, NewPost(channel="main-x", at=at, text=f"Number {number}"))
    planner.planning.submit(OPERATOR, post.id)
    planner.approving.approve(OPERATOR, post.id)
    return post.id


def _begun(planner: App, posts: list[int]) -> set[int]:
    """Return the posts whose attempt is written down."""
    with planner._store.read() as unit:
        return {number for number in posts if unit.attempts.of(number)}
