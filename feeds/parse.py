"""One document to one `ParsedFeed`; the only home of feedparser.

Works on bytes that were fetched already and never opens anything. A hostile document can cost
quadratic time here, whatever the options: run it in `feeds.worker`, which can be stopped.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import feedparser

from feeds import json_feed, page
from feeds.dates import from_parser
from feeds.errors import NotAFeedError
from feeds.links import host_of
from feeds.sift import RawFeed, RawItem, sift

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from feeds.item import ParsedFeed

_RDF_VERSIONS: Final = ("rss10", "rss090")
_DATES: Final = ("published", "updated", "created")


def parse(document: bytes, *, base_url: str, now: datetime, content_type: str | None = None) -> ParsedFeed:
    """Return what `document` says, in its order: RSS, Atom, RDF, JSON Feed or a WHO list.

    `base_url` is where it came from, for relative links; `content_type` helps with the encoding only.
    Ill-formed documents give what can be read. Raises `NotAFeedError` for anything else than a feed.
    """
    raw = _read(document, content_type=content_type)
    if raw is None:
        raise NotAFeedError(
            host_of(base_url),
            _explained(document),
            alternates=page.alternates(document, base_url=base_url) if page.is_page(document) else (),
        )
    return sift(raw, base_url=base_url, now=now)


def _explained(document: bytes) -> str:
    if not document.strip():
        return "is empty: it is tried again later; if it stays so, ask the publisher"
    return "is not a feed that we can read (RSS, Atom, RDF or JSON Feed): check the address in a browser"


def _read(document: bytes, *, content_type: str | None) -> RawFeed | None:
    if json_feed.looks_like_json(document):
        return json_feed.read(document)
    headers = {"content-type": content_type} if content_type else {}
    # Bytes would be tried as the name of a local file first, hence the stream. It is not told where the
    # document came from, or it would make addresses of ids, and they would change when the feed moves.
    found = feedparser.parse(
        io.BytesIO(document), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    version = _text(found.get("version"))
    if not version and not found.entries:
        return None
    return RawFeed(
        kind=_kind(version),
        title=_text(found.feed.get("title")),
        home=_text(found.feed.get("link")),
        items=[_item(entry) for entry in found.entries],
    )


def _kind(version: str) -> str:
    if version in _RDF_VERSIONS:
        return "rdf"
    return "atom" if version.startswith("atom") else "rss"


def _item(entry: Any) -> RawItem:
    date = next((name for name in _DATES if dict.get(entry, name)), None)
    return RawItem(
        guid=_text(entry.get("id")),
        title=_text(entry.get("title")),
        links=tuple(_links(entry)),
        summary=_summary(entry),
        author=_author(entry),
        published=from_parser(dict.get(entry, f"{date}_parsed"), _text(entry[date])) if date else None,
        dated=date is not None,
        images=tuple(_images(entry)),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _links(entry: Any) -> Iterator[str]:
    """Yield the page first, then what may stand in for it: other links of the item, an address as its id."""
    yield _text(entry.get("link"))
    links = [
        link for link in entry.get("links", ()) if link.get("rel") in {"alternate", "enclosure", "related"}
    ]
    for link in links:
        yield _text(link.get("href"))
    if _text(entry.get("id")).startswith(("http://", "https://")):
        yield entry["id"]


def _summary(entry: Any) -> str:
    if summary := _text(entry.get("summary")):
        return summary
    return next((_text(part.get("value")) for part in entry.get("content", ()) if part.get("value")), "")


def _author(entry: Any) -> str:
    """Return the name; an address alone is nobody's business."""
    name = _text(entry.get("author_detail", {}).get("name")) or _text(entry.get("author"))
    return "" if "@" in name else name


def _images(entry: Any) -> Iterator[str]:
    for thumbnail in entry.get("media_thumbnail", ()):
        yield _text(thumbnail.get("url"))
    for medium in entry.get("media_content", ()):
        if medium.get("medium") == "image" or _text(medium.get("type")).startswith("image/"):
            yield _text(medium.get("url"))
    for enclosure in entry.get("enclosures", ()):
        if _text(enclosure.get("type")).startswith("image/"):
            yield _text(enclosure.get("href"))
    yield _text(entry.get("image", {}).get("href"))
