"""What the tests of feeds share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from feeds.fetch import Fetcher, Limits
from tests.feeds.feed_host import NOW


@pytest.fixture
def fetcher() -> Fetcher:
    """Allowed on loopback, and patient enough for a busy machine."""
    return Fetcher(now=lambda: NOW, allow_private=True, limits=Limits(document_bytes=200_000))


@pytest.fixture
def hasty() -> Fetcher:
    """Allowed on loopback, and soon out of patience."""
    limits = Limits(document_bytes=200_000, connect_seconds=0.5, read_seconds=0.5, total_seconds=1.0)
    return Fetcher(now=lambda: NOW, allow_private=True, limits=limits)


@pytest.fixture
def shared_feeds() -> Path:
    """Fetched feeds that stand outside the repository."""
    beside = Path(__file__).parents[3] / "shared"
    folder = Path(os.environ.get("ROUNDS_SHARED", beside)) / "data" / "feeds"
    if not folder.is_dir():
        pytest.skip(f"the real feeds are missing: {folder} (set ROUNDS_SHARED)")
    return folder
