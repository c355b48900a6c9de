"""Open the database and give out units of work.

Guarantees, on SQLite as on PostgreSQL: a unit of work commits as a whole or not at all; a writing
one has the one write lock before its first read, so what it read is still true when it writes; a
commit is on the disk before `write()` returns.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from scheduler.domain.errors import StorageError
from scheduler.store import postgres, sqlite
from scheduler.store.joining import Joining, Turns
from scheduler.store.transaction import Transaction
from scheduler.store.troubles import driver_errors, in_words
from scheduler.store.unit import Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine

T = TypeVar("T")


def open_engine(url: str) -> Engine:
    """Return an engine for the address, SQLite's or PostgreSQL's; raises `StorageError` for another."""
    if url.startswith("sqlite"):
        return sqlite.open_sqlite(url)
    if url.startswith("postgresql+psycopg:"):
        return postgres.open_postgres(url)
    raise StorageError(
        "ROUNDS_DATABASE_URL must begin with postgresql+psycopg:// (or sqlite:///, or be left out)."
    )


class Store:
    """The one door to the database. May be used from any thread."""

    def __init__(self, engine: Engine, *, committed: Callable[[], None] = lambda: None) -> None:
        self.engine = engine
        self._kind = sqlite if engine.dialect.name == "sqlite" else postgres
        self._reading = self._kind.for_reading(engine)
        self._committed = committed
        # SQLite's own busy handler sleeps and is unfair; threads of one process queue here instead.
        self._turns = Turns()
        self._joining = Joining(self._write_all)

    @contextmanager
    def read(self) -> Iterator[Unit]:
        """Give a unit of work that sees one moment of the database and takes no write lock."""
        with self._unit(self._reading) as (unit, transaction):
            yield unit
            self._kind.end_reading(transaction.connection)

    @contextmanager
    def write(self) -> Iterator[Unit]:
        """Give a unit of work; commit it at the end, roll it back on any error, then wake the daemons.

        Raises `StorageError` where the disk is full or the database can't be written.
        """
        with self._turns.taken(), self._unit(self.engine) as (unit, transaction):
            yield unit
            transaction.flush()
            self._kind.announce(transaction.connection)
            transaction.connection.commit()
        self._committed()

    def together(self, work: Callable[[Unit], T]) -> T:
        """Run `work` in a transaction that other threads' work may share, and return what it returned.

        One commit for all who wait at the same moment: the price of the disk is paid once. `work`
        may run twice, so it must touch nothing but its unit; what it raises is raised here and rolls
        back its own changes only. Nobody is woken: the daemons' own writes go this way.
        """
        return self._joining.run(work)

    def alone(self, work: Callable[[Unit], T], *, urgent: bool = False) -> T:
        """Run `work` in a transaction of its own and return what it returned; nobody is woken.

        For what takes long, for those who wait for `together` are not made to do it; and for what is
        `urgent`, which goes before all who wait.
        """
        with self._turns.taken(urgent=urgent), self._unit(self.engine) as (unit, transaction):
            done = work(unit)
            transaction.flush()
            transaction.connection.commit()
        return done

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    def _write_all(self, work: Callable[[Unit], None]) -> None:
        self.alone(work)

    @contextmanager
    def _unit(self, engine: Engine) -> Iterator[tuple[Unit, Transaction]]:
        with in_words(engine), engine.connect() as connection:
            transaction = Transaction(connection)
            try:
                yield Unit(transaction), transaction
            except driver_errors(engine):
                connection.invalidate()  # a commit that failed may have left a transaction open on it
                raise
            finally:
                transaction.close()
