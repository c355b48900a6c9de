"""Which zone data a program of Rounds reads, by its environment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest

from scheduler.domain import zones
from scheduler.domain.post import PostState
from tests.time.machine import Machine, a_machine, until
from tests.time.zone_data import ALWAYS_SUMMER, CHICAGO_2005, release

ROOT = Path(__file__).parents[2]
_TELL = """
import zoneinfo
from datetime import datetime
from scheduler.domain import zones
from scheduler.domain.plan import resolve
at, _ = resolve(datetime(2027, 1, 15, 9), "America/Chicago")
print(zones.version(), len(zoneinfo.TZPATH), f"{at:%H:%M}")
"""


def told(folders: str | None) -> list[str]:
    """Return what a new program says of its zone data."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONTZPATH"}
    if folders is not None:
        environment["PYTHONTZPATH"] = folders
    done = subprocess.run(
        [sys.executable, "-c", _TELL], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


@pytest.mark.parametrize("folders", [None, "", "not/absolute"])
def test_the_package_is_read_and_not_the_operating_system(folders: str | None) -> None:
    assert told(folders) == [import_module("tzdata").IANA_VERSION, "0", "15:00"]


def test_whoever_names_folders_has_them_read_first(tmp_path: Path) -> None:
    folder = release(tmp_path, "2031a", America__Chicago=ALWAYS_SUMMER)

    assert told(str(folder)) == ["2031a", "1", "14:00"]


def test_zones_that_a_named_folder_does_not_hold_come_from_the_package(tmp_path: Path) -> None:
    folder = release(tmp_path, "2031a", Europe__Paris="CET-1")

    assert told(str(folder)) == ["2031a", "1", "15:00"]


def test_the_doctor_tells_the_release_in_use(tmp_path: Path) -> None:
    folder = release(tmp_path / "zones", "2031a", America__Chicago=ALWAYS_SUMMER)
    rounds = [sys.executable, "-m", "scheduler", "--data-dir", str(tmp_path / "data")]
    environment = {**os.environ, "PYTHONTZPATH": str(folder)}
    subprocess.run([*rounds, "migrate"], cwd=ROOT, check=True, capture_output=True)

    said = subprocess.run(
        [*rounds, "doctor"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert "Zone data 2031a." in said.stdout


@pytest.fixture
def rules(tmp_path: Path) -> Iterator[Callable[[str, str], None]]:
    def installed(version: str, chicago: str) -> None:
        zones.use([release(tmp_path / "zones", version, America__Chicago=chicago)])

    yield installed
    zones.use()


def test_a_daemon_that_starts_with_new_rules_moves_posts_before_it_claims_any(
    tmp_path: Path, rules: Callable[[str, str], None]
) -> None:
    """Due this minute by the old rules, in an hour by the new ones: it must not leave now."""
    rules("2030a", ALWAYS_SUMMER)
    with a_machine(tmp_path / "data") as machine:
        _at_winter_noon(machine)
        machine.start()
        machine.stop()
        early = machine.post("An hour early by the new rules", after=timedelta(0))
        late = machine.post("Just right by the new rules", after=timedelta(hours=-1))

        rules("2030b", CHICAGO_2005)
        machine.start()

        assert until(lambda: machine.state(late) is PostState.PUBLISHED)
        moved = machine.app.planning.get(early.id)
        assert (moved.state, moved.due) == (PostState.SCHEDULED, early.due + timedelta(hours=1))
        assert machine.sent() == {"Just right by the new rules": 1}


def _at_winter_noon(machine: Machine) -> None:
    noon = datetime(2031, 1, 15, 18, tzinfo=UTC)
    machine.wall.shift(noon - machine.clock.now())
