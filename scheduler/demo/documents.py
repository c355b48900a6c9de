"""The demo's feeds as documents: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1.

Pure: the same feed at the same moment gives the same bytes, so that validators hold.
"""

from __future__ import annotations

import hashlib
import json
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

from scheduler.demo import script
from scheduler.domain.value import Instant, Value

if TYPE_CHECKING:
    from scheduler.demo.script import Article, Feed

_ATOM: Final = "http://www.w3.org/2005/Atom"
#: The first item that is not upcoming came out so long before the first day's hour.
_LEAD: Final = 0.6
_MINUTES: Final = 50
TYPES: Final = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}


class Dated(Value):
    """An article with its date and its address."""

    article: script.Article
    at: Instant
    url: str


class Document(Value):
    """A feed document with its validators."""

    body: bytes
    content_type: str
    etag: str
    changed_at: Instant


def document(feed: Feed, *, base_url: str, anchor: date, now: datetime) -> Document:
    """Return the feed as it stands at `now`; items of the future are not in it yet."""
    items = out_by(feed, base_url=base_url, anchor=anchor, now=now)
    changed_at = items[0].at if items else datetime.combine(anchor, time(), UTC)
    write = {"rss": _rss, "atom": _atom, "json": _json}[feed.format]
    body = write(feed, items, base_url, changed_at)
    return Document(
        body=body,
        content_type=TYPES[feed.format],
        etag=f'"{hashlib.sha256(body).hexdigest()[:24]}"',
        changed_at=changed_at,
    )


def out_by(feed: Feed, *, base_url: str, anchor: date, now: datetime) -> list[Dated]:
    """Return what is out by `now`, newest first."""
    dated = (
        Dated(
            article=article,
            at=_date_of(feed, article, place, anchor),
            url=f"{base_url}/articles/{article.slug}",
        )
        for place, article in enumerate(feed.articles)
    )
    return sorted((item for item in dated if item.at <= now), key=lambda item: item.at, reverse=True)


def _date_of(feed: Feed, article: Article, place: int, anchor: date) -> datetime:
    days = article.day if article.day is not None else (feed.upcoming - place) * feed.every - _LEAD
    minute = sum(article.slug.encode()) % _MINUTES
    start = datetime.combine(anchor, time(feed.hour, minute), UTC)
    return (start + timedelta(days=days)).replace(second=0)


def _id(feed: Feed, article: Article) -> str:
    """Return a name that stays when the newsroom moves to another port (RFC 4151)."""
    return f"tag:example.org,2026:{feed.name}/{article.slug}"


def _rss(feed: Feed, items: list[Dated], base_url: str, changed_at: datetime) -> bytes:
    ET.register_namespace("atom", _ATOM)
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", f"{base_url}/")
    _add(channel, "description", feed.about)
    _add(channel, "language", "en-us")
    _add(channel, "lastBuildDate", format_datetime(changed_at, usegmt=True))
    own = {"href": f"{base_url}/feeds/{feed.file_name}", "rel": "self", "type": "application/rss+xml"}
    ET.SubElement(channel, f"{{{_ATOM}}}link", own)
    for each in items:
        item = ET.SubElement(channel, "item")
        _add(item, "title", each.article.title)
        _add(item, "link", each.url)
        _add(item, "description", each.article.summary)
        _add(item, "guid", _id(feed, each.article), isPermaLink="false")
        _add(item, "pubDate", format_datetime(each.at, usegmt=True))
    return _xml(root)


def _atom(feed: Feed, items: list[Dated], base_url: str, changed_at: datetime) -> bytes:
    root = ET.Element("feed", xmlns=_ATOM)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.about)
    _add(root, "id", f"tag:example.org,2026:{feed.name}")
    _add(root, "updated", changed_at.isoformat())
    _add(ET.SubElement(root, "author"), "name", feed.owner)
    ET.SubElement(root, "link", href=f"{base_url}/")
    ET.SubElement(root, "link", href=f"{base_url}/feeds/{feed.file_name}", rel="self")
    for each in items:
        entry = ET.SubElement(root, "entry")
        _add(entry, "title", each.article.title)
        ET.SubElement(entry, "link", href=each.url)
        _add(entry, "id", _id(feed, each.article))
        _add(entry, "published", each.at.isoformat())
        _add(entry, "updated", each.at.isoformat())
        _add(entry, "summary", each.article.summary)
    return _xml(root)


def _json(feed: Feed, items: list[Dated], base_url: str, _changed_at: datetime) -> bytes:
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": f"{base_url}/",
        "feed_url": f"{base_url}/feeds/{feed.file_name}",
        "description": feed.about,
        "language": "en-US",
        "authors": [{"name": feed.owner}],
        "items": [
            {
                "id": _id(feed, each.article),
                "url": each.url,
                "title": each.article.title,
                "summary": each.article.summary,
                "content_text": each.article.body,
                "date_published": each.at.isoformat(),
            }
            for each in items
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = text


def _xml(root: ET.Element) -> bytes:
    ET.indent(root)
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()
