"""The command line on a PostgreSQL."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.terminal import Terminal
from tests.team.conftest import Team, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.postgres import Postgres

ANY_PORT = {"ROUNDS_UI_PORT": "0", "ROUNDS_CALENDAR_PORT": "0", "ROUNDS_REHEARSAL_PORT": "0"}


@pytest.fixture
def address(postgres: Postgres) -> Iterator[str]:
    url = postgres.empty()
    yield url
    postgres.drop(url)


@pytest.fixture
def terminal(address: str, tmp_path: Path) -> Terminal:
    """A terminal whose settings file names an empty PostgreSQL database."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "rounds.toml").write_text(f'database_url = "{address}"\n', "utf-8")
    return Terminal(folder)


def test_migrate_sets_the_database_up_and_the_doctor_finds_it_well(terminal: Terminal) -> None:
    before = terminal.type("post", "list")
    assert before.code == 1
    assert "rounds migrate" in before.err

    assert terminal.type("migrate").code == 0

    parts = {part["name"]: part for part in _doctor(terminal)}
    assert parts["database"]["is_well"]
    assert not parts["engine"]["is_well"]


def test_a_database_that_does_not_answer_is_one_sentence_without_the_password(tmp_path: Path) -> None:
    (tmp_path / "rounds.toml").write_text(
        'database_url = "postgresql+psycopg://rounds:s3cret@127.0.0.1:1/rounds"\n', "utf-8"
    )

    said = Terminal(tmp_path).type("post", "list")

    assert said.code == 1
    assert "does not answer" in said.err
    assert "s3cret" not in said.err + said.out
    assert "Traceback" not in said.err


def test_a_worker_on_one_machine_is_told_what_it_is_for(tmp_path: Path) -> None:
    here = Terminal(tmp_path / "data")
    assert here.type("migrate").code == 0

    said = here.type("worker")

    assert said.code == 1
    assert "ROUNDS_DATABASE_URL" in said.err


def test_the_doctor_sees_a_daemon_of_another_machine(team: Team, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "rounds.toml").write_text(f'database_url = "{team.url}"\n', "utf-8")
    team.start()

    parts = {part["name"]: part for part in _doctor(Terminal(folder))}

    assert parts["engine"]["is_well"]


def _doctor(terminal: Terminal) -> list[dict[str, Any]]:
    said = terminal.type("doctor", "--json")
    parts: list[dict[str, Any]] = said.data["parts"]
    return parts


@pytest.mark.slow
@pytest.mark.parametrize("part", ["daemon", "worker"])
def test_a_part_runs_until_it_is_told_to_stop(terminal: Terminal, part: str) -> None:
    assert terminal.type("migrate").code == 0
    process = subprocess.Popen(
        [sys.executable, "-m", "scheduler", "--data-dir", str(terminal.data_dir), part],
        env={**os.environ, **ANY_PORT},
        stderr=subprocess.PIPE,
        text=True,
    )
    with terminal.app() as seen:
        runs = until(seen.presence.any_alive)
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=60)[1]
        gone = until(lambda: not seen.presence.any_alive())

    assert runs, said
    assert gone
    assert process.returncode == 0, said
    assert "engine stopped" in said
    assert "Traceback" not in said


@pytest.mark.slow
def test_up_starts_everything_on_a_postgresql(terminal: Terminal) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "scheduler", "up"],
        env={**os.environ, **ANY_PORT, "ROUNDS_DATA_DIR": str(terminal.data_dir)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C stops everything." in line:
            break
    process.send_signal(signal.SIGINT)
    rest = process.communicate(timeout=60)[1]

    assert re.search(r"Planner +http://", said), said + rest
    assert "rounds init" in said
    assert "Everything has stopped." in rest
