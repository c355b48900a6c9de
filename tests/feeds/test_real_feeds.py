from __future__ import annotations

import io
import re
import warnings
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import feedparser
import pytest

from feeds.errors import NotAFeedError
from feeds.item import ParsedFeed
from feeds.opml import read_opml
from feeds.worker import ParserProcess
from tests.feeds.feed_host import NOW

pytestmark = pytest.mark.real

BASE = "https://example.org/feed"
#: What bare feedparser does not read.
OF_JSON = ("json", "odata")
#: Below this a stored feed is mostly a made-up sample.
REAL = 4_096
_LEFT_OUT = re.compile(r"^(\d+) items? left out: ")


def entries_of(document: bytes) -> int:
    """Return how many entries bare feedparser finds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parse: Any = feedparser.parse
        return len(parse(io.BytesIO(document), sanitize_html=False, resolve_relative_uris=False).entries)


def accounted(feed: ParsedFeed) -> int:
    """Return the items kept and those that a remark counts as left out."""
    left_out = (match for match in map(_LEFT_OUT.match, feed.remarks) if match)
    return len(feed.items) + sum(int(match[1]) for match in left_out)


def documents(folder: Path) -> list[Path]:
    return sorted(
        file for part in ("corpus", "health") for file in (folder / part).rglob("*") if file.is_file()
    )


def test_every_stored_document_is_read_or_refused_and_no_entry_is_lost(shared_feeds: Path) -> None:
    wrong: list[str] = []
    files = documents(shared_feeds)
    with ParserProcess(seconds=20) as worker:
        for file in files:
            document = file.read_bytes()
            try:
                feed = worker.parse(document, base_url=BASE, now=NOW)
            except NotAFeedError:
                found = entries_of(document)
                wrong += [f"{file.name}: refused, {found} entries"] if found else []
                continue
            found = feed.entries if feed.kind in OF_JSON else entries_of(document)
            if not found == feed.entries == accounted(feed):
                wrong.append(f"{file.name}: {found} found, {feed.entries} read, {accounted(feed)} told of")

    assert len(files) > 3_000
    assert wrong == []


def test_of_real_feeds_only_empty_entries_and_exact_repetitions_are_left_out(shared_feeds: Path) -> None:
    reasons: Counter[str] = Counter()
    kept = 0
    files = [file for file in documents(shared_feeds) if file.stat().st_size >= REAL]
    with ParserProcess(seconds=20) as worker:
        for file in files:
            with suppress(NotAFeedError):
                feed = worker.parse(file.read_bytes(), base_url=BASE, now=NOW)
                kept += len(feed.items)
                reasons.update(remark for remark in feed.remarks if _LEFT_OUT.match(remark))

    assert kept > 1_200
    assert set(reasons) <= {
        "1 item left out: neither title nor summary nor address.",
        "1 item left out: the same item stands in the document twice.",
    }


def test_real_feeds_give_clean_items(shared_feeds: Path) -> None:
    files = [file for file in documents(shared_feeds) if file.stat().st_size >= REAL]
    feeds: list[ParsedFeed] = []
    with ParserProcess(seconds=20) as worker:
        for file in files:
            try:
                feeds.append(worker.parse(file.read_bytes(), base_url=BASE, now=NOW))
            except NotAFeedError:
                assert file.suffix in {".html", ".json", ".opml"} or entries_of(file.read_bytes()) == 0

    items = [item for feed in feeds for item in feed.items]
    assert len(items) > 1_000
    for item in items:
        assert item.link.startswith(("http://", "https://"))
        assert item.title
        assert not re.search(r"<(?:p|br|img|a|div|script)\b", item.title + item.summary, re.IGNORECASE)
        assert item.published is None or item.published <= NOW.replace(year=2027)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("medscape-family-medicine-2024.rss", 20),
        ("bbc-health-2026-08.xml", 2),
        ("youtube-channel-2015.xml", 15),
        ("google-alerts.xml", 20),
        ("who-news-odata-2026-08.json", 3),
    ],
)
def test_feeds_of_health_keep_all_their_items(shared_feeds: Path, name: str, count: int) -> None:
    with ParserProcess(seconds=20) as worker:
        feed = worker.parse((shared_feeds / "health" / name).read_bytes(), base_url=BASE, now=NOW)

    assert len(feed.items) == count
    assert all(item.published for item in feed.items)


def test_every_stored_subscription_list_is_read(shared_feeds: Path) -> None:
    files = sorted((shared_feeds / "opml").rglob("*.opml"))

    counts = {file.name: len(read_opml(file.read_bytes())) for file in files}

    assert len(counts) > 30
    assert min(counts.values()) > 0
