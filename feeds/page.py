"""What came where a feed was expected, a web page as a rule: what it is, and which feeds it offers."""

from __future__ import annotations

import html
import re
from typing import Final

from feeds.links import absolute

_HEAD: Final = 131_072
_START: Final = 4_096
_MOST_ALTERNATES: Final = 10
_FEED_ROOT: Final = re.compile(rb"<(?:\w{1,20}:)?(?:rss|feed|rdf|channel)[\s>]", re.IGNORECASE)
_PAGE_ROOT: Final = re.compile(rb"<(?:!doctype\s{1,20}html|html|head|body)[\s>]", re.IGNORECASE)
_CHALLENGE: Final = re.compile(
    rb"<title>\s{0,20}(?:just a moment|attention required|access denied|are you a robot)", re.IGNORECASE
)
_PASSWORD: Final = re.compile(rb"<input\b[^<>]{0,500}?\btype\s{0,5}=\s{0,5}[\"']?password\b", re.IGNORECASE)
_LINK: Final = re.compile(r"<link\b([^<>]{1,1000})>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(
    r"([a-z]{2,10})\s{0,5}=\s{0,5}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE
)
_FEED_TYPES: Final = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
)


def is_page(document: bytes) -> bool:
    """Tell whether `document` starts as HTML does; the declared type is often wrong and is not asked."""
    start = document[:_START]
    return bool(_PAGE_ROOT.search(start)) and not _FEED_ROOT.search(start)


def is_challenge(document: bytes) -> bool:
    """Tell whether the page is one that hosts show to programs in place of the content."""
    return bool(_CHALLENGE.search(document[:_HEAD]))


def asks_to_sign_in(document: bytes) -> bool:
    """Tell whether the page has a field for a password."""
    return bool(_PASSWORD.search(document[:_HEAD]))


def explained(document: bytes) -> str:
    """Return what a document is instead of a feed, as the rest of a sentence with the next step."""
    if not document.strip():
        return "is empty: it is tried again later; if it stays so, ask the publisher"
    if is_page(document) and asks_to_sign_in(document):
        return "shows a page to sign in instead of the feed: ask the publisher for an open address"
    return "is not a feed that we can read (RSS, Atom, RDF or JSON Feed): check the address in a browser"


def alternates(document: bytes, *, base_url: str) -> tuple[str, ...]:
    """Return the feeds that the page names in `rel=alternate` links, absolute, in its order."""
    text = document[:_HEAD].decode("utf-8", "replace")
    found = (_feed_address(match[1], base_url) for match in _LINK.finditer(text))
    return tuple(dict.fromkeys(address for address in found if address))[:_MOST_ALTERNATES]


def _feed_address(attributes: str, base_url: str) -> str | None:
    named = {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(attributes)}
    if "alternate" not in named.get("rel", "").lower().split():
        return None
    if named.get("type", "").lower().strip() not in _FEED_TYPES:
        return None
    return absolute(named.get("href", ""), base_url=base_url)
