from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.terminal import Terminal, settle

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def house(tmp_path: Path) -> Terminal:
    """A terminal at a small house with one channel, `main-x`, and one pillar, `prevention`."""
    return settle(tmp_path / "data")


@pytest.fixture
def empty(tmp_path: Path) -> Terminal:
    """A terminal in front of an empty folder."""
    return Terminal(tmp_path / "data")
