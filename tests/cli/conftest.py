from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.cli.terminal import Terminal, settle

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def _model_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house made once: to migrate a database takes longer than to copy one."""
    return settle(tmp_path_factory.mktemp("model") / "data").data_dir


@pytest.fixture
def house(tmp_path: Path, _model_house: Path) -> Terminal:
    """A terminal at a small house with one channel, `main-x`, and one pillar, `prevention`."""
    shutil.copytree(_model_house, tmp_path / "data")
    return Terminal(tmp_path / "data")


@pytest.fixture
def empty(tmp_path: Path) -> Terminal:
    """A terminal in front of an empty folder."""
    return Terminal(tmp_path / "data")
