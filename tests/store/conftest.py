from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scheduler.store.database import Store, open_engine
from scheduler.store.schema import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    engine = open_engine(f"sqlite:///{tmp_path / 'rounds.db'}")
    migrate(engine)
    made = Store(engine)
    yield made
    made.close()
