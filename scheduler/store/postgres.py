"""PostgreSQL: how it is opened so that it has one writer, as SQLite has, and what its errors mean in words.

Guarantees: who writes holds one lock from the first read to the commit, so what was read is still
true; who reads sees one moment; a process that stops in the middle of a transaction is thrown out
after five seconds, and one that is cut off learns it before the server lets go of its locks.
"""

from __future__ import annotations

import os
import select
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlmodel import create_engine

from scheduler.domain.errors import DamagedError, StorageError

if TYPE_CHECKING:
    from psycopg import Connection as Wire
    from sqlalchemy import Connection, Engine
    from sqlalchemy.pool import ConnectionPoolEntry

#: Where the engine for teams keeps its tables.
TEAM_SCHEMA = "procrastinate"
#: First halves of advisory locks: the writer's, the leader's, one for each daemon's name, and one for
#: each worker's number in Procrastinate.
WRITER, LEADER, DAEMON, CREW = 0x524E4430, 0x524E4431, 0x524E4432, 0x524E4433

#: The client gives up on a silent peer after about 4 s, the server (below) after about 10 s: in this order.
_WIRE = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 2,
    "tcp_user_timeout": 4000,
}
_SESSION = (
    "SELECT set_config('tcp_keepalives_idle', '5', false), set_config('tcp_keepalives_interval', '2', false),"
    " set_config('tcp_keepalives_count', '3', false), set_config('tcp_user_timeout', '10000', false),"
    " set_config('lock_timeout', '10s', false), set_config('statement_timeout', '30s', false),"
    " set_config('idle_in_transaction_session_timeout', '5s', false),"
    " set_config('synchronous_commit',"
    " replace(current_setting('synchronous_commit'), 'off', 'on'), false)"
)
#: Each is one message to the server. A reader may take its time; a writer has five seconds a statement.
_BEGIN_WRITING = f"BEGIN; SELECT pg_advisory_xact_lock({WRITER}, 0)"
_BEGIN_READING = (
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL idle_in_transaction_session_timeout = 0"
)
LISTEN, _NOTIFY = "LISTEN rounds", "NOTIFY rounds"


def open_postgres(url: str) -> Engine:
    """Return an engine; raises `StorageError` where the driver is not installed."""
    try:
        engine = create_engine(
            url,
            connect_args=_wire(),
            pool_size=16,
            max_overflow=32,
            pool_use_lifo=True,  # the one used last is used next: few stay busy
            pool_timeout=10,
            hide_parameters=True,  # an error must not carry the text of a post into a log
        )
    except ModuleNotFoundError as why:
        raise StorageError(
            "PostgreSQL needs two more packages. Install them with: pip install 'rounds[postgres]'"
        ) from why
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "checkout", _check)
    event.listen(engine, "begin", _begin)
    return engine


def for_reading(engine: Engine) -> Engine:
    """Return the engine as readers use it: one moment of the database, and no lock."""
    return engine.execution_options(reads_only=True)


def end_reading(connection: Connection) -> None:
    """Commit nothing: after a rollback the driver would forget the statements it has prepared."""
    connection.commit()


def check_keeps_every_letter(connection: Connection) -> None:
    """Raise `StorageError` unless the database is encoded in UTF-8, for posts are in any language."""
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        raise StorageError(
            f"The database is encoded in {encoding}, which can't keep every letter. "
            "Make another one with: createdb --encoding UTF8 --template template0"
        )


def _wire() -> dict[str, Any]:
    """Return how to connect; the process names itself, so that an administrator knows whose session it is."""
    return {"application_name": f"rounds {os.getpid()}", **_WIRE}


def announce(connection: Connection) -> None:
    """Have every listener woken when this transaction commits, and not at all if it does not."""
    connection.exec_driver_sql(_NOTIFY)


def arguments_of(engine: Engine) -> dict[str, Any]:
    """Return what the driver needs to reach the same database."""
    return {**engine.dialect.create_connect_args(engine.url)[1], **_wire()}


def connect_alone(engine: Engine) -> Wire[Any]:
    """Return a connection outside the pool that commits each statement; for locks and listening.

    Raises `StorageError` where the database does not answer.
    """
    import psycopg  # an extra: only who has chosen PostgreSQL has it

    try:
        connection = psycopg.connect(**arguments_of(engine), autocommit=True)
        try:
            connection.execute(_SESSION)
        except psycopg.Error:
            connection.close()
            raise
    except psycopg.Error as why:
        raise StorageError(sentence_of(why) or _UNKNOWN) from why
    return connection


def sentence_of(error: Exception) -> str | None:
    """Say what an error means for a person; `None` for one that is a fault of the program.

    Nothing of what the driver said is repeated, for it may hold an address or a value.
    """
    code = getattr(error, "sqlstate", None)
    if code is not None:
        return _BY_CODE.get(code) or _BY_CODE.get(code[:2])
    said = str(error)
    known = (sentence for part, sentence in _BY_WORD.items() if part in said)
    return next(known, _LOST if type(error).__name__ == "OperationalError" else None)


def is_damage(error: Exception) -> bool:
    """Does an error mean that tables or indexes are damaged?"""
    return sentence_of(error) == _DAMAGED


_LOST = "The connection to the database was lost; try again. If it stays so, see that PostgreSQL runs."
_UNREACHED = "PostgreSQL does not answer. See that it runs and that ROUNDS_DATABASE_URL names its address."
_REFUSED = "PostgreSQL refused to let Rounds in. Check the name and the password in ROUNDS_DATABASE_URL."
_ABSENT = "There is no such database. Make it with “createdb”, or correct ROUNDS_DATABASE_URL."
_NOT_SET_UP = "The database has not been set up. Run “rounds migrate”."
_BUSY = "The database was busy for ten seconds; nothing was changed. Try again."
_SLOW = "The database took longer than thirty seconds; nothing was changed. Try again."
_FULL = "The disk of the database is full; nothing was changed. Free space there, then try again."
_CROWDED = "PostgreSQL has no connection left. Stop what is not needed, or raise its max_connections."
_FORBIDDEN = "The database can't be written. Give the user in ROUNDS_DATABASE_URL the right to."
_READ_ONLY = "This PostgreSQL only reads (a standby?). Name the writing server in ROUNDS_DATABASE_URL."
_DAMAGED = str(DamagedError())
_NUL = "The text holds a character that can't be kept (NUL). Take it out, then try again."
_UNKNOWN = "The database did not answer; nothing was changed."
#: By SQLSTATE, the whole code or its class (PostgreSQL manual, appendix A).
_BY_CODE = {
    "08": _LOST,
    "25006": _READ_ONLY,
    "25P03": _LOST,
    "28": _REFUSED,
    "3D000": _ABSENT,
    "3F000": _NOT_SET_UP,
    "40": _BUSY,
    "42501": _FORBIDDEN,
    "42P01": _NOT_SET_UP,
    "53100": _FULL,
    "53300": _CROWDED,
    "53": _UNKNOWN,
    "55P03": _BUSY,
    "57014": _SLOW,
    "57": _LOST,
    "58": _UNKNOWN,
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
}
#: Refusals while connecting carry no code.
_BY_WORD = {
    "password": _REFUSED,
    "no pg_hba.conf entry": _REFUSED,
    "role": _REFUSED,
    "does not exist": _ABSENT,
    "too many clients": _CROWDED,
    "remaining connection slots": _CROWDED,
    "Connection refused": _UNREACHED,
    "could not translate host name": _UNREACHED,
    "failed to resolve host": _UNREACHED,
    "timeout expired": _UNREACHED,
    "cannot contain NUL": _NUL,
    "No such file or directory": _UNREACHED,
}


def _prepare(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.autocommit = True  # the driver never begins by itself: `_begin` does
    connection.execute(_SESSION)


def _check(connection: Any, _entry: ConnectionPoolEntry, _proxy: object) -> None:
    """Have a connection that the server closed meanwhile replaced; nothing is sent to find out."""
    eye = select.poll()
    if not connection.closed:
        eye.register(connection.fileno(), select.POLLIN)
    if connection.closed or eye.poll(0):
        raise DisconnectionError


def _begin(connection: Connection) -> None:
    reads_only = connection.get_execution_options().get("reads_only", False)
    connection.exec_driver_sql(_BEGIN_READING if reads_only else _BEGIN_WRITING)
