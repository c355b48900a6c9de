"""A house for each test, copied from one that is founded once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner

from tests.ui.house import House, found


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("founded")
    found(folder)
    return folder


@pytest.fixture
def house(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A hospital with two channels, a pillar, a slot and five people, on a quiet Tuesday morning."""
    # Streamlit reads the metadata of every installed package for each page that is drawn; ours are not there.
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", list)
    made = House.copied(founded, tmp_path / "data")
    yield made
    made.app.close()
