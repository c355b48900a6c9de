"""What a feed says, in our own words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One thing a feed said, cleaned: plain text, an http(s) link, an aware UTC date or none."""

    #: The feed's own id of the item, or the canonical link, or that with a digest of title and date.
    guid: str
    title: str = field(repr=False)
    #: As the feed gave it, made absolute; the feed's home where it names no page of its own.
    link: str
    #: `link` without tracking parameters, fragment and letter-case noise; two equal ones are one page.
    #: An item without a page of its own has a fragment here that tells it from the others.
    canonical_link: str
    #: Plain text, at most 2,000 characters; empty where the feed gave none.
    summary: str = field(default="", repr=False)
    author: str = ""
    published: datetime | None = None
    image: str | None = None
    #: When the feed says that it last changed it.
    updated: datetime | None = None
    #: `audio` or `video` where the item is one; its length, and how often it was seen, where the feed says.
    medium: str = ""
    seconds: int = 0
    views: int | None = None
    #: As the feed or the item says it, lower case, without region; empty where neither does.
    language: str = ""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed document, read."""

    title: str
    #: `rss`, `atom`, `rdf`, `json` or `odata`.
    kind: str
    home: str | None
    items: tuple[FeedItem, ...]
    #: Why items were left out or changed, in words for a person; no feed text in it.
    remarks: tuple[str, ...] = ()
    #: WebSub: where changes are announced, and the address by which the hub knows the feed.
    hub: str | None = None
    topic: str | None = None
    #: How long the feed asks to be left alone (`ttl`, `sy:updatePeriod`).
    ttl_seconds: float | None = None
    #: Where the feed itself says that it lives now (`itunes:new-feed-url`).
    new_address: str | None = None
    #: As the feed says of all that it brings, lower case, without region; empty where it does not.
    language: str = ""
    #: How many entries the document has, before any was left out: the items, and what the remarks count.
    entries: int = 0
