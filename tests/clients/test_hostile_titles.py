"""Titles that mean harm, through the whole of the service, in a Python without assertions."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clients.outlook_model import Outlook

_PROGRAM = Path(__file__).with_name("hostile_plan.py")
_ROOT = Path(__file__).parents[2]


def _written(folder: Path, *, seed: int) -> tuple[bytes, str]:
    done = subprocess.run(
        [sys.executable, "-O", "-W", "ignore", _PROGRAM, folder],
        capture_output=True,
        timeout=240,
        check=False,
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": str(_ROOT), "PYTHONHASHSEED": str(seed)},
    )
    said = done.stderr.decode(errors="replace")
    assert done.returncode == 0, said[-3000:]
    return done.stdout, said


@pytest.fixture
def hostile(founded_plan: Path, tmp_path: Path) -> Path:
    return shutil.copytree(founded_plan, tmp_path / "data")


def test_no_title_harms_a_calendar_and_two_processes_write_the_same_bytes(hostile: Path) -> None:
    once, said = _written(hostile, seed=1)
    again, _ = _written(hostile, seed=4242)

    outlook = Outlook(once)
    assert "refused=[7, 8] optimised=1" in said
    assert outlook.complaints == []
    assert len(outlook.events) == 9
    assert again == once
    lines = once.replace(b"\r\n ", b"").split(b"\r\n")
    names = {line.partition(b":")[0].partition(b";")[0] for line in lines}
    assert not names & {b"ATTENDEE", b"ORGANIZER"}
    assert lines.count(b"BEGIN:VCALENDAR") == lines.count(b"END:VCALENDAR") == 1
    assert not set(once.decode()) & {chr(code) for code in (*range(9), 11, 12, *range(14, 32), 127, 0xFEFF)}
    assert len(once) < 60_000
