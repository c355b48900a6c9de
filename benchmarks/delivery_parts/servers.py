"""PostgreSQL and Redis for a measurement: on loopback, in a folder of their own, as an ordinary user.

Both come from Debian's packages and are only started where they are installed.
"""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.delivery_parts import machine
from benchmarks.delivery_parts.errors import MissingError

if TYPE_CHECKING:
    from collections.abc import Iterator

_START_WITHIN = 30.0


@dataclass(frozen=True, slots=True)
class Postgresql:
    """A running PostgreSQL."""

    programs: Path
    port: int
    password: str
    process: int
    version: str

    def create(self, name: str) -> str:
        """Make an empty database and return its address."""
        self._run("createdb", name)
        return f"postgresql://postgres:{self.password}@127.0.0.1:{self.port}/{name}"

    def ask(self, database: str, query: str) -> list[list[str]]:
        """Return the rows of a query as text."""
        lines = self._run("psql", "-AtF\t", "-c", query, database).splitlines()
        return [line.split("\t") for line in lines]

    def _run(self, program: str, *arguments: str) -> str:
        place = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres"]
        done = subprocess.run(
            [self.programs / program, *place, *arguments],
            env={**os.environ, "PGPASSWORD": self.password},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


@dataclass(frozen=True, slots=True)
class Redis:
    """A running Redis, keeping its data as its own handbook advises: appended, synced every second."""

    url: str
    process: int
    version: str
    _port: int

    def clear(self) -> None:
        """Forget everything."""
        subprocess.run(["redis-cli", "-p", str(self._port), "flushall"], capture_output=True, check=True)


@contextmanager
def postgresql(folder: Path) -> Iterator[Postgresql]:
    """Run PostgreSQL until the block ends; raises `MissingError` where it is not installed."""
    programs = _programs()
    data, secret, port = folder / "data", folder / "secret", _free_port()
    password = secrets.token_hex(16)
    user = _user("postgres")
    folder.mkdir()
    secret.write_text(password)
    _give([folder, secret], user)
    making = ["--auth=scram-sha-256", f"--pwfile={secret}", "-U", "postgres", "-D", str(data)]
    initdb: list[str | Path] = [programs / "initdb", *making]
    subprocess.run(initdb, cwd=folder, capture_output=True, check=True, **_as(user))
    place: list[str | Path] = ["-D", data, "-p", str(port), "-k", folder]
    options = ["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"]
    process = _start([programs / "postgres", *place, *options], folder, user)
    try:
        _await_port(port)
        machine.prefer(process.pid)
        version = _version(programs / "postgres")
        yield Postgresql(programs, port, password, process.pid, f"PostgreSQL {version}")
    finally:
        process.send_signal(2)  # PostgreSQL's "fast" shutdown
        process.wait()


@contextmanager
def redis(folder: Path) -> Iterator[Redis]:
    """Run Redis until the block ends; raises `MissingError` where it is not installed."""
    program = shutil.which("redis-server")
    if program is None or shutil.which("redis-cli") is None:
        raise MissingError("Redis is not installed. On Debian: apt-get install redis-server")
    port, user = _free_port(), _user("redis")
    folder.mkdir()
    _give([folder], user)
    place: list[str | Path] = ["--port", str(port), "--bind", "127.0.0.1", "--dir", folder]
    process = _start([program, *place, "--appendonly", "yes", "--appendfsync", "everysec"], folder, user)
    try:
        _await_port(port)
        machine.prefer(process.pid)
        yield Redis(f"redis://127.0.0.1:{port}/0", process.pid, f"Redis {_version(Path(program))}", port)
    finally:
        process.terminate()
        process.wait()


def _start(
    command: list[str | Path], folder: Path, user: pwd.struct_passwd | None
) -> subprocess.Popen[bytes]:
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, **_as(user))


def _programs() -> Path:
    """Return the folder of the newest PostgreSQL; Debian keeps its server off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    on_path = shutil.which("postgres")
    if not found and on_path is None:
        raise MissingError("PostgreSQL is not installed. On Debian: apt-get install postgresql")
    return found[-1].parent if found else Path(str(on_path)).parent


def _user(name: str) -> pwd.struct_passwd | None:
    """Return the user a server runs as: the package's own for root, who may not; else whoever asks."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(name)
    except KeyError as why:
        raise MissingError(f"There is no user “{name}” to run the server. Install Debian's package.") from why


def _as(user: pwd.struct_passwd | None) -> dict[str, Any]:
    """Return what makes a process run as `user`, without any right of ours."""
    return {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _give(paths: list[Path], user: pwd.struct_passwd | None) -> None:
    if user is None:
        return
    for path in paths:
        shutil.chown(path, user.pw_uid, user.pw_gid)


def _version(program: Path) -> str:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+(?:\.\d+)+", said)
    return found[0] if found else said.strip()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
        return port


def _await_port(port: int) -> None:
    until = time.monotonic() + _START_WITHIN
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"nothing answers on port {port}")
