"""Bring a database to the schema of this program, or say why not.

Alembic is loaded for migrating only: who merely asks for the version does not pay for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from scheduler.domain.errors import DatabaseTooNewError, StorageError
from scheduler.store.postgres import check_keeps_every_letter
from scheduler.store.troubles import in_words

if TYPE_CHECKING:
    from sqlalchemy import Engine

_FOLDER = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> None:
    """Apply what is missing, all or nothing; a database of a newer program is left alone."""
    from alembic import command
    from alembic.config import Config

    check_not_newer(engine)
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    with in_words(engine), engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            check_keeps_every_letter(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def check_is_current(engine: Engine) -> None:
    """Raise unless the schema is the one of this program."""
    check_not_newer(engine)
    if version_of(engine) != newest():
        raise StorageError("The database has an older form than this program. Run “rounds migrate”.")


def check_not_newer(engine: Engine) -> None:
    """Raise `DatabaseTooNewError` where a newer program wrote the database."""
    version = version_of(engine)
    if version is not None and version not in revisions():
        raise DatabaseTooNewError(
            f"The database was written by a newer version of Rounds (schema {version}). "
            "Install that version, or restore the backup made before the upgrade."
        )


def version_of(engine: Engine) -> str | None:
    """Return the schema's revision, `None` for an empty database."""
    with in_words(engine), engine.execution_options(reads_only=True).connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return found


def newest() -> str:
    """Return the revision this program was written for."""
    return revisions()[-1]


def revisions() -> list[str]:
    """Return every revision in its order: each migration's file begins with its own."""
    return sorted(path.name.partition("_")[0] for path in (_FOLDER / "versions").glob("[0-9]*_*.py"))
