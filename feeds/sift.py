"""From what a document says to what we keep: cleaned, bounded, identified, with remarks on the rest.

The one path for every kind of document; it does not know which parser read it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from feeds.dates import is_believable
from feeds.item import FeedItem, ParsedFeed
from feeds.links import absolute, canonical
from feeds.text import plain, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

MOST_ITEMS: Final = 1_000
MOST_TITLE: Final = 500
MOST_SUMMARY: Final = 2_000
_MOST_AUTHOR: Final = 200
_MOST_GUID: Final = 1_000


@dataclass(frozen=True, slots=True)
class RawItem:
    """An item as its document has it: markup, relative links, any date."""

    guid: str = ""
    title: str = field(default="", repr=False)
    #: Candidates in the order of preference; the first that we may show is taken.
    links: tuple[str, ...] = ()
    summary: str = field(default="", repr=False)
    author: str = ""
    published: datetime | None = None
    #: Whether the document wrote a date at all, readable or not.
    dated: bool = False
    images: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawFeed:
    """A document, read but not yet judged."""

    kind: str
    title: str
    home: str
    items: Sequence[RawItem]


def sift(feed: RawFeed, *, base_url: str, now: datetime) -> ParsedFeed:
    """Return the items worth keeping, in the document's order; remarks count what was left out or changed.

    An item needs a title or a summary, and a link that may be shown. Identity: its own id where that is
    unique in the document, else its canonical link; of two items with one identity the first stays.
    """
    counted = Counter(item.guid for item in feed.items if item.guid)
    sieve = _Sieve(base_url, now, frozenset(guid for guid, times in counted.items() if times == 1))
    items = tuple(sieve.kept(feed.items[:MOST_ITEMS]))
    sieve.tally[_BEYOND] = max(0, len(feed.items) - MOST_ITEMS)
    return ParsedFeed(
        title=shortened(plain(feed.title), MOST_TITLE),
        kind=feed.kind,
        home=absolute(feed.home, base_url=base_url),
        items=items,
        remarks=tuple(_remark(reason, times) for reason, times in sorted(sieve.tally.items()) if times),
    )


_BEYOND: Final = f"left out: a document may have {MOST_ITEMS:,}"
_NO_LINK: Final = "left out: no web address that may be shown"
_NO_WORDS: Final = "left out: neither title nor summary"
_AGAIN: Final = "left out: the same item stands in the document twice"
_NO_DATE: Final = "kept without a date: unreadable, before 1990 or in the future"
_SHORTENED: Final = "shortened to the longest title or summary that we keep"


def _remark(reason: str, times: int) -> str:
    return f"{times} {'item' if times == 1 else 'items'} {reason}."


@dataclass(slots=True)
class _Sieve:
    base_url: str
    now: datetime
    own_ids: frozenset[str]
    tally: Counter[str] = field(default_factory=Counter)

    def kept(self, items: Iterable[RawItem]) -> Iterable[FeedItem]:
        seen: set[str] = set()
        for raw in items:
            item = self._item(raw)
            if item is None:
                continue
            if item.guid in seen:
                self.tally[_AGAIN] += 1
                continue
            seen.add(item.guid)
            yield item

    def _item(self, raw: RawItem) -> FeedItem | None:
        link = _first_address(raw.links, self.base_url)
        if link is None or link == self.base_url:
            self.tally[_NO_LINK] += 1
            return None
        title, summary = plain(raw.title), plain(raw.summary)
        if not title and not summary:
            self.tally[_NO_WORDS] += 1
            return None
        headline = title or summary
        if len(headline) > MOST_TITLE or len(summary) > MOST_SUMMARY:
            self.tally[_SHORTENED] += 1
        return FeedItem(
            guid=_identity(raw.guid, link) if raw.guid in self.own_ids else canonical(link),
            title=shortened(headline, MOST_TITLE),
            link=link,
            canonical_link=canonical(link),
            summary="" if summary == headline else shortened(summary, MOST_SUMMARY),
            author=shortened(plain(raw.author), _MOST_AUTHOR),
            published=self._published(raw),
            image=_first_address(raw.images, self.base_url),
        )

    def _published(self, raw: RawItem) -> datetime | None:
        if raw.published is not None and is_believable(raw.published, now=self.now):
            return raw.published
        if raw.dated:
            self.tally[_NO_DATE] += 1
        return None


def _first_address(candidates: Iterable[str], base_url: str) -> str | None:
    addresses = (absolute(candidate, base_url=base_url) for candidate in candidates)
    return next((address for address in addresses if address), None)


def _identity(guid: str, link: str) -> str:
    """Return the feed's own id, or a digest where that is too long to be one."""
    text = " ".join(guid.split())
    if not text:
        return canonical(link)
    return text if len(text) <= _MOST_GUID else f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
