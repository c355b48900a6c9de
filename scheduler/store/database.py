"""Open the database and give out units of work.

Guarantees: a unit of work commits as a whole or not at all; on SQLite it takes the write lock
before its first read, so what it read is still true when it writes; a commit is on the disk
(`synchronous=FULL`) before `write()` returns.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlmodel import Session, create_engine

from scheduler.domain.errors import StorageError
from scheduler.store.unit import Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Engine
    from sqlalchemy.pool import ConnectionPoolEntry

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON")


def open_engine(url: str) -> Engine:
    """Return an engine by SQLAlchemy's recipe for real SQLite transactions; other databases as they are."""
    if not url.startswith("sqlite"):
        return create_engine(url, hide_parameters=True)
    engine = create_engine(
        url,
        connect_args={"timeout": 10},
        pool_size=16,
        max_overflow=32,
        hide_parameters=True,  # an error must not carry the text of a post into a log
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver never begins by itself: `_begin` does
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    reads_only = connection.get_execution_options().get("reads_only", False)
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


class Store:
    """The one door to the database. May be used from any thread."""

    def __init__(self, engine: Engine, *, committed: Callable[[], None] = lambda: None) -> None:
        self.engine = engine
        self._reading = engine.execution_options(reads_only=True)
        self._committed = committed
        # SQLite's own busy handler sleeps and is unfair; threads of one process queue here instead.
        self._one_writer = threading.RLock()

    @contextmanager
    def read(self) -> Iterator[Unit]:
        """Give a unit of work that sees one moment of the database and takes no write lock."""
        with _in_words(), Session(self._reading) as session:
            yield Unit(session)

    @contextmanager
    def write(self) -> Iterator[Unit]:
        """Give a unit of work; commit it at the end, roll it back on any error, then wake the daemons.

        Raises `StorageError` where the disk is full or the database can't be written.
        """
        with self._one_writer, _in_words(), Session(self.engine, expire_on_commit=False) as session:
            yield Unit(session)
            session.commit()
        self._committed()

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except OperationalError as why:
        raise StorageError(_sentence(str(why.orig))) from why
    except DatabaseError as why:
        if "malformed" in str(why.orig) or "not a database" in str(why.orig):
            raise StorageError(
                "The database file is damaged. Stop Rounds and restore the last backup."
            ) from why
        raise


def _sentence(said: str) -> str:
    if "full" in said:
        return "The disk is full; nothing was changed. Free space on the data folder's disk, then try again."
    if "readonly" in said or "read-only" in said:
        return "The database can't be written. Give Rounds the right to write to its data folder."
    if "locked" in said:
        return "The database was busy for ten seconds; nothing was changed. Try again."
    if "unable to open" in said:
        return "The database can't be opened. Check that the data folder exists and may be written to."
    if "no such table" in said:
        return "The database has not been set up. Run “rounds migrate”."
    return f"The database did not answer ({said}); nothing was changed."
