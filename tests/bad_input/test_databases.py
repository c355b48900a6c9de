"""The database is locked, deleted, replaced or damaged while the daemon runs."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from connectors.rehearsal import Rehearsal, RehearsalServer
from scheduler.bootstrap import open_app
from scheduler.daemon import Daemon
from scheduler.domain.clock import SystemClock
from scheduler.domain.errors import StorageError
from tests.bad_input.conftest import House, assert_discreet, installed, the_network, the_settings, until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Until then a test has done what it does to the database, on a busy machine too; until later, all is over.
SOON, OVER = timedelta(seconds=3), 4.0
GONE = "The database file was deleted or replaced while Rounds ran."
REPLACED = f"{GONE} Stop Rounds, put the right file in place, then start it again."
DAMAGED = "The database is damaged. Stop Rounds and restore the last backup."


@pytest.fixture
def network() -> Rehearsal:
    return the_network()


@pytest.fixture
def house(tmp_path: Path, network: Rehearsal) -> Iterator[House]:
    with (
        RehearsalServer(network) as server,
        installed(the_settings(tmp_path, server.url), network, SystemClock()) as made,
    ):
        yield made


@pytest.fixture
def daemon(house: House) -> Iterator[Daemon]:
    made = Daemon(house.app)
    made.start()
    yield made
    made.stop()


def _now() -> datetime:
    return datetime.now(UTC)


def _file(house: House) -> Path:
    return house.app.settings.data_dir / "rounds.db"


def _replace(database: Path) -> None:
    shutil.copy(database, database.with_name("beside.db"))
    database.with_name("beside.db").replace(database)


def _damage(database: Path) -> None:
    for end in ("", "-wal"):
        path = database.with_name(f"rounds.db{end}")
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.write(os.urandom(size))


@pytest.mark.usefixtures("daemon")
def test_while_another_program_locks_the_database_nothing_leaves_and_afterwards_each_post_once(
    house: House,
) -> None:
    posts = [house.approved(f"Post {number}", at=_now() + SOON) for number in range(3)]
    other = sqlite3.connect(_file(house), isolation_level=None)
    other.execute("begin immediate")

    assert not until(lambda: bool(house.network.posts()), seconds=OVER)
    other.execute("rollback")
    other.close()

    assert until(lambda: all(house.state(post) == "published" for post in posts))
    assert house.sent() == {f"Post {number}": 1 for number in range(3)}


@pytest.mark.usefixtures("daemon")
def test_when_the_database_is_deleted_the_daemon_sends_nothing_more(
    house: House, log: pytest.LogCaptureFixture
) -> None:
    house.approved("Before", at=_now())
    assert until(lambda: house.sent() == {"Before": 1})
    house.approved("After", at=_now() + SOON)

    for end in ("", "-wal", "-shm"):
        _file(house).with_name(f"rounds.db{end}").unlink(missing_ok=True)

    assert until(lambda: GONE in log.text)
    assert not until(lambda: len(house.network.posts()) > 1, seconds=OVER)
    assert_discreet(log, house)


@pytest.mark.usefixtures("daemon")
def test_when_a_backup_is_put_in_place_under_a_running_daemon_nothing_is_sent_twice(
    house: House, tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    post = house.approved("Only once", at=_now() + SOON)
    source = sqlite3.connect(_file(house))
    with sqlite3.connect(tmp_path / "backup.db") as target:
        source.backup(target)
    target.close()
    source.close()
    assert until(lambda: house.state(post) == "published")
    house.app.restoring.note()  # as the daemon does each second

    for end in ("-wal", "-shm"):
        _file(house).with_name(f"rounds.db{end}").unlink(missing_ok=True)
    shutil.copy(tmp_path / "backup.db", tmp_path / "beside.db")
    (tmp_path / "beside.db").replace(_file(house))

    assert until(lambda: GONE in log.text)
    assert not until(lambda: len(house.network.posts()) > 1, seconds=1.2)
    with pytest.raises(StorageError, match=f"{GONE} Stop Rounds, put the right file in place"):
        house.state(post)
    anew = open_app(house.app.settings)  # a program that starts now reads what stands there
    assert anew.planning.get(post).state.value == "scheduled"
    assert anew.restoring.notice() == 1
    anew.close()
    assert_discreet(log, house)


@pytest.mark.parametrize(
    ("harm", "sentence"), [(_replace, REPLACED), (_damage, DAMAGED)], ids=["replaced", "damaged"]
)
def test_a_daemon_whose_database_is_lost_ends_with_a_sentence_so_that_a_new_one_is_started(
    house: House, harm: Callable[[Path], None], sentence: str
) -> None:
    settings = house.app.settings
    process = subprocess.Popen(
        [sys.executable, "-m", "scheduler", "--data-dir", str(settings.data_dir), "daemon"],
        env={**os.environ, "ROUNDS_CALENDAR_PORT": "0", "ROUNDS_X_BASE_URL": settings.x_base_url},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert until(lambda: (_file(house).with_name("high-water")).exists())
    harm(_file(house))

    _, said = process.communicate(timeout=30)

    assert process.returncode == 1
    assert sentence in said
    assert "Traceback" not in said


@pytest.mark.usefixtures("daemon")
def test_on_a_damaged_database_nothing_is_sent_twice_and_the_log_says_what_to_do(
    house: House, log: pytest.LogCaptureFixture
) -> None:
    house.approved("Before", at=_now())
    assert until(lambda: house.sent() == {"Before": 1})
    house.approved("After", at=_now() + SOON)

    _damage(_file(house))

    assert until(lambda: f"{DAMAGED} The process ends so that it can be started again." in log.text)
    assert not until(lambda: len(house.network.posts()) > 1, seconds=OVER)
    assert_discreet(log, house)
