"""Feeds written in JSON: JSON Feed 1.x, and the lists of the WHO's news service.

Returns raw items like any other reader; values of the wrong type count as missing.
Source: jsonfeed.org/version/1.1.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from feeds import media, odata
from feeds.dates import from_text
from feeds.json_values import entries_of, object_in, text_of
from feeds.sift import RawFeed, RawItem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_VERSIONS: Final = ("https://jsonfeed.org/version/1", "http://jsonfeed.org/version/1")
_CUT: Final = "The document is damaged or ends in the middle; what stands before that was read."


def looks_like_json(document: bytes) -> bool:
    """Tell whether `document` starts as a JSON object does."""
    return document[:256].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def read(document: bytes) -> RawFeed | None:
    """Return what the document says, or `None` where it is JSON of another kind, or none at all.

    Of a document that ends in the middle the items before that are read, with a remark.
    """
    top, is_whole = object_in(document)
    if top is None:
        return None
    is_json_feed = text_of(top, "version").startswith(_VERSIONS) or _is_partial(top)
    feed = _json_feed(top) if is_json_feed else odata.read(top)
    if feed is None or is_whole:
        return feed
    return replace(feed, remarks=(_CUT,))


def _is_partial(top: Mapping[str, Any]) -> bool:
    """Recognise a JSON Feed whose version line is missing, as some publishers leave it."""
    items = top.get("items")
    return isinstance(items, list) and bool(items) and all(_is_item(item) for item in items[:3])


def _is_item(item: object) -> bool:
    return isinstance(item, dict) and "id" in item and bool({"content_html", "content_text"} & item.keys())


def _json_feed(top: Mapping[str, Any]) -> RawFeed:
    hubs = (text_of(hub, "url") for hub in entries_of(top, "hubs") if text_of(hub, "type") == "WebSub")
    return RawFeed(
        kind="json",
        title=text_of(top, "title"),
        home=text_of(top, "home_page_url"),
        items=[_item(entry) for entry in entries_of(top, "items")],
        hub=next(hubs, ""),
        topic=text_of(top, "feed_url"),
        language=text_of(top, "language"),
    )


def _item(entry: Mapping[str, Any]) -> RawItem:
    written = text_of(entry, "date_published") or text_of(entry, "date_modified")
    attached = entries_of(entry, "attachments")
    types = [text_of(each, "mime_type") for each in attached]
    return RawItem(
        guid=text_of(entry, "id"),
        title=text_of(entry, "title"),
        links=tuple(_links(entry)),
        summary=text_of(entry, "summary") or text_of(entry, "content_text") or text_of(entry, "content_html"),
        author=next(_authors(entry), ""),
        published=from_text(written),
        updated=from_text(text_of(entry, "date_modified")),
        dated=bool(written),
        images=(text_of(entry, "image"), text_of(entry, "banner_image")),
        medium=media.medium_of(types),
        seconds=max((media.seconds_in(each.get("duration_in_seconds", 0)) for each in attached), default=0),
        language=text_of(entry, "language"),
    )


def _links(entry: Mapping[str, Any]) -> Iterator[str]:
    yield text_of(entry, "url")
    yield text_of(entry, "external_url")
    if text_of(entry, "id").startswith(("http://", "https://")):
        yield text_of(entry, "id")
    yield from (text_of(each, "url") for each in entries_of(entry, "attachments"))


def _authors(entry: Mapping[str, Any]) -> Iterator[str]:
    named = [*entries_of(entry, "authors"), entry.get("author")]
    yield from (text_of(each, "name") for each in named if isinstance(each, dict) and text_of(each, "name"))
