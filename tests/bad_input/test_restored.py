"""Yesterday's backup is put in place: what was sent since must not be sent again."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from connectors.rehearsal import Fault, FaultKind, Rehearsal, RehearsalServer
from scheduler.bootstrap import open_app
from scheduler.daemon import Daemon
from scheduler.domain.clock import SystemClock
from tests.bad_input.conftest import House, assert_discreet, installed, the_network, the_settings, until

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def network() -> Rehearsal:
    return the_network()


@pytest.fixture
def house(tmp_path: Path, network: Rehearsal) -> Iterator[House]:
    """An installation by the machine's own clock, whose settle time is short."""
    with RehearsalServer(network) as server:
        settings = the_settings(tmp_path, server.url, settle_seconds=1.5)
        with installed(settings, network, SystemClock()) as made:
            yield made


def _back_up(house: House, to: Path) -> None:
    """Copy the database as `docs/operations.md` has it."""
    source = sqlite3.connect(house.app.settings.data_dir / "rounds.db")
    with sqlite3.connect(to) as target:
        source.backup(target)
    target.close()
    source.close()


def _restore(house: House, backup: Path) -> House:
    """Put a backup in place and open it, with everything stopped."""
    house.app.close()
    database = house.app.settings.data_dir / "rounds.db"
    for end in ("-wal", "-shm"):
        database.with_name(database.name + end).unlink(missing_ok=True)
    shutil.copy(backup, database)
    return House(open_app(house.app.settings), house.network, house.clock, house.texts)


@pytest.mark.slow
def test_after_a_restore_nothing_is_sent_again_and_nothing_is_forgotten(
    house: House, tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    before = house.approved("The flu clinic opens at nine.", at=datetime.now(UTC))
    daemon = Daemon(house.app)
    daemon.start()
    assert until(lambda: house.state(before) == "published")
    soon = datetime.now(UTC) + timedelta(seconds=5)  # the backup must be there by then
    since = house.approved("The flu clinic opens at ten.", at=soon)
    lost = house.approved("The flu clinic opens at noon.", at=soon)
    later = house.approved("The flu clinic opens at one.", at=soon + timedelta(seconds=4))
    _back_up(house, tmp_path / "yesterday.db")
    house.network.faults.put(Fault(FaultKind.LOST))
    assert until(lambda: house.state(since) == house.state(lost) == "published")
    daemon.stop()

    restored = _restore(house, tmp_path / "yesterday.db")
    assert [restored.state(post) for post in (since, lost, later)] == ["scheduled"] * 3
    daemon = Daemon(restored.app)
    daemon.start()

    posts = [before, since, lost, later]
    assert until(lambda: all(restored.state(post) == "published" for post in posts), seconds=40)
    daemon.stop()
    assert restored.sent() == dict.fromkeys(house.texts, 1)
    by_text = {kept.text: kept.id for kept in house.network.posts()}
    assert restored.post(since).remote_id == by_text["The flu clinic opens at ten."]
    assert "an older database was noticed posts_to_ask_for=3" in log.text
    entries = restored.app.planning.history(since).entries
    assert not [entry for entry in entries if entry.action == "post.sending"]
    assert restored.app.auditing.verify().is_intact
    assert_discreet(log, restored)
    restored.app.close()


def test_each_try_is_named_beside_the_database_before_it_leaves(house: House) -> None:
    post = house.approved("The flu clinic opens at two.")
    [claimed] = house.app.publishing.claim(limit=1)

    [begun] = house.app.publishing.begin([claimed.without_staging()])

    named = (house.app.settings.data_dir / "high-water.tries").read_text(encoding="ascii")
    assert named == f"{post} {begun.post.fence} 0\n"
    assert house.network.posts() == []
