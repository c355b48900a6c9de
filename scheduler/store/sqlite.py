"""SQLite: how it is opened so that commits are real and durable, and what its errors mean in words."""

from __future__ import annotations

import os
import sqlite3
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlmodel import create_engine

from scheduler.domain.errors import ReplacedError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.pool import ConnectionPoolEntry

_NONE = (0, 0)
_PRAGMAS = (
    *("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON"),
    "cache_size=-512",  # KiB, for each connection: what is not there is read from the system's own cache
)


def open_sqlite(url: str) -> Engine:
    """Return an engine by SQLAlchemy's recipe for real SQLite transactions."""
    engine = create_engine(
        url,
        connect_args={"timeout": 10},
        pool_size=16,
        max_overflow=32,
        pool_use_lifo=True,  # the one used last is used next: few stay warm
        hide_parameters=True,  # an error must not carry the text of a post into a log
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    if engine.url.database:
        _watch(engine, engine.url.database)
    return engine


def for_reading(engine: Engine) -> Engine:
    """Return the engine as readers use it: one moment of the database, and no write lock."""
    return engine.execution_options(reads_only=True)


def end_reading(connection: Connection) -> None:
    """Do nothing: what a reader did is rolled back when its connection goes back to the pool."""


def announce(connection: Connection) -> None:
    """Do nothing: after the commit a datagram is sent (`waking.py`)."""


def sentence_of(error: Exception) -> str | None:
    """Say what an error means for a person; `None` for one that is a fault of the program."""
    said = str(error)
    for part, sentence in _SENTENCES.items():
        if part in said:
            return sentence
    return None


def is_damage(error: Exception) -> bool:
    """Does an error mean that the file is damaged, by its primary result code (SQLite's manual, rescode)?"""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


_SENTENCES = {
    "full": "The disk is full; nothing was changed. Free space on the data folder's disk, then try again.",
    "readonly": "The database can't be written. Give Rounds the right to write to its data folder.",
    "read-only": "The database can't be written. Give Rounds the right to write to its data folder.",
    "locked": "The database was busy for ten seconds; nothing was changed. Try again.",
    "unable to open": "The database can't be opened. See that the data folder exists and may be written to.",
    "no such table": "The database has not been set up. Run “rounds migrate”.",
}


def _watch(engine: Engine, path: str) -> None:
    """Refuse to go on where the file was deleted or replaced: an open connection would not notice."""
    first: list[tuple[int, int]] = []

    def note(*_: object) -> None:
        if not first and (found := _identity(path)) != _NONE:
            first.append(found)

    def check(*_: object) -> None:
        if first and _identity(path) != first[0]:
            raise ReplacedError

    event.listen(engine, "connect", note)
    event.listen(engine, "checkout", check)


def _identity(path: str) -> tuple[int, int]:
    try:
        found = os.stat(path)  # noqa: PTH116 - asked before every transaction, so it must be quick
    except FileNotFoundError:
        return _NONE
    return found.st_dev, found.st_ino


def _prepare(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver never begins by itself: `_begin` does
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    reads_only = connection.get_execution_options().get("reads_only", False)
    connection.connection.cursor().execute("BEGIN" if reads_only else "BEGIN IMMEDIATE")
