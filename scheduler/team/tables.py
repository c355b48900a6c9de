"""Procrastinate's tables: made and renewed in a schema of their own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from procrastinate.schema import SchemaManager

from scheduler.domain.errors import StorageError
from scheduler.store.postgres import TEAM_SCHEMA, WRITER, connect_alone, for_reading, sentence_of

if TYPE_CHECKING:
    from sqlalchemy import Engine


def prepare(engine: Engine) -> None:
    """Make or renew Procrastinate's tables in a schema of their own, each step whole or not at all.

    The schema's comment names the last of Procrastinate's migrations that is in it. The steps are
    committed one by one, for some of them can't share a transaction.
    """
    try:
        with connect_alone(engine) as wire:
            _prepare(wire)
    except psycopg.Error as why:
        raise StorageError(sentence_of(why) or "The team's tables could not be made.") from why


def _prepare(wire: psycopg.Connection[Any]) -> None:
    wire.execute("SELECT pg_advisory_lock(%s, 0)", [WRITER])
    there = _version_of(wire)
    wire.execute(f"SET search_path TO {TEAM_SCHEMA}, public")
    if there is None:
        _step(wire, f"CREATE SCHEMA {TEAM_SCHEMA}; {SchemaManager.get_schema()}", _newest())
        return
    for path in _migrations():
        if path.stem > there:
            _step(wire, path.read_text("utf-8"), path.stem)


def _step(wire: psycopg.Connection[Any], script: str, version: str) -> None:
    """Run a script and note its name, in one transaction, for they are sent as one."""
    wire.execute(f"{script}; COMMENT ON SCHEMA {TEAM_SCHEMA} IS '{version}'".encode())


def check_is_prepared(engine: Engine) -> None:
    """Raise unless the tables are those of the Procrastinate that is installed."""
    with for_reading(engine).connect() as connection:
        wire: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
        if _version_of(wire) != _newest():
            raise StorageError("The database is not set up for this program's team. Run “rounds migrate”.")


def _version_of(wire: psycopg.Connection[Any]) -> str | None:
    question = "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s"
    found = wire.execute(question, [TEAM_SCHEMA]).fetchone()
    return found[0] if found else None


def _migrations() -> list[Path]:
    return sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))


def _newest() -> str:
    return _migrations()[-1].stem
