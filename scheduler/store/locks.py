"""A lock for each name that holds across processes, and across machines on PostgreSQL.

It may be held while a network is asked, so it is never the database's write lock. The kernel, or the
server, lets go of it when its holder dies.
"""

from __future__ import annotations

import fcntl
import hashlib
import threading
import time
from contextlib import closing, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from scheduler.domain.errors import StorageError
from scheduler.store import postgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from psycopg import Connection as Wire
    from sqlalchemy import Engine

#: First half of the advisory lock of a name.
_NAMED = 0x524E4433
_LOOK_EVERY = 0.02
#: Longer than a network may take to answer, so that who waits for a holder at work gets its turn.
PATIENCE = 60.0


def locks_of(
    engine: Engine, data_dir: Path, *, patience: float = PATIENCE
) -> Callable[[str], AbstractContextManager[None]]:
    """Return what locks a name: a file beside SQLite, an advisory lock on PostgreSQL.

    Who waits longer than `patience` seconds gets a `StorageError`.
    """
    if engine.dialect.name == "sqlite":
        return partial(_file_lock, data_dir / "locks", patience=patience)
    return partial(_session_lock, engine, patience=patience)


@contextmanager
def _file_lock(folder: Path, name: str, *, patience: float) -> Iterator[None]:
    """Hold the lock of a file that stays for ever: one taken away could be locked twice."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{_key(name):08x}.lock").open("w") as file:
        _wait(partial(_try_file, file.fileno()), name, patience)
        yield


def _try_file(number: int) -> bool:
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _session_lock(engine: Engine, name: str, *, patience: float) -> Iterator[None]:
    """Hold a lock on a connection of its own; it falls free when the connection ends."""
    import psycopg  # an extra: only who has chosen PostgreSQL has it

    with closing(postgres.connect_alone(engine)) as session:
        try:
            _wait(partial(_try_session, session, _key(name)), name, patience)
        except psycopg.Error as why:
            raise StorageError(postgres.sentence_of(why) or "The database did not answer.") from why
        yield


def _try_session(session: Wire[Any], key: int) -> bool:
    row = session.execute("SELECT pg_try_advisory_lock(%s, %s)", (_NAMED, key)).fetchone()
    return bool(row and row[0])


def _wait(is_ours: Callable[[], bool], name: str, patience: float) -> None:
    until, tick = time.monotonic() + patience, threading.Event()
    while not is_ours():
        if time.monotonic() > until:
            raise StorageError(f"Another process works on the sign-in of “{name}” for too long. Try again.")
        tick.wait(_LOOK_EVERY)


def _key(name: str) -> int:
    """Return the second half of a name's lock: 31 bits, for PostgreSQL has only signed numbers."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") & 0x7FFFFFFF
