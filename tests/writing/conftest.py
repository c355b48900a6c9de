"""A hospital with its people, for what they write, change and say to each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.house import House, found


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    found(folder)
    return folder


@pytest.fixture
def house(founded: Path, tmp_path: Path) -> Iterator[House]:
    made = House.copied(founded, tmp_path / "data")
    yield made
    made.app.close()
