"""Procrastinate's tables: made by `rounds migrate`, in a schema of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scheduler import team
from scheduler.bootstrap import migrate_database, open_app
from scheduler.domain.errors import StorageError
from scheduler.settings import Settings
from scheduler.store.database import open_engine
from scheduler.store.postgres import connect_alone
from scheduler.team import tables

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres import Postgres

COLUMNS = (
    "SELECT table_name, column_name, data_type FROM information_schema.columns"
    " WHERE table_schema = 'procrastinate' ORDER BY 1, 2"
)
FUNCTIONS = (
    "SELECT proname, pg_get_function_arguments(p.oid) FROM pg_proc p"
    " JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = 'procrastinate' ORDER BY 1, 2"
)


def test_migrating_makes_them_and_doing_it_again_changes_nothing(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.empty()
    settings = Settings(data_dir=tmp_path, database_url=url)

    migrate_database(settings)
    migrate_database(settings)

    open_app(settings).close()
    [(outside,)] = postgres.ask(
        "SELECT count(*) FROM pg_tables WHERE tablename LIKE 'procrastinate%' AND schemaname = 'public'",
        database=url,
    )
    assert outside == 0
    postgres.drop(url)


def test_tables_of_an_older_procrastinate_are_brought_up_to_the_same_form(postgres: Postgres) -> None:
    old, new = postgres.empty(), postgres.fresh()
    engine = open_engine(old)
    scripts = [path for path in tables._migrations() if path.stem < "03.02"]
    with connect_alone(engine) as wire:
        wire.execute("CREATE SCHEMA procrastinate; SET search_path TO procrastinate")
        for path in scripts:
            wire.execute(path.read_text("utf-8").encode())
        wire.execute(f"COMMENT ON SCHEMA procrastinate IS '{scripts[-1].stem}'".encode())
    with pytest.raises(StorageError, match="rounds migrate"):
        team.check_is_prepared(engine)

    team.prepare(engine)

    team.check_is_prepared(engine)
    assert postgres.ask(COLUMNS, database=old) == postgres.ask(COLUMNS, database=new)
    assert postgres.ask(FUNCTIONS, database=old) == postgres.ask(FUNCTIONS, database=new)
    engine.dispose()
    postgres.drop(old)
    postgres.drop(new)


def test_an_application_without_them_is_told_to_migrate(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.fresh()
    postgres.ask("DROP SCHEMA procrastinate CASCADE", database=url)

    with pytest.raises(StorageError, match="rounds migrate"):
        open_app(Settings(data_dir=tmp_path, database_url=url))

    postgres.drop(url)
