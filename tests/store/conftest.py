from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scheduler.store.database import Store, open_engine
from scheduler.store.schema import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.postgres import Postgres


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    made = _opened(database_url)
    yield made
    made.close()


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    made = _opened(f"sqlite:///{tmp_path / 'rounds.db'}")
    yield made
    made.close()


@pytest.fixture
def postgres_store(postgres: Postgres) -> Iterator[Store]:
    url = postgres.fresh()
    made = _opened(url)
    yield made
    made.close()
    postgres.drop(url)


def _opened(url: str) -> Store:
    engine = open_engine(url)
    migrate(engine)
    return Store(engine)
