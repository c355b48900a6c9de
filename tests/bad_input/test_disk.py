"""A disk that fills up: nothing leaves that could not be written down, nothing that left is forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from connectors.rehearsal import RehearsalServer
from scheduler.bootstrap import open_app
from scheduler.daemon import Daemon
from scheduler.domain.clock import FrozenClock, SystemClock
from scheduler.domain.errors import StorageError
from tests.bad_input.conftest import House, assert_discreet, installed, the_network, the_settings, until
from tests.bad_input.disks import SmallDisk, a_small_disk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from connectors.rehearsal import Rehearsal

FULL = "The disk is full; nothing was changed."


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with a_small_disk(tmp_path / "disk") as made:
        yield made


@pytest.fixture
def house(
    disk: SmallDisk, network: Rehearsal, server: RehearsalServer, clock: FrozenClock
) -> Iterator[House]:
    with installed(the_settings(disk.folder, server.url), network, clock) as made:
        yield made


def test_nothing_leaves_whose_attempt_has_no_room_on_the_disk(house: House, disk: SmallDisk) -> None:
    post = house.approved("Flu clinics are open today")
    [claimed] = house.app.publishing.claim(limit=1)
    ready = claimed.without_staging()
    disk.fill()

    with pytest.raises(StorageError, match=FULL):
        house.app.publishing.begin([ready])

    assert house.state(post) == "claimed"
    assert house.network.posts() == []
    assert house.app.planning.history(post).attempts == ()

    disk.free()
    [begun] = house.app.publishing.begin([ready])
    house.app.publishing.send(begun)
    assert house.state(post) == "published"
    assert house.sent() == {"Flu clinics are open today": 1}


def test_a_person_is_told_that_the_disk_is_full(house: House, disk: SmallDisk) -> None:
    disk.fill()

    with pytest.raises(StorageError, match="Free space on the data folder's disk, then try again"):
        house.approved("Flu clinics are open today")


def test_an_outcome_that_has_no_room_is_kept_and_written_when_there_is_some(
    house: House, disk: SmallDisk, log: pytest.LogCaptureFixture
) -> None:
    post = house.approved("Flu clinics are open today")
    engine = house.app.publishing
    [claimed] = engine.claim(limit=1)
    [begun] = engine.begin([claimed.without_staging()])
    told = engine.call(begun)
    disk.fill()

    engine.settle([told])
    house.app.reconciling.rescue()
    house.app.reconciling.rescue()
    engine.settle_again()

    assert house.state(post) == "sending"  # nobody takes it from us while we live
    assert f"outcomes can't be written yet count=1 reason={FULL}" in log.text

    disk.free()
    engine.settle_again()
    assert house.state(post) == "published"
    assert house.sent() == {"Flu clinics are open today": 1}
    assert_discreet(log, house)


def test_an_outcome_that_had_no_room_when_the_daemon_died_is_asked_for_and_not_sent_again(
    house: House, disk: SmallDisk
) -> None:
    post = house.approved("Flu clinics are open today")
    engine = house.app.publishing
    [claimed] = engine.claim(limit=1)
    [begun] = engine.begin([claimed.without_staging()])
    told = engine.call(begun)
    disk.fill()
    engine.settle([told])
    house.app.close()
    disk.free()

    after = House(open_app(house.app.settings, clock=house.clock), house.network, house.clock)
    after.app.reconciling.rescue()
    assert after.state(post) == "unknown"
    assert (after.post(post).explanation or "").startswith("The daemon stopped while sending it.")
    after.app.publishing.publish_due()
    after.ask()

    assert after.state(post) == "published"
    assert after.sent() == {"Flu clinics are open today": 1}
    after.app.close()


def test_a_daemon_on_a_full_disk_sends_nothing_and_goes_on_when_there_is_room(
    disk: SmallDisk, log: pytest.LogCaptureFixture
) -> None:
    network, clock = the_network(), SystemClock()
    with (
        RehearsalServer(network) as server,
        installed(the_settings(disk.folder, server.url), network, clock) as house,
    ):
        daemon = Daemon(house.app)
        daemon.start()
        posts = [
            house.approved(f"Post {number}", at=datetime.now(UTC) + timedelta(seconds=3))
            for number in range(3)
        ]
        disk.fill()

        assert until(lambda: FULL in log.text, seconds=60)
        assert not until(lambda: bool(network.posts()), seconds=2)

        disk.free()
        assert until(lambda: all(house.state(post) == "published" for post in posts))
        daemon.stop()
        assert house.sent() == {f"Post {number}": 1 for number in range(3)}
        assert house.app.auditing.verify().is_intact
        assert_discreet(log, house)
