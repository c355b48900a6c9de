"""Say in words what went wrong with the database; faults of the program stay what they are."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from scheduler.domain.errors import DamagedError, StorageError
from scheduler.store import postgres, sqlite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine


@contextmanager
def in_words(engine: Engine) -> Iterator[None]:
    """Raise `StorageError` with a sentence instead of what the driver raises, where a person can mend it."""
    kind = sqlite if engine.dialect.name == "sqlite" else postgres
    try:
        yield
    except driver_errors(engine) as why:
        cause = why.orig if isinstance(why, DBAPIError) else why
        if not isinstance(cause, Exception):
            raise
        if kind.is_damage(cause):
            raise DamagedError from why
        sentence = kind.sentence_of(cause)
        if sentence is None:
            raise
        raise StorageError(sentence) from why
    except PoolTimeoutError as why:
        raise StorageError("The database was busy for ten seconds. Try again.") from why


def driver_errors(engine: Engine) -> tuple[type[Exception], ...]:
    """Return what a driver raises: through SQLAlchemy, and by itself."""
    return DBAPIError, engine.dialect.loaded_dbapi.Error
