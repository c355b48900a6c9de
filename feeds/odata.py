"""The lists of the WHO's news service: OData answers in two shapes, which its feeds have given way to.

Seen in August 2026: `newsitems` dates an item by `PublicationDateAndTime` and names its page in
`ItemDefaultUrl`; `diseaseoutbreaknews` dates it by `PublicationDate`, names its page in `UrlName` or
`ItemDefaultUrl`, and brings a summary of some 3,000 characters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from feeds.dates import from_text
from feeds.json_values import entries_of, text_of
from feeds.sift import RawFeed, RawItem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_PAGES: Final = {
    "diseaseoutbreaknews": "https://www.who.int/emergencies/disease-outbreak-news/item",
    "newsitems": "https://www.who.int/news/item",
}


def read(top: Mapping[str, Any]) -> RawFeed | None:
    """Return what a list of the WHO says, or `None` where `top` is none."""
    context = text_of(top, "@odata.context")
    pages = next((pages for name, pages in _PAGES.items() if name in context), None)
    if pages is None or "who.int/" not in context:
        return None
    return RawFeed(
        kind="odata",
        title="World Health Organization",
        home="https://www.who.int",
        items=[_item(entry, pages) for entry in entries_of(top, "value")],
    )


def _item(entry: Mapping[str, Any], pages: str) -> RawItem:
    written = text_of(entry, "PublicationDateAndTime") or text_of(entry, "PublicationDate")
    path = text_of(entry, "ItemDefaultUrl").strip("/") or text_of(entry, "UrlName").strip("/")
    return RawItem(
        guid=text_of(entry, "Id"),
        title=text_of(entry, "Title") or text_of(entry, "OverrideTitle"),
        links=(f"{pages}/{path}",) if path else (),
        summary=text_of(entry, "Summary") or text_of(entry, "Overview"),
        published=from_text(written),
        updated=from_text(text_of(entry, "LastModified")),
        dated=bool(written),
    )
