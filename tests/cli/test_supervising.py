from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import pytest

from scheduler.cli.ports import with_free_ports
from scheduler.cli.supervising import Part, PartFailedError, Supervisor, get
from scheduler.domain.errors import EnvironmentProblemError, PortTakenError
from scheduler.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def _part(folder: Path, *command: str) -> Part:
    return Part(
        name="clockwork",
        command=command,
        health="http://127.0.0.1:9/healthz",
        log=folder / "logs" / "clockwork.log",
        environment={"ROUNDS_HOST": "127.0.0.1"},
    )


def test_a_part_that_can_not_start_is_told_with_its_last_words_and_its_log(tmp_path: Path) -> None:
    supervisor = Supervisor([_part(tmp_path, "scheduler.no_such_part")], tell=print)

    supervisor.start()
    with pytest.raises(PartFailedError, match="no_such_part") as told:
        supervisor.wait(threading.Event())
    supervisor.stop()

    assert "The clockwork ended with code 1." in str(told.value)
    assert str(tmp_path / "logs" / "clockwork.log") in str(told.value)


def test_stopping_what_never_started_is_harmless(tmp_path: Path) -> None:
    supervisor = Supervisor([_part(tmp_path, "scheduler")], tell=print)

    supervisor.stop()

    assert not (tmp_path / "logs").exists()


def test_a_large_log_is_put_aside_before_the_next_start(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "clockwork.log"
    log.parent.mkdir()
    log.write_bytes(b"x" * 5_000_001)
    supervisor = Supervisor([_part(tmp_path, "scheduler.no_such_part")], tell=print)

    supervisor.start()
    supervisor.stop()

    assert log.with_suffix(".log.1").stat().st_size == 5_000_001
    assert log.stat().st_size < 5_000_001


def test_where_nobody_answers_the_status_is_zero() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]

    assert get(f"http://127.0.0.1:{port}/healthz") == 0


def test_a_free_port_is_found_for_each_zero() -> None:
    settings = Settings(ui_port=0, calendar_port=0, rehearsal_port=0)

    found = with_free_ports(settings)

    assert len({found.ui_port, found.calendar_port, found.rehearsal_port} - {0}) == 3


def test_a_taken_port_is_named_with_its_setting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = Settings(calendar_port=taken.getsockname()[1], ui_port=0)

        with pytest.raises(PortTakenError, match=r"calendar server .* ROUNDS_CALENDAR_PORT"):
            with_free_ports(settings)


def test_a_host_that_is_not_this_machine_is_named() -> None:
    with pytest.raises(EnvironmentProblemError, match="Check ROUNDS_HOST and ROUNDS_UI_PORT"):
        with_free_ports(Settings(host="192.0.2.1", ui_port=0))
