"""Feeds written in JSON: JSON Feed 1.x, and the lists of the WHO's news service.

Returns raw items like any other reader; values of the wrong type count as missing.
Sources: jsonfeed.org/version/1.1, and the two shapes of OData answers that who.int gives.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from feeds.dates import from_text
from feeds.sift import RawFeed, RawItem

if TYPE_CHECKING:
    from collections.abc import Mapping

_JSON_FEED: Final = ("https://jsonfeed.org/version/1", "http://jsonfeed.org/version/1")
_WHO_PAGES: Final = {
    "diseaseoutbreaknews": "https://www.who.int/emergencies/disease-outbreak-news/item",
    "newsitems": "https://www.who.int/news/item",
}


def looks_like_json(document: bytes) -> bool:
    """Tell whether `document` starts as a JSON object does."""
    return document[:256].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def read(document: bytes) -> RawFeed | None:
    """Return what the document says, or `None` where it is JSON of another kind, or none at all."""
    try:
        top = json.loads(document)
    except (ValueError, RecursionError):
        return None
    if not isinstance(top, dict):
        return None
    if _text(top, "version").startswith(_JSON_FEED) or _is_partial(top):
        return _json_feed(top)
    return _who_list(top)


def _is_partial(top: Mapping[str, Any]) -> bool:
    """Recognise a JSON Feed whose version line is missing, as some publishers leave it."""
    items = top.get("items")
    return isinstance(items, list) and bool(items) and all(_is_item(item) for item in items[:3])


def _is_item(item: object) -> bool:
    return isinstance(item, dict) and "id" in item and bool({"content_html", "content_text"} & item.keys())


def _json_feed(top: Mapping[str, Any]) -> RawFeed:
    return RawFeed(
        kind="json",
        title=_text(top, "title"),
        home=_text(top, "home_page_url"),
        items=[_json_item(item) for item in _list(top, "items")],
    )


def _json_item(item: Mapping[str, Any]) -> RawItem:
    written = _text(item, "date_published") or _text(item, "date_modified")
    authors = [*_list(item, "authors"), item.get("author")]
    return RawItem(
        guid=_text(item, "id"),
        title=_text(item, "title"),
        links=(_text(item, "url"), _text(item, "external_url"), _text(item, "id")),
        summary=_text(item, "summary") or _text(item, "content_text") or _text(item, "content_html"),
        author=next((_text(a, "name") for a in authors if isinstance(a, dict) and _text(a, "name")), ""),
        published=from_text(written),
        dated=bool(written),
        images=(_text(item, "image"), _text(item, "banner_image")),
    )


def _who_list(top: Mapping[str, Any]) -> RawFeed | None:
    context = _text(top, "@odata.context")
    base = next((pages for name, pages in _WHO_PAGES.items() if name in context), None)
    if base is None or "who.int/" not in context:
        return None
    items = [_who_item(item, base) for item in _list(top, "value")]
    return RawFeed(kind="json", title="World Health Organization", home="https://www.who.int", items=items)


def _who_item(item: Mapping[str, Any], base: str) -> RawItem:
    written = _text(item, "PublicationDateAndTime") or _text(item, "PublicationDate")
    path = _text(item, "ItemDefaultUrl").strip("/") or _text(item, "UrlName")
    return RawItem(
        guid=_text(item, "Id"),
        title=_text(item, "Title") or _text(item, "OverrideTitle"),
        links=(f"{base}/{path}",) if path else (),
        summary=_text(item, "Summary") or _text(item, "Overview"),
        published=from_text(written),
        dated=bool(written),
    )


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    if isinstance(value, int) and not isinstance(value, bool) and key == "id":
        return str(value)
    return value if isinstance(value, str) else ""


def _list(item: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = item.get(key)
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
