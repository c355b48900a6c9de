from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """The fetched data, which stands outside the repository."""
    folder = Path(os.environ.get("ROUNDS_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data"
    if not (folder / "phi").is_dir():
        pytest.skip(f"the labelled posts are missing: {folder / 'phi'} (set ROUNDS_SHARED)")
    return folder
