"""The way in, on real feeds: fetched over HTTP, read, folded, and proposed for two weeks."""

from __future__ import annotations

import logging
import os
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.weigh import weighted_length
from feeds.errors import FeedError
from feeds.item import ParsedFeed
from feeds.links import host_of
from feeds.worker import ParserProcess
from scheduler.demo import script
from scheduler.domain.curation import Source, Trust
from scheduler.domain.people import FILLER, OPERATOR
from scheduler.domain.plan import Slot
from tests.builders import NOON, ZONE, a_channel
from tests.curation.house import House
from tests.curation.redated import redated
from tests.feeds.feed_host import Host, Reply

pytestmark = pytest.mark.real

#: Below this a stored feed is mostly a made-up sample.
REAL = 4_096
CORPORA = ("netnewswire", "feed-rs", "feedkit", "rust-rss", "reader", "miniflux", "gofeed")


@pytest.fixture
def stored() -> Path:
    """Fetched feeds that stand outside the repository."""
    beside = Path(__file__).parents[3] / "shared"
    folder = Path(os.environ.get("ROUNDS_SHARED", beside)) / "data" / "feeds"
    if not folder.is_dir():
        pytest.skip(f"the real feeds are missing: {folder} (set ROUNDS_SHARED)")
    return folder


def readable(folder: Path) -> list[tuple[Path, bytes, ParsedFeed]]:
    """Return the real feeds among the stored documents."""
    found = []
    files = [
        file
        for part in ("health", *(f"corpus/{name}" for name in CORPORA))
        for file in sorted((folder / part).rglob("*"))
        if file.is_file() and (file.stat().st_size >= REAL or part == "health")
    ]
    with ParserProcess(seconds=20) as worker:
        for file in files:
            document = file.read_bytes()
            try:
                feed = worker.parse(document, base_url="https://example.org/feed", now=NOON)
            except FeedError:
                continue
            if feed.items:
                found.append((file, document, feed))
    return found


def furnish(house: House) -> None:
    """Give the house the demo's three channels, pillars and slots."""
    demo = script.house()
    with house.store.write() as unit:
        for pillar in demo.pillars:
            if pillar.name != "prevention":
                unit.plan.add_pillar(pillar.model_copy(update={"name": f"demo-{pillar.name}"}))
        for channel in demo.channels:
            unit.plan.add_channel(a_channel(name=channel.name))
        for slot in demo.slots:
            for weekday in slot.weekdays:
                unit.plan.add_slot(Slot(channel=slot.channel, weekday=weekday, wall=slot.wall, zone=ZONE))


def subscribe(house: House, host: Host, files: list[tuple[Path, bytes, ParsedFeed]]) -> None:
    """Serve each feed as it was on the day it was stored, and add it as a source."""
    for number, (file, document, feed) in enumerate(files):
        is_health = file.parent.name == "health"
        path = f"/{number}/{file.name.replace(' ', '-')}"
        body = redated(document, feed, newest_at=NOON - timedelta(hours=3))
        host.serve(path, Reply(body=body, headers={"ETag": f'"{number}"'}))
        house.curating.add(
            OPERATOR,
            Source(
                name=f"feed-{number}",
                title=feed.title or file.name,
                url=host.url(path),
                owner=feed.title[:60] or file.name,
                trust=_trust(file),
                domains=tuple({host_of(item.link) for item in feed.items}),
                pace="journal" if is_health else "explainer",
            ),
        )


def _trust(file: Path) -> Trust:
    if file.name.startswith(("who-", "cdc-")):
        return Trust.A
    return Trust.B if file.parent.name == "health" else Trust.C


def test_real_feeds_fill_two_weeks_of_three_channels_with_reasons(
    house: House, host: Host, stored: Path
) -> None:
    files = readable(stored)
    furnish(house)
    subscribe(house, host, files)
    gaps = house.planning.gaps(days=14)

    results = house.curating.poll()
    posts = house.filling.fill(FILLER, days=14)

    with house.store.read() as unit:
        items = unit.items.count()
        stories = {each.story for each in unit.items.since(NOON - timedelta(days=90))}
    told = [
        f"{post.wall:%a %H:%M} {post.text!r}: {'; '.join(p.words for p in post.reason)}" for post in posts
    ]
    logging.getLogger(__name__).info("the first ten proposals:\n%s", "\n".join(told[:10]))
    assert len(files) > 60
    assert Counter(result.status for result in results) == {"ok": len(files)}
    assert items > 1_000
    assert 0 not in stories
    assert len(posts) == len(gaps) > 60
    assert {post.channel for post in posts} == {"demo-x", "demo-news", "demo-tips"}
    assert all(len(post.reason) >= 4 for post in posts)
    assert all(weighted_length(post.wire_text) <= 280 for post in posts)
    assert max(Counter(post.item for post in posts).values()) == 1
    assert house.filling.fill(FILLER, days=14) == []
