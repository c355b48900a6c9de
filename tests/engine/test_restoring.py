"""A database put back from a backup is known by its marks, however young the backup is."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.clock import FrozenClock
from scheduler.domain.errors import StorageError
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import Post, PostState
from scheduler.services.restoring import Restoring
from scheduler.store.database import Store, open_engine
from scheduler.store.schema import migrate
from tests.builders import NOON, a_channel, a_pillar
from tests.engine.conftest import Engine
from tests.engine.paper import Paper

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Names of runs of the machine.
_BEFORE, _AFTER = "first", "second"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """On SQLite, whose whole database can be put back in a moment."""
    opened = open_engine(f"sqlite:///{tmp_path / 'rounds.db'}")
    migrate(opened)
    store = Store(opened)
    with store.write() as unit:
        unit.plan.add_channel(a_channel())
        unit.plan.add_pillar(a_pillar())
        unit.audit.append(OPERATOR, "started", "database", at=NOON)
    clock = FrozenClock(NOON)
    yield Engine(store, clock, Paper(clock), tmp_path)
    store.close()


def _restoring(engine: Engine, run: str = _BEFORE) -> Restoring:
    return Restoring(engine.store, engine.clock, engine.folder / "high-water", run=lambda: run)


def _copied(source: sqlite3.Connection, target: sqlite3.Connection) -> sqlite3.Connection:
    with source:
        source.backup(target)
    source.close()
    return target


def _back_up(engine: Engine) -> sqlite3.Connection:
    return _copied(sqlite3.connect(engine.folder / "rounds.db"), sqlite3.connect(":memory:"))


def _put_back(engine: Engine, kept: sqlite3.Connection) -> None:
    _copied(kept, sqlite3.connect(engine.folder / "rounds.db")).close()


def _begin_and_die(engine: Engine, restoring: Restoring) -> Post:
    """Send what is due, with the daemon killed before it can write down what came of it."""
    daemon = engine.daemon()
    begun = daemon.begin([each.without_staging() for each in daemon.claim(limit=9)])
    restoring.leaving(begun)
    daemon.call(begun[0])
    return begun[0].post


def _states_once_asked(engine: Engine, *posts: Post) -> list[str]:
    engine.daemon().publish_due()
    engine.pass_time(minutes=3)
    engine.reconciling.ask()
    engine.daemon().publish_due()
    return [engine.state(post) for post in posts]


def test_a_backup_of_the_moment_before_the_last_post_left_is_noticed(engine: Engine) -> None:
    restoring = _restoring(engine)
    restoring.notice()
    post, later = engine.scheduled(text="Now"), engine.scheduled(text="Later", due=NOON + timedelta(hours=1))
    restoring.note()
    kept = _back_up(engine)

    _begin_and_die(engine, restoring)
    _put_back(engine, kept)

    assert _restoring(engine).notice() == 2
    assert _states_once_asked(engine, post, later) == ["published", "scheduled"]
    assert [message.text for message, _ in engine.network.posts] == ["Now"]


def test_a_backup_is_noticed_where_the_mark_alone_knows_of_the_try(engine: Engine) -> None:
    restoring = _restoring(engine)
    post = engine.scheduled()
    kept = _back_up(engine)
    _begin_and_die(engine, restoring)
    restoring.note()
    (engine.folder / "high-water.tries").unlink()

    _put_back(engine, kept)

    assert _restoring(engine).notice() == 1
    assert _states_once_asked(engine, post) == ["published"]


def test_a_daemon_that_was_killed_finds_its_database_as_it_was(engine: Engine) -> None:
    restoring = _restoring(engine)
    restoring.notice()
    waiting = engine.scheduled(due=NOON + timedelta(seconds=20))
    post = engine.scheduled()
    _begin_and_die(engine, restoring)

    assert _restoring(engine).notice() == 0
    assert engine.get(waiting).ask_since is engine.get(post).ask_since is None


def test_names_of_tries_are_forgotten_only_once_the_mark_makes_up_for_them(engine: Engine) -> None:
    restoring, names = _restoring(engine), engine.folder / "high-water.tries"
    engine.scheduled()
    begun = _begin_and_die(engine, restoring)
    assert names.read_text() == f"{begun.id} {begun.fence} 0\n"

    restoring.note()
    assert names.read_text() != ""
    _restoring(engine).notice()

    assert names.read_text() == ""
    assert (engine.folder / "high-water").read_text().split()[2:] == ["1", str(begun.id), str(begun.fence)]


def test_a_mark_that_another_program_brought_further_stays(engine: Engine) -> None:
    restoring, mark = _restoring(engine), engine.folder / "high-water"
    engine.scheduled()
    _begin_and_die(engine, restoring)
    further = f"9 {'f' * 64} 7 1 1\n"
    mark.write_text(further)

    restoring.note()

    assert mark.read_text() == further


def test_many_names_of_tries_are_forgotten_while_the_daemon_runs(engine: Engine) -> None:
    restoring, names = _restoring(engine), engine.folder / "high-water.tries"
    engine.scheduled()
    begun = _begin_and_die(engine, restoring)
    names.write_text(f"{begun.id} {begun.fence} 0\n" * 20_000)

    restoring.note()

    assert names.read_text() == ""


def test_after_a_power_cut_what_may_have_left_in_the_last_minute_is_asked_for(engine: Engine) -> None:
    restoring = _restoring(engine)
    restoring.notice()
    post = engine.scheduled(text="Now")
    later = engine.scheduled(text="Later", due=NOON + timedelta(hours=1))
    kept = _back_up(engine)
    files = {path: path.read_bytes() for path in engine.folder.glob("high-water*")}
    _begin_and_die(engine, restoring)
    (engine.folder / "high-water.tries").unlink()  # the disk has nothing that was not flushed
    for path, flushed in files.items():
        path.write_bytes(flushed)
    _put_back(engine, kept)

    assert _restoring(engine, _AFTER).notice() == 1

    assert engine.get(later).ask_since is None
    assert _states_once_asked(engine, post) == ["published"]
    assert len(engine.network.posts) == 1


def test_after_a_power_cut_a_claimed_post_is_asked_for_too(engine: Engine) -> None:
    restoring = _restoring(engine)
    restoring.notice()
    post = engine.scheduled()
    engine.daemon().claim(limit=1)

    assert _restoring(engine, _AFTER).notice() == 1

    engine.dead.add("one")
    engine.reconciling.rescue()
    assert _states_once_asked(engine, post) == ["published"]


def test_a_machine_that_was_started_anew_with_nothing_due_asks_for_nothing(engine: Engine) -> None:
    _restoring(engine).notice()
    post = engine.scheduled(due=NOON + timedelta(hours=1))

    assert _restoring(engine, _AFTER).notice() == 0
    assert engine.get(post).ask_since is None


def test_what_a_post_may_leave_by_stands_on_the_disk_before_it_leaves(engine: Engine) -> None:
    restoring, promised = _restoring(engine), engine.folder / "high-water.until"
    engine.scheduled()

    begun = _begin_and_die(engine, restoring)

    run, until = promised.read_text().split()
    assert (run, until) == (_BEFORE, (NOON + timedelta(minutes=1)).isoformat())
    assert begun.state is PostState.SENDING


def test_the_promise_is_renewed_before_it_is_needed_and_never_shortened(engine: Engine) -> None:
    restoring, promised = _restoring(engine), engine.folder / "high-water.until"
    restoring.notice()
    engine.pass_time(seconds=31)
    restoring.note()
    assert promised.read_text().split()[1] == (NOON + timedelta(seconds=91)).isoformat()

    engine.clock.jump(timedelta(hours=-1))
    _restoring(engine).note()

    assert promised.read_text().split()[1] == (NOON + timedelta(seconds=91)).isoformat()


@pytest.mark.parametrize("torn", ["", "\0\0\0\0", "12", "twelve -", "0 - 1 \0 \0"])
def test_a_mark_that_a_power_cut_tore_stops_nobody(engine: Engine, torn: str) -> None:
    for end in ("", ".tries", ".until"):
        (engine.folder / f"high-water{end}").write_text(torn)

    assert _restoring(engine).notice() == 0


def test_nothing_leaves_that_can_not_be_named_beside_the_database(engine: Engine) -> None:
    restoring, daemon = _restoring(engine), engine.daemon()
    engine.scheduled()
    begun = daemon.begin([each.without_staging() for each in daemon.claim(limit=1)])
    (engine.folder / "high-water.tries").mkdir()

    with pytest.raises(StorageError, match="The marks beside the database can't be written"):
        restoring.leaving(begun)


def test_what_keeps_the_mark_from_being_written_is_told_once_and_so_is_its_end(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    restoring, lock = _restoring(engine), engine.folder / "high-water.lock"
    lock.mkdir()

    for _ in range(3):
        restoring.note()
    lock.rmdir()
    for _ in range(3):
        restoring.note()

    [begun, ended] = [each for each in caplog.records if each.name == "scheduler.services.restoring"]
    assert "how far the record came can't be noted reason=The marks beside" in begun.getMessage()
    assert "Is a directory" in begun.getMessage()
    assert ended.getMessage() == "how far the record came is noted again"
