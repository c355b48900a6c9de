"""A PostgreSQL of the tests' own, on loopback, in a folder that goes away; it dies with the tests."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Self

import psycopg
from psycopg import sql

from scheduler import team
from scheduler.store.database import open_engine
from scheduler.store.schema import migrate

if TYPE_CHECKING:
    from collections.abc import Mapping

#: A test that does not pull the plug need not wait for the disk.
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
#: For tests that kill processes and for measurements: what a commit promises is kept.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
_ALWAYS = {"max_connections": "200", "shared_buffers": "64MB", "log_min_messages": "fatal"}
_SERVER_USER = "postgres"
_START_SECONDS = 30.0


def folder_of_programs() -> Path | None:
    """Return where `initdb` and `postgres` stand, the newest version first; `None` where they are missing."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name.zfill(3))
    found = shutil.which("postgres")
    folders = [*reversed(debian), *([Path(found).resolve().parent] if found else [])]
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


class Postgres:
    """One private server; `fresh()` gives an empty, migrated database in a few milliseconds."""

    def __init__(self, programs: Path, settings: Mapping[str, str] | None = None) -> None:
        self._programs = programs
        self._settings = {**_ALWAYS, **(settings or HASTY)}
        self._folder = Path(tempfile.mkdtemp(prefix="rounds-postgres-"))
        self._numbers = itertools.count()
        self.port = _free_port()
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        account = _account()
        if account is not None:
            os.chown(self._folder, account.pw_uid, account.pw_gid)
        self._run(
            self._programs / "initdb", "--auth=trust", "--username=rounds", "--no-sync",
            "--encoding=UTF8", "--locale=C.UTF-8", "-D", self._data,
        )  # fmt: skip
        self.start()
        self._execute("CREATE DATABASE template_rounds")
        engine = open_engine(self.url("template_rounds"))
        migrate(engine)
        team.prepare(engine)
        engine.dispose()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Start the server, as an account that is not root, and wait until it answers."""
        told = [f"-c{name}={value}" for name, value in self._settings.items()]
        where = ["-clisten_addresses=127.0.0.1", f"-cport={self.port}", "-cunix_socket_directories="]
        command = [*_as_nobody(), str(self._programs / "postgres"), "-D", str(self._data), *where, *told]
        log = (self._folder / "log").open("ab")
        with log:
            self._server = subprocess.Popen(command, stdout=log, stderr=log, cwd=self._folder)
        self._wait()

    def stop(self, *, at_once: bool = False) -> None:
        """Stop the server: cleanly, or at once as a crash would."""
        if self._server is not None:
            # PostgreSQL's manual, "Shutting Down the Server": fast, or immediate.
            self._server.send_signal(signal.SIGQUIT if at_once else signal.SIGINT)
            self._server.wait()
            self._server = None

    def url(self, database: str = "postgres") -> str:
        """Return the address of a database as `ROUNDS_DATABASE_URL` takes it."""
        return f"postgresql+psycopg://rounds@127.0.0.1:{self.port}/{database}"

    def fresh(self, *, like: str = "template_rounds") -> str:
        """Return the address of a new database with every table and nothing in it, or what `like` has."""
        name = f"test_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {like.rpartition('/')[2]} STRATEGY file_copy")
        return self.url(name)

    def empty(self) -> str:
        """Return the address of a new database that nobody migrated."""
        name = f"test_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Take a database away, whoever is still connected."""
        self._execute(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def ask(self, statement: str, *, database: str = "postgres") -> list[tuple[object, ...]]:
        """Return what the server answers, as its administrator."""
        address = f"postgresql://rounds@127.0.0.1:{self.port}/{database.rpartition('/')[2]}"
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(sql.SQL(statement))
            return cursor.fetchall() if cursor.description else []

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _execute(self, statement: str) -> None:
        self.ask(statement)

    def _run(self, *command: str | Path) -> None:
        words = [*_as_nobody(), *map(str, command)]
        done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=self._folder)
        if done.returncode:
            raise RuntimeError(f"PostgreSQL could not be prepared: {done.stderr}")

    def _wait(self) -> None:
        tick = threading.Event()
        for _ in range(int(_START_SECONDS / 0.02)):
            if self._server is None or self._server.poll() is not None:
                raise RuntimeError((self._folder / "log").read_text(encoding="utf-8", errors="replace"))
            try:
                self.ask("SELECT 1")
            except psycopg.OperationalError:
                tick.wait(0.02)
            else:
                return
        raise RuntimeError("PostgreSQL did not start")


def _account() -> pwd.struct_passwd | None:
    """Return the account that the server runs under: PostgreSQL refuses to run as root."""
    return pwd.getpwnam(_SERVER_USER) if os.getuid() == 0 else None


def _as_nobody() -> list[str]:
    """Return the words that run a command without root's rights and end it with its parent."""
    account = [f"--reuid={_SERVER_USER}", f"--regid={_SERVER_USER}", "--clear-groups"] if _account() else []
    return ["setpriv", "--pdeathsig=INT", *account]


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
        return port
