"""One document to one `ParsedFeed`; the only home of feedparser.

Works on bytes that were fetched already and never opens anything. A hostile document can cost
quadratic time here, whatever the options: run it in `feeds.worker`, which can be stopped.
"""

from __future__ import annotations

import io
import math
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import feedparser

from feeds import encoding, json_feed, media, page
from feeds.dates import from_parser, writes_day_first
from feeds.errors import NotAFeedError
from feeds.links import host_of
from feeds.shortening import short_enough
from feeds.sift import RawFeed, RawItem, sift

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from feeds.item import ParsedFeed

_RDF_VERSIONS: Final = ("rss10", "rss090")
_DATES: Final = ("published", "updated", "created")
_PERIODS: Final = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000}
_ILL_FORMED: Final = "The document is damaged or ends in the middle; what could be read was read."
_STANDING_IN: Final = frozenset({"alternate", "enclosure", "related"})


def parse(document: bytes, *, base_url: str, now: datetime, content_type: str | None = None) -> ParsedFeed:
    """Return what `document` says, in its order: RSS, Atom, RDF, JSON Feed or a WHO list.

    `base_url` is where it came from, for relative links; `content_type` helps with the encoding only.
    Ill-formed documents give what can be read. Raises `NotAFeedError` for anything else than a feed.
    """
    is_json = json_feed.looks_like_json(document)
    raw = json_feed.read(document) if is_json else _read(document, content_type=content_type)
    if raw is None:
        raise NotAFeedError(
            host_of(base_url),
            page.explained(document),
            alternates=page.alternates(document, base_url=base_url) if page.is_page(document) else (),
        )
    return sift(raw, base_url=base_url, now=now)


def _read(document: bytes, *, content_type: str | None) -> RawFeed | None:
    document, unread = short_enough(document)
    content_type, lie = encoding.honest(document, content_type)
    # Bytes would be tried as the name of a local file first, hence the stream. It is not told where the
    # document came from, or it would make addresses of ids, and they would change when the feed moves.
    found = feedparser.parse(
        io.BytesIO(document),
        response_headers={"content-type": content_type} if content_type else {},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    version = _text(found.get("version"))
    if not version and not found.entries:
        return None
    day_first = writes_day_first(_text(dict.get(entry, name)) for entry in found.entries for name in _DATES)
    return RawFeed(
        kind=_kind(version),
        title=_text(found.feed.get("title")),
        home=_text(found.feed.get("link")),
        items=[_item(entry, day_first=day_first) for entry in found.entries],
        remarks=tuple(remark for remark in (lie or _damage(found),) if remark),
        unread=unread,
        hub=_feed_link(found, "hub"),
        topic=_feed_link(found, "self"),
        ttl_seconds=_ttl(found.feed),
        new_address=_text(found.feed.get("itunes_new-feed-url")),
        language=_text(found.feed.get("language")),
    )


def _damage(found: Any) -> str:
    """Return a remark where the parser had to guess; what it thinks of a header is nobody's concern."""
    if isinstance(found.get("bozo_exception"), feedparser.CharacterEncodingOverride):
        return encoding.GUESSED
    return _ILL_FORMED if found.get("bozo") and not _is_harmless(found.get("bozo_exception")) else ""


def _is_harmless(why: object) -> bool:
    return isinstance(why, feedparser.NonXMLContentType)


def _feed_link(found: Any, rel: str) -> str:
    links = found.feed.get("links", ())
    return next((_text(link.get("href")) for link in links if link.get("rel") == rel), "")


def _ttl(feed: Any) -> float | None:
    """Return the longer of what `ttl` (minutes) and `sy:updatePeriod` ask for, in seconds."""
    minutes = _number(feed.get("ttl")) * 60
    times = max(1.0, _number(feed.get("sy_updatefrequency")))
    period = _PERIODS.get(_text(feed.get("sy_updateperiod")).strip().lower(), 0) / times
    return max(minutes, period) or None


def _number(written: object) -> float:
    try:
        value = float(str(written))
    except ValueError:
        return 0.0
    return value if math.isfinite(value) and value > 0 else 0.0


def _kind(version: str) -> str:
    if version in _RDF_VERSIONS:
        return "rdf"
    return "atom" if version.startswith("atom") else "rss"


def _item(entry: Any, *, day_first: bool) -> RawItem:
    at = partial(_instant, entry, day_first=day_first)
    date = next((name for name in _DATES if dict.get(entry, name)), None)
    return RawItem(
        guid=_text(entry.get("id")),
        title=_text(entry.get("title")),
        links=tuple(_links(entry)),
        summary=_summary(entry),
        author=_author(entry),
        published=at(date) if date else None,
        updated=at("updated") if dict.get(entry, "updated") else None,
        dated=date is not None,
        images=tuple(_images(entry)),
        medium=_medium(entry),
        seconds=_seconds(entry),
        views=media.views_in(_part(entry, "media_statistics").get("views")),
        language=_text(entry.get("language")) or _text(_part(entry, "title_detail").get("language")),
    )


def _instant(entry: Any, name: str, *, day_first: bool) -> datetime | None:
    written = _text(dict.get(entry, name))
    return from_parser(dict.get(entry, f"{name}_parsed"), written, day_first=day_first)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _part(entry: Any, name: str) -> dict[str, Any]:
    part = entry.get(name)
    return part if isinstance(part, dict) else {}


def _links(entry: Any) -> Iterator[str]:
    """Yield the page first, then what may stand in for it: other links of the item, an address as its id."""
    yield _text(entry.get("link"))
    for link in entry.get("links", ()):
        if link.get("rel") in _STANDING_IN:
            yield _text(link.get("href"))
    if _text(entry.get("id")).startswith(("http://", "https://")):
        yield entry["id"]
    yield _text(_part(entry, "media_player").get("url"))
    for medium in entry.get("media_content", ()):
        yield _text(medium.get("url"))


def _summary(entry: Any) -> str:
    if summary := _text(entry.get("summary")):
        return summary
    return next((_text(part.get("value")) for part in entry.get("content", ()) if part.get("value")), "")


def _author(entry: Any) -> str:
    """Return the name; an address alone is nobody's business."""
    name = _text(entry.get("author_detail", {}).get("name")) or _text(entry.get("author"))
    return "" if "@" in name else name


def _medium(entry: Any) -> str:
    if entry.get("yt_videoid"):
        return "video"
    attached = [*entry.get("enclosures", ()), *entry.get("media_content", ())]
    return media.medium_of(_text(each.get(key)) for key in ("type", "medium") for each in attached)


def _seconds(entry: Any) -> int:
    told = [entry.get("itunes_duration"), *(each.get("duration") for each in entry.get("media_content", ()))]
    return next((seconds for seconds in map(media.seconds_in, told) if seconds), 0)


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
