from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlmodel import SQLModel

import scheduler.store.migrations
from scheduler.domain.errors import DatabaseTooNewError, StorageError
from scheduler.store.database import Store, open_engine
from scheduler.store.schema import check_is_current, migrate, newest, revisions, version_of

if TYPE_CHECKING:
    from tests.postgres import Postgres


def test_the_migrations_make_exactly_the_tables_that_the_program_knows(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        differences = compare_metadata(context, SQLModel.metadata)

    assert differences == []


def test_migrating_twice_changes_nothing(store: Store) -> None:
    migrate(store.engine)

    assert version_of(store.engine) == newest()


def test_a_database_of_a_newer_program_is_named_and_left_alone(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseTooNewError, match="newer version of Rounds"):
        migrate(store.engine)

    assert version_of(store.engine) == "9999"


def test_an_empty_sqlite_database_is_told_to_be_set_up(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'empty.db'}")

    with pytest.raises(StorageError, match="rounds migrate"):
        check_is_current(engine)
    engine.dispose()


def test_an_empty_postgresql_database_is_told_to_be_set_up(postgres: Postgres) -> None:
    url = postgres.empty()
    engine = open_engine(url)

    with pytest.raises(StorageError, match="rounds migrate"):
        check_is_current(engine)
    with pytest.raises(StorageError, match="rounds migrate"), Store(engine).read() as unit:
        unit.plan.channels()
    engine.dispose()
    postgres.drop(url)


def test_sqlite_is_opened_for_durable_commits(sqlite_store: Store) -> None:
    with sqlite_store.engine.connect() as connection:
        journal = connection.execute(text("PRAGMA journal_mode")).scalar()
        synchronous = connection.execute(text("PRAGMA synchronous")).scalar()

    assert (journal, synchronous) == ("wal", 2)


def test_each_migration_is_named_for_its_revision_and_follows_the_one_before() -> None:
    folder = Path(scheduler.store.migrations.__file__).parent
    config = Config()
    config.set_main_option("script_location", str(folder))
    known = list(reversed(list(ScriptDirectory.from_config(config).walk_revisions())))

    assert [script.revision for script in known] == revisions()
    assert [script.down_revision for script in known] == [None, *revisions()[:-1]]
