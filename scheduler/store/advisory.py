"""Presence for daemons on many machines: an advisory lock of PostgreSQL on a connection of its own.

The server lets go of the lock when the connection ends, and the daemon hears of that at once, by the
end of its socket or by a question every other second: sooner than the server gives up on a silent daemon.
"""

from __future__ import annotations

import hashlib
import logging
import select
import threading
from typing import TYPE_CHECKING, Any, LiteralString

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from scheduler.domain.errors import StorageError
from scheduler.store import postgres
from scheduler.store.liveness import new_name

if TYPE_CHECKING:
    from psycopg import Connection
    from sqlalchemy import Engine

logger = logging.getLogger(__name__)

_LOOK_EVERY_MS = 2000
_HELD = text(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND classid::bigint = :kind AND (:key < 0 OR objid::bigint = :key)"
)


class SessionPresence:
    """A daemon's name as a session lock; the same session also carries the leader's lock."""

    def __init__(self, engine: Engine) -> None:
        self._reading = postgres.for_reading(engine)
        self._engine = engine
        self._guard = threading.Lock()
        self._name = ""
        self._session: Connection[Any] | None = None
        self._lost = threading.Event()
        self._leads = False
        self._watch: threading.Thread | None = None

    @property
    def name(self) -> str:
        """The owner that posts in hand carry; a new one after the connection was lost."""
        with self._guard:
            if self._session is None or self._lost.is_set():
                self._take()
            return self._name

    @property
    def is_lost(self) -> bool:
        """Was the connection lost since the last name was given?"""
        return self._lost.is_set()

    def holds(self, owner: str) -> bool:
        """Is `owner` the name this process has now, on a connection that stands?"""
        return bool(owner) and owner == self._name and not self._lost.is_set()

    def is_alive(self, owner: str) -> bool:
        """Does anybody hold the lock of `owner`? Raises `StorageError` where the server does not answer."""
        return self.holds(owner) or self._count(_key(owner)) > 0

    def any_alive(self) -> bool:
        """Does any daemon hold a lock?"""
        return self._count(-1) > 0

    def is_led(self) -> bool:
        """Does any daemon hold the leader's lock?"""
        return self._count(-1, kind=postgres.LEADER) > 0

    def lead(self) -> bool:
        """Try to take the leader's lock, or see that we have it; it falls free when our session ends."""
        if self._session is None or self._lost.is_set():
            return False
        if not self._leads:
            self._leads = self._ask(f"SELECT pg_try_advisory_lock({postgres.LEADER}, 0)")
        return self._leads

    def sweep(self) -> None:
        """Do nothing: the server forgets the dead by itself."""

    def close(self) -> None:
        """Let go; from here on this daemon counts as dead."""
        with self._guard:
            session, self._session, self._name = self._session, None, ""
        self._lost.set()
        if session is not None:
            session.close()
        if self._watch is not None:
            self._watch.join()

    def _take(self) -> None:
        session = postgres.connect_alone(self._engine)
        name = new_name()
        try:
            taken = session.execute(
                "SELECT pg_try_advisory_lock(%s, %s)", (postgres.DAEMON, _key(name))
            ).fetchone()
        except Exception:
            session.close()
            raise
        if not taken or not taken[0]:
            session.close()
            raise StorageError("The database did not give this daemon its lock. Try again.")
        self._session, self._name, self._leads, self._lost = session, name, False, threading.Event()
        arguments = (session, self._lost)
        self._watch = threading.Thread(target=_watch, args=arguments, name="presence", daemon=True)
        self._watch.start()

    def _ask(self, statement: LiteralString) -> bool:
        import psycopg  # an extra: only who has chosen PostgreSQL has it

        session = self._session
        try:
            row = session.execute(statement).fetchone() if session is not None else None
        except psycopg.Error:
            self._lost.set()
            return False
        return bool(row and row[0])

    def _count(self, key: int, *, kind: int = postgres.DAEMON) -> int:
        try:
            with self._reading.connect() as connection:
                return int(connection.execute(_HELD, {"kind": kind, "key": key}).scalar_one())
        except SQLAlchemyError as why:
            raise StorageError("The database did not say which daemons run.") from why


def _watch(session: Connection[Any], lost: threading.Event) -> None:
    """Wait for the end of the session: by the socket's word at once, by a question every other second."""
    import psycopg  # an extra: only who has chosen PostgreSQL has it

    try:
        eye = select.poll()
        eye.register(session.fileno(), select.POLLIN)
        while not lost.is_set():
            eye.poll(_LOOK_EVERY_MS)
            session.execute("SELECT 1")
    except (psycopg.Error, OSError, ValueError):
        if not lost.is_set():
            logger.error("the connection that shows this daemon to be alive was lost")  # noqa: TRY400
    lost.set()
    session.close()


def _key(name: str) -> int:
    """Return the second half of a name's lock: 31 bits, for PostgreSQL has only signed numbers."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") & 0x7FFFFFFF
