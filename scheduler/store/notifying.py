"""Wake-ups by PostgreSQL: `NOTIFY` with each commit, `LISTEN` on a connection of its own.

A notification that is sent while a listener reconnects is lost; its own tick makes up for it.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Self

from scheduler.domain.errors import StorageError
from scheduler.store import postgres

if TYPE_CHECKING:
    from psycopg import Connection
    from sqlalchemy import Engine


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
                self._connection = self._listening()
                return True
            heard = any(True for _ in self._connection.notifies(timeout=seconds, stop_after=1))
        except (psycopg.Error, StorageError):
            self.close()
            self._pause.wait(seconds)
            return False
        return heard

    def close(self) -> None:
        """Stop listening."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _listening(self) -> Connection[Any]:
        connection = postgres.connect_alone(self._engine)
        connection.execute(postgres.LISTEN)
        return connection


class ServerCommits:
    """Assumes at every tick that somebody committed: on a server somebody did, and looking is one query."""

    def are_new(self) -> bool:
        """Return true."""
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass
