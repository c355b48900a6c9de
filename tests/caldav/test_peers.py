"""Programs of others against our calendar server; skipped by name where they are not installed.

Evolution is Debian's: `evolution-data-server gir1.2-ecal-2.0 python3-gi dbus-daemon`. The others stand in an
environment of their own, for what they bring would replace libraries that we use: `make calendar-programs`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from scheduler.domain.people import Person
from tests.builders import NOON
from tests.caldav.conftest import House
from tests.clients.programs import PEERS

_HERE = Path(__file__).parent
_CONFIG = """
[general]
status_path = "{folder}/status/"
[pair plan]
a = "near"
b = "far"
collections = ["from b"]
conflict_resolution = "b wins"
[storage near]
type = "filesystem"
path = "{folder}/near/"
fileext = ".ics"
[storage far]
type = "caldav"
url = "{url}/"
username = "{user}"
password = "{password}"
"""


def _peer(name: str) -> Path:
    found = PEERS / "bin" / name
    if not found.exists():
        pytest.skip(f"no {name} on this machine: see the head of this file")
    return found


def test_a_post_dragged_through_caldav_moves_by_the_right_person(
    house: House, server: str, robin: Person
) -> None:
    post, other = house.post(updated_at=NOON - timedelta(days=3)), house.post(channel="jobs-x")
    still = house.post(updated_at=NOON - timedelta(days=4))
    moved_to = "2026-12-03T13:00:00-06:00"
    arguments = [f"{server}/", robin.email, house.secret(robin), f"post-{post.uid}@rounds", moved_to]

    done = _run([_peer("python"), _HERE / "drag_with_caldav.py", *arguments])

    seen = json.loads(done.splitlines()[-1])
    assert seen["calendars"] == ["all_channels", "jobs-x", "main-x"]
    assert seen["events"] == sorted([f"{post.uid}.ics", f"{still.uid}.ics"])
    assert seen["changed"] == [f"{post.uid}.ics"]
    assert seen["title"].startswith("[Main] ")
    assert datetime.fromisoformat(seen["start"]) == datetime.fromisoformat(moved_to)
    assert all(seen["refused"])
    assert house.now_is(post).due == datetime.fromisoformat(moved_to)
    assert house.deeds(f"post:{post.id}") == [(f"person:{robin.id}", "post.moved")]
    assert [house.now_is(each) for each in (other, still)] == [other, still]


def test_a_post_moved_in_a_folder_kept_by_vdirsyncer_moves_and_the_folder_follows(
    house: House, server: str, robin: Person, tmp_path: Path
) -> None:
    post, late = house.post(), house.post()
    program, config = _peer("vdirsyncer"), tmp_path / "config"
    config.write_text(
        _CONFIG.format(
            folder=tmp_path, url=f"{server}/caldav", user=robin.email, password=house.secret(robin)
        )
    )
    _run([program, "-c", config, "discover"], typed="y\n" * 9)
    _run([program, "-c", config, "sync"])
    file, other = (_kept(tmp_path / "near" / "main-x", each.uid) for each in (post, late))
    before = file.read_text()

    changed = before.replace("20261201T0900", "20261203T1300").replace("20261201T0915", "20261203T1315")
    file.write_text(changed)
    house.app.planning.move(house.actor(robin), late.id, NOON + timedelta(days=5))
    _run([program, "-c", config, "sync"])
    _run([program, "-c", config, "sync"])

    assert changed != before
    assert house.now_is(post).due == datetime(2026, 12, 3, 19, tzinfo=UTC)
    assert house.deeds(f"post:{post.id}") == [(f"person:{robin.id}", "post.moved")]
    assert "SEQUENCE:1" in file.read_text()
    assert "20261206T090000" in other.read_text()


def test_a_post_dragged_in_evolution_moves_and_keeps_its_title(
    house: House, server: str, robin: Person, tmp_path: Path
) -> None:
    program = _evolution()
    post, other = house.post(), house.post()
    at, home = urlsplit(server), f"/caldav/calendars/{robin.id}/main-x/"
    uid, secret = f"post-{post.uid}@rounds", house.secret(robin)
    where = [at.hostname, at.port, home, robin.email, secret, uid, "20261203T190000Z"]

    done = _run([*program, _HERE / "drag_with_evolution.py", *where], home=tmp_path)

    seen = json.loads(done.splitlines()[-1])
    assert seen["readonly"] is False
    assert seen["events"] == sorted([uid, f"post-{other.uid}@rounds"])
    assert seen["title"] == "[Main] Wash your hands for twenty seconds."
    assert "Cancel it in the planner" in seen["refused"]
    assert house.now_is(post).due == datetime(2026, 12, 3, 19, tzinfo=UTC)
    assert house.deeds(f"post:{post.id}") == [(f"person:{robin.id}", "post.moved")]


def _evolution() -> list[object]:
    """Return how Debian's Python is run in a session of its own that has Evolution Data Server."""
    session, python = shutil.which("dbus-run-session"), shutil.which("python3", path="/usr/bin")
    asked = "import gi; gi.require_version('ECal', '2.0'); gi.require_version('EDataServer', '1.2')"
    is_there = Path("/usr/libexec/evolution-source-registry").exists()
    if (
        not session
        or not python
        or not is_there
        or subprocess.run([python, "-c", asked], check=False).returncode
    ):
        pytest.skip("no Evolution Data Server on this machine: see the head of this file")
    return [session, "--", python]


def _kept(folder: Path, uid: str) -> Path:
    return next(each for each in folder.iterdir() if f"UID:post-{uid}@rounds" in each.read_text())


def _run(command: Sequence[object], *, typed: str = "", home: Path | None = None) -> str:
    folders = ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")
    own = {name: str(home / name.lower()) for name in folders} if home else {"HOME": "/nonexistent"}
    for each in own.values() if home else ():
        Path(each).mkdir(mode=0o700)
    done = subprocess.run(
        [str(each) for each in command],
        input=typed,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        env={"PATH": os.environ["PATH"], "GSETTINGS_BACKEND": "memory", **own},
    )
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-1000:]
    return done.stdout
