"""Wake-ups by PostgreSQL: `NOTIFY` with each commit, `LISTEN` on a connection of its own.

A notification that is sent while a listener reconnects is lost; its own tick makes up for it.
"""

from __future__ import annotations

import select
import threading
from typing import TYPE_CHECKING, Any, Self

from scheduler.domain.errors import StorageError
from scheduler.store import postgres

if TYPE_CHECKING:
    from psycopg import Connection
    from sqlalchemy import Engine

#: The first transaction that runs, the next that will begin, and those that run between them: it changes
#: when a transaction ends that wrote anything (PostgreSQL's manual, “pg_snapshot Components”).
_RUNNING = "SELECT pg_current_snapshot()::text"


class NotifyListener:
    """The daemon's end: reconnects by itself, and counts a new connection as a wake-up."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection[Any] | None = None
        self._pause = threading.Event()

    def wait(self, seconds: float) -> bool:
        """Return whether somebody woke us within `seconds`, or something may have been missed."""
        import psycopg  # an extra: only who has chosen PostgreSQL has it

        try:
            if self._connection is None:
                self._listen()
                return True
            if not _can_be_read(self._connection, seconds):
                return False
            return any(True for _ in self._connection.notifies(timeout=0))
        except (psycopg.Error, StorageError):
            self.close()
            self._pause.wait(seconds)
            return False

    def close(self) -> None:
        """Stop listening."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _listen(self) -> None:
        self._connection = postgres.connect_alone(self._engine)
        self._connection.execute(postgres.LISTEN)


class ServerCommits:
    """Sees that some transaction ended that wrote, whoever's it was, by the server's own numbers of them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection[Any] | None = None
        self._seen = ""

    def are_new(self) -> bool:
        """Return whether a writing transaction ended since the last call, or it can't be known."""
        import psycopg  # an extra: only who has chosen PostgreSQL has it

        try:
            if self._connection is None:
                self._connection = postgres.connect_alone(self._engine)
            row = self._connection.execute(_RUNNING).fetchone()
        except (psycopg.Error, StorageError):
            self._close()
            return True
        running = str(row)
        changed, self._seen = running != self._seen, running
        return changed

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _can_be_read(connection: Connection[Any], seconds: float) -> bool:
    """Wait for a word from the server; the driver's own waiting wakes ten times a second."""
    eye = select.poll()
    eye.register(connection.fileno(), select.POLLIN)
    return bool(eye.poll(1000 * seconds))
