from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scheduler.cli.supervising import get
from tests.cli.terminal import Terminal, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.slow

ANY_PORT = {"ROUNDS_UI_PORT": "0", "ROUNDS_CALENDAR_PORT": "0", "ROUNDS_REHEARSAL_PORT": "0"}


@dataclass
class Running:
    """`rounds up` in a process of its own."""

    process: subprocess.Popen[str]
    said: str = ""

    def wait_until_ready(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if "Ctrl-C stops everything." in line:
                return
        raise AssertionError(self.said + self.end())

    def address(self, part: str) -> str:
        found = re.search(rf"{part} +(http://\S+)", self.said)
        assert found is not None, self.said
        return found[1]

    def interrupt(self) -> None:
        self.process.send_signal(signal.SIGINT)

    def end(self) -> str:
        """Wait for the end and return what stands on standard error."""
        return self.process.communicate(timeout=60)[1]


class Starter:
    """Starts `rounds up`, and ends what a failed test left running."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started: list[Running] = []

    def __call__(self, **environment: str) -> Running:
        process = subprocess.Popen(
            [sys.executable, "-m", "scheduler", "up"],
            cwd=self._folder,
            env={**os.environ, **ANY_PORT, **environment, "ROUNDS_DATA_DIR": str(self._folder / "data")},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self._started.append(Running(process))
        return self._started[-1]

    def end_all(self) -> None:
        for each in self._started:
            if each.process.poll() is None:
                each.process.kill()
            each.process.communicate(timeout=60)


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Starter]:
    starter = Starter(tmp_path)
    yield starter
    starter.end_all()


def children_of(pid: int) -> list[int]:
    """Return the processes that were started by `pid`, where the system tells."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("this system has no /proc to look for child processes in")
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(true: Callable[[], bool], *, seconds: float = 40) -> None:
    """Look again and again until it is so."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        threading.Event().wait(0.05)


def test_an_empty_folder_becomes_a_running_demo_and_one_interrupt_ends_all_of_it(up: Starter) -> None:
    first = up()
    first.wait_until_ready()
    children = children_of(first.process.pid)

    for part in ("Planner", "Calendar server", "Rehearsal network"):
        assert get(f"{first.address(part)}/healthz") == 200
    assert "Sign in as" in first.said
    assert len(children) == 3

    began = time.monotonic()
    first.interrupt()
    told = first.end()

    assert first.process.returncode == 0
    assert "Traceback" not in told
    assert "Everything has stopped." in told
    assert time.monotonic() - began < 20
    assert not any(is_alive(pid) for pid in children)

    second = up()
    second.wait_until_ready()
    second.interrupt()
    assert "Making the demo" not in second.end()


def test_a_part_that_dies_is_started_again(up: Starter, tmp_path: Path) -> None:
    settle(tmp_path / "data")
    running = up()
    running.wait_until_ready()
    before = children_of(running.process.pid)

    for pid in before:
        os.kill(pid, signal.SIGKILL)

    wait_until(lambda: len(set(children_of(running.process.pid)) - set(before)) == 2)
    wait_until(lambda: get(f"{running.address('Calendar server')}/healthz") == 200)
    running.interrupt()
    assert "it is started again in 1 s" in running.end()


def test_the_parts_end_by_themselves_when_the_supervisor_is_killed(up: Starter, tmp_path: Path) -> None:
    settle(tmp_path / "data")
    running = up()
    running.wait_until_ready()
    children = children_of(running.process.pid)

    running.process.kill()

    assert len(children) == 2
    wait_until(lambda: not any(is_alive(pid) for pid in children))


def test_a_port_in_use_is_named_before_anything_is_made(up: Starter, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        running = up(ROUNDS_UI_PORT=str(taken.getsockname()[1]))
        told = running.end()

    assert running.process.returncode == 1
    assert "for the planner is in use by another program" in told
    assert "ROUNDS_UI_PORT" in told
    assert "Traceback" not in told
    assert not (tmp_path / "data" / "rehearsal.jsonl").exists()


def test_an_interrupt_while_the_demo_is_made_leaves_nothing_half_done(up: Starter, tmp_path: Path) -> None:
    running = up()
    assert running.process.stderr is not None
    for line in running.process.stderr:
        if "Making the demo" in line:
            break
    running.interrupt()
    told = running.end()

    assert running.process.returncode == 130
    assert "Traceback" not in told
    assert not list((tmp_path / "data").glob(".demo-*"))
    assert Terminal(tmp_path / "data").json("channel", "list") == []
