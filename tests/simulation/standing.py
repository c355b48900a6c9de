"""A database whose connections stand ready: lending one costs nothing of what a pool and its events do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Dialect, Engine
from sqlalchemy.pool import NullPool
from sqlmodel import create_engine

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=OFF",
    "foreign_keys=ON",
    "busy_timeout=10000",
    "cache_size=-4000",
)


class Standing:
    """As much of SQLAlchemy's `Engine` as a store asks for, over connections that are never given back.

    Each begins its transaction as the product's do: a reader sees one moment, a writer has the one lock.
    """

    def __init__(self, engine: Engine, begin: str = "BEGIN IMMEDIATE") -> None:
        self._engine = engine
        self._begin = begin
        self._idle: list[tuple[Connection, Any]] = []
        self._readers = Standing(engine, "BEGIN") if begin != "BEGIN" else self

    @property
    def dialect(self) -> Dialect:
        """SQLite's."""
        return self._engine.dialect

    def execution_options(self, *, reads_only: bool) -> Standing:
        """Return the same for readers."""
        return self._readers if reads_only else self

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Lend a connection in a transaction; what is not committed at the end is rolled back."""
        connection, driver = self._idle.pop() if self._idle else self._opened()
        driver.execute(self._begin)
        try:
            yield connection
        finally:
            connection.rollback()
            if driver.in_transaction:
                driver.rollback()
            if connection.invalidated:
                driver.close()
                connection.close()
            else:
                self._idle.append((connection, driver))

    def _opened(self) -> tuple[Connection, Any]:
        connection = self._engine.connect()
        driver: Any = connection.connection.dbapi_connection
        driver.isolation_level = None  # else it would begin by itself
        for pragma in _PRAGMAS:
            driver.execute(f"PRAGMA {pragma}")
        return connection, driver

    def dispose(self) -> None:
        """Do nothing: the connections are for the next world."""


def standing(path: Path) -> Engine:
    """Return the database of a file, for stores; what it commits need not outlive a power cut."""
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool, hide_parameters=True)
    return cast("Engine", Standing(engine))
