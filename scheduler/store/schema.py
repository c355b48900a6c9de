"""Bring a database to the schema of this program, or say why not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from scheduler.domain.errors import DatabaseTooNewError, StorageError

if TYPE_CHECKING:
    from sqlalchemy import Engine

_FOLDER = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> None:
    """Apply what is missing, all or nothing; a database of a newer program is left alone."""
    check_not_newer(engine)
    with engine.begin() as connection:
        config = _config()
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
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if version is not None and version not in known:
        raise DatabaseTooNewError(
            f"The database was written by a newer version of Rounds (schema {version}). "
            "Install that version, or restore the backup made before the upgrade."
        )


def version_of(engine: Engine) -> str | None:
    """Return the schema's revision, `None` for an empty database."""
    with engine.execution_options(reads_only=True).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """Return the revision this program was written for."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config
