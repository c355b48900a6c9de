"""From what a document says to what we keep: cleaned, bounded, identified, with remarks on the rest.

The one path for every kind of document; it does not know which parser read it. An item that does not
come out is counted in a remark, so that items and remarks together are the document's entries.
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
from feeds.trackers import without_go_between

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

MOST_ITEMS: Final = 1_000
MOST_TITLE: Final = 500
MOST_SUMMARY: Final = 2_000
_MOST_AUTHOR: Final = 200
_MOST_GUID: Final = 1_000
#: Names that last, of things that need not be on the web (RFC 4151, RFC 8141).
_ID_SCHEMES: Final = ("tag:", "urn:", "uuid:")
#: A week: longer than anything that is broadcast; a longer one is a mistake.
_LONGEST_MEDIUM: Final = 7 * 86_400


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
    updated: datetime | None = None
    #: Whether the document wrote a date at all, readable or not.
    dated: bool = False
    images: tuple[str, ...] = ()
    medium: str = ""
    seconds: int = 0
    views: int | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class RawFeed:
    """A document, read but not yet judged."""

    kind: str
    title: str
    home: str
    items: Sequence[RawItem]
    #: What was odd about the whole document, in words for a person.
    remarks: tuple[str, ...] = ()
    #: Entries that the reader left unread, because there are too many of them.
    unread: int = 0
    hub: str = ""
    topic: str = ""
    ttl_seconds: float | None = None
    new_address: str = ""
    language: str = ""


def sift(feed: RawFeed, *, base_url: str, now: datetime) -> ParsedFeed:
    """Return the items worth keeping, in the document's order; remarks count what was left out or changed.

    An item needs words or an address of its own. One whose address may not be shown is left out; one that
    names none leads to the feed's home. Identity: its own id where that is unique in the document, else its
    canonical link where that is, else that with a digest of what it says.
    """
    sieve = _Sieve(base_url, now, feed)
    items = tuple(sieve.kept(feed.items[:MOST_ITEMS]))
    sieve.tally[_BEYOND] = max(0, len(feed.items) - MOST_ITEMS) + feed.unread
    counted = (_remark(reason, times) for reason, times in sorted(sieve.tally.items()) if times)
    return ParsedFeed(
        title=shortened(plain(feed.title), MOST_TITLE),
        kind=feed.kind,
        home=sieve.home,
        items=items,
        remarks=(*feed.remarks, *counted),
        hub=absolute(feed.hub, base_url=base_url) if feed.hub else None,
        topic=absolute(feed.topic, base_url=base_url) if feed.topic else None,
        ttl_seconds=feed.ttl_seconds,
        new_address=_moved(feed.new_address, base_url),
        language=_language(feed.language),
        entries=len(feed.items) + feed.unread,
    )


_BEYOND: Final = f"left out: a document may have {MOST_ITEMS:,}"
_BAD_LINK: Final = "left out: no web address that may be shown"
_NOTHING: Final = "left out: neither title nor summary nor address"
_AGAIN: Final = "left out: the same item stands in the document twice"
_NO_PAGE: Final = "kept with the address of the feed's home: it names no page of its own"
_NO_WORDS: Final = "kept under its address: neither title nor summary"
_NO_DATE: Final = "kept without a date: unreadable, before 1990 or in the future"
_SHORTENED: Final = "shortened to the longest title or summary that we keep"


def _remark(reason: str, times: int) -> str:
    return f"{times} {'item' if times == 1 else 'items'} {reason}."


class _Sieve:
    def __init__(self, base_url: str, now: datetime, feed: RawFeed) -> None:
        self.base_url = base_url
        self.now = now
        self.home = absolute(feed.home, base_url=base_url)
        self.language = feed.language
        self.tally: Counter[str] = Counter()
        self._ids = Counter(item.guid for item in feed.items if item.guid)

    def kept(self, items: Sequence[RawItem]) -> Iterator[FeedItem]:
        links = [self._link(raw) for raw in items]
        pages = [canonical(link) if link else "" for link in links]
        times, seen = Counter(pages), set[str]()
        for raw, link, page in zip(items, links, pages, strict=True):
            item = self._item(raw, link, page, is_alone=bool(page) and times[page] == 1)
            if item is None:
                continue
            if item.guid in seen:
                self.tally[_AGAIN] += 1
                continue
            seen.add(item.guid)
            yield item

    def _link(self, raw: RawItem) -> str | None:
        """Return the item's own address: empty where it names none, `None` where it may not be shown."""
        is_named = False
        for candidate in raw.links:
            if not candidate.strip() or candidate.strip().lower().startswith(_ID_SCHEMES):
                continue
            address = absolute(candidate, base_url=self.base_url)
            if address == self.base_url:
                continue  # the feed itself is no page of an item
            if address and (found := absolute(without_go_between(address), base_url=self.base_url)):
                return found
            is_named = True
        return None if is_named else ""

    def _item(self, raw: RawItem, link: str | None, page: str, *, is_alone: bool) -> FeedItem | None:
        title, summary = plain(raw.title), plain(raw.summary)
        if link is None or (not link and not self.home and (title or summary)):
            self.tally[_BAD_LINK] += 1
            return None
        if not title and not summary and not link:
            self.tally[_NOTHING] += 1
            return None
        headline = title or summary or self._named_by(link)
        if len(headline) > MOST_TITLE or len(summary) > MOST_SUMMARY:
            self.tally[_SHORTENED] += 1
        return FeedItem(
            guid=self._own_id(raw) or (page if is_alone else self._page_apart(raw, headline, page)),
            title=shortened(headline, MOST_TITLE),
            link=link or self._home_instead(),
            canonical_link=page or self._page_apart(raw, headline),
            summary="" if summary == headline else shortened(summary, MOST_SUMMARY),
            author=shortened(plain(raw.author), _MOST_AUTHOR),
            published=self._published(raw),
            image=_first_address(raw.images, self.base_url),
            updated=raw.updated if self._is_believable(raw.updated) else None,
            medium=raw.medium,
            seconds=raw.seconds if 0 < raw.seconds <= _LONGEST_MEDIUM else 0,
            views=raw.views,
            language=_language(raw.language or self.language),
        )

    def _named_by(self, link: str) -> str:
        self.tally[_NO_WORDS] += 1
        return link.partition("://")[2].rstrip("/")

    def _home_instead(self) -> str:
        self.tally[_NO_PAGE] += 1
        return self.home or ""

    def _own_id(self, raw: RawItem) -> str:
        """Return the feed's own id where no other item has it, or a digest where it is too long to be one."""
        own = " ".join(raw.guid.split())
        if not own or self._ids[raw.guid] > 1:
            return ""
        return own if len(own) <= _MOST_GUID else f"sha256:{hashlib.sha256(own.encode()).hexdigest()}"

    def _page_apart(self, raw: RawItem, headline: str, page: str = "") -> str:
        """Return an address that tells an item from others of its page by what it says and when."""
        when = raw.published.isoformat() if raw.published else ""
        said = f"{headline}\n{raw.summary}\n{when}"
        digest = hashlib.sha256(said.encode(errors="surrogatepass")).hexdigest()
        return f"{page or canonical(self.home or self.base_url)}#{digest[:16]}"

    def _published(self, raw: RawItem) -> datetime | None:
        if self._is_believable(raw.published):
            return raw.published
        if raw.dated:
            self.tally[_NO_DATE] += 1
        return None

    def _is_believable(self, at: datetime | None) -> bool:
        return at is not None and is_believable(at, now=self.now)


def _first_address(candidates: Iterable[str], base_url: str) -> str | None:
    addresses = (absolute(candidate, base_url=base_url) for candidate in candidates)
    return next((address for address in addresses if address), None)


def _moved(address: str, base_url: str) -> str | None:
    """Return a new address of the feed; its present one is none."""
    moved = absolute(address, base_url=base_url)
    return None if moved is None or canonical(moved) == canonical(base_url) else moved


def _language(code: str) -> str:
    """Return `en` of `en-US`; empty for what is no code."""
    name = code.strip().lower().replace("_", "-").partition("-")[0]
    return name if name.isascii() and name.isalpha() and len(name) in {2, 3} else ""
