"""`rounds daemon` itself: what it answers, and that no token stands in anything that it writes."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from scheduler.bootstrap import migrate_database, open_app
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import OPERATOR
from scheduler.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow


@dataclass
class Running:
    """A daemon in a process of its own, and two links, one of them revoked."""

    port: int
    live: str
    revoked: str
    folder: Path
    process: subprocess.Popen[bytes]

    def ask(self, path: str, *, method: str = "GET", **headers: str) -> tuple[int, str, dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, headers={n.replace("_", "-"): v for n, v in headers.items()})
        answer = connection.getresponse()
        found = answer.status, answer.read().decode(), dict(answer.headers.items())
        connection.close()
        return found

    def say(self, raw: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as wire:
            wire.sendall(raw)
            return wire.recv(65536)

    def wait(self) -> None:
        until = time.monotonic() + 90
        while time.monotonic() < until:
            try:
                if self.ask("/healthz")[0] == 200:
                    return
            except OSError:
                assert self.process.poll() is None, self.log()
        raise AssertionError(self.log())

    def log(self) -> str:
        """Return everything that was written: the log, and every file of words in the folder."""
        names = [
            path for path in self.folder.rglob("*") if path.suffix in {".log", ".jsonl", ".txt", ".toml"}
        ]
        return "\n".join(path.read_text("utf-8", errors="replace") for path in names)


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Running]:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    settings = Settings.read(data_dir=tmp_path / "data", calendar_port=port)
    migrate_database(settings)
    app = open_app(settings)
    app.set_up.found(OPERATOR, Organisation(name="Larkspur County Hospital", zone="America/Chicago"))
    _, live = app.subscribing.make(OPERATOR, "Everybody")
    link, revoked = app.subscribing.make(OPERATOR, "Who left")
    app.subscribing.revoke(OPERATOR, link.id)
    app.close()
    told = {"ROUNDS_DATA_DIR": str(settings.data_dir), "ROUNDS_CALENDAR_PORT": str(port)}
    with (settings.data_dir / "daemon.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "scheduler", "daemon"], env={**os.environ, **told}, stdout=log, stderr=log
        )
    running = Running(port, live, revoked, settings.data_dir, process)
    try:
        running.wait()
        yield running
    finally:
        process.terminate()
        process.wait(timeout=60)


def test_no_token_stands_in_anything_a_daemon_writes_whatever_is_asked(daemon: Running) -> None:
    known = daemon.ask(f"/calendar/{daemon.live}.ics")
    again = daemon.ask(f"/calendar/{daemon.live}.ics", If_None_Match=known[2]["etag"])
    daemon.ask(f"/calendar/{daemon.live}.ics?token={daemon.live}", User_Agent=f"curl {daemon.live}"[:10])
    for token in (daemon.live, daemon.revoked, "b" * 32):
        daemon.ask(f"/calendar/{token}.ics", method="POST")
        daemon.ask(f"/calendar/{token}.ics/")
        daemon.ask(f"/caldav/{token}/", method="PROPFIND")
        daemon.ask(f"/{token}")
        daemon.say(f"GET /calendar/{token}.ics HTTP/1.1\r\nBad header {token}\r\n\r\n".encode())
        daemon.say(f"GET /calendar/{token}.ics HTTP/1.1\r\nX: {'a' * 66_000}{token}\r\n\r\n".encode())
        daemon.say(f"NONSENSE {token}\r\n\r\n".encode())
    for _ in range(90):
        daemon.ask(f"/calendar/{daemon.live}.ics")
    ended = daemon.ask(f"/calendar/{daemon.revoked}.ics")
    unknown, malformed = daemon.ask(f"/calendar/{'b' * 32}.ics"), daemon.ask("/calendar/short.ics")
    daemon.process.terminate()
    daemon.process.wait(timeout=60)

    log = daemon.log()
    assert (known[0], again[0]) == (200, 304)
    assert [each[0] for each in (ended, unknown, malformed)] == [404] * 3
    assert ended[1] == unknown[1] == malformed[1]
    assert {each[2]["cache-control"] for each in (ended, unknown, malformed)} == {"no-store"}
    assert "calendar server started" in log
    assert daemon.process.returncode == 0
    for token in (daemon.live, daemon.revoked):
        assert token not in log
        assert token[:12] not in log
