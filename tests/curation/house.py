"""The parts that curate, built on a database of their own, and feeds written on the spot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any
from xml.sax.saxutils import escape

from scheduler.domain.clock import FrozenClock
from scheduler.domain.curation import Item, ItemState, Source, Trust
from scheduler.services.approving import Approving
from scheduler.services.checking import Checking
from scheduler.services.curating import Curating
from scheduler.services.filling import Filling
from scheduler.services.planning import Planning
from scheduler.services.reconsidering import Reconsidering
from scheduler.store.database import Store
from tests.builders import NOON


@dataclass(frozen=True)
class House:
    """A database with its services."""

    store: Store
    clock: FrozenClock
    curating: Curating
    planning: Planning
    checking: Checking
    filling: Filling
    reconsidering: Reconsidering
    approving: Approving

    def keep(self, *items: Item) -> list[Item]:
        """Save items as if they had been polled; each without a story is one of its own."""
        with self.store.write() as unit:
            return [unit.items.put(item) for item in items]

    def mark(self, item: Item, state: ItemState) -> None:
        """Decide on an item, or take that back."""
        with self.store.write() as unit:
            unit.items.set_state(item.id, state)


def a_source(**fields: Any) -> Source:
    """Return a source called `county` whose links lead to example.org."""
    given = {
        "name": "county",
        "title": "County health news",
        "url": "https://example.org/feed.xml",
        "owner": "Larkspur County Health Department",
        "trust": Trust.A,
        "domains": ("example.org",),
        "pace": "explainer",
    }
    return Source(**{**given, **fields})


def an_item(number: int, **fields: Any) -> Item:
    """Return a new item about flu shots, fourteen hours old."""
    given = {
        "source": "county",
        "guid": f"item-{number}",
        "title": f"Flu shot clinic number {number} opens its doors",
        "link": f"https://example.org/{number}",
        "canonical_link": f"https://example.org/{number}",
        "published": NOON - timedelta(hours=14),
        "first_seen": NOON - timedelta(hours=1),
        "story": number,
    }
    return Item(**{**given, **fields})


@dataclass(frozen=True)
class Entry:
    """One item of a feed."""

    guid: str
    title: str
    at: datetime | None = NOON - timedelta(days=1)
    link: str = ""


def rss(*entries: Entry, site: str = "http://127.0.0.1") -> bytes:
    """Return a feed document."""
    items = "".join(
        f"<item><guid isPermaLink='false'>{escape(each.guid)}</guid><title>{escape(each.title)}</title>"
        f"<link>{escape(each.link or f'{site}/{each.guid}')}</link>"
        + (f"<pubDate>{format_datetime(each.at, usegmt=True)}</pubDate>" if each.at else "")
        + "</item>"
        for each in entries
    )
    return f"<rss version='2.0'><channel><title>Feed</title>{items}</channel></rss>".encode()
