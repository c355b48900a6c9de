"""What a page says stands in its place: in so many words, by a refresh, or as its canonical address.

Only what the page names is told; whether that is another article is for who asks.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from feeds.links import absolute, canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST: Final = 262_144
#: A page that leads on after this many seconds is meant to be read first.
_SLOW: Final = 30
_TAG: Final = re.compile(r"<(meta|link)\b([^<>]{1,1000})>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(
    r"([a-z-]{2,12})\s{0,5}=\s{0,5}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE
)
_TITLE: Final = re.compile(r"<title\b[^<>]{0,200}>([^<]{1,1000})<", re.IGNORECASE)
_REFRESH: Final = re.compile(
    r"\s*(\d{1,6})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"']{1,2048})", re.IGNORECASE
)
_KINDS: Final = (
    r"(?:page|article|document|version|guidance|guideline|recommendation|advisory|alert|notice|statement|"
    r"publication|report|information|content|post|fact ?sheet)s?"
)
_SAID: Final = re.compile(
    rf"(?:\bthis\s+{_KINDS}\s+(?:has|have|was|were|is|are)\s+(?:now\s+)?(?:been\s+)?(?:replaced|superseded)\s+"
    rf"(?:by|with)\b|\b(?:newer|more recent)\s+version\s+of\s+this\s+{_KINDS}\s+is\s+available\b)"
    r"(?:[^<]|<(?!/(?:p|div|li|td)\b)(?!a\b)){0,300}<a\b([^<>]{1,1000})>",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Successor:
    """An address that a page names as standing in its place."""

    address: str
    #: Does the page say so in words? Then it is another article, or another version of it.
    is_said: bool


def successors(document: bytes, *, url: str) -> tuple[Successor, ...]:
    """Return the addresses, other than its own, that the page at `url` names: what it says in words first."""
    text = document[:_MOST].decode("utf-8", "replace")
    said = [(_attributes(match[1]).get("href", ""), True) for match in _SAID.finditer(text)]
    found: dict[str, Successor] = {}
    for href, is_said in (*said, *((href, False) for href in _named(text))):
        address = absolute(href, base_url=url) if href else None
        if address is not None and canonical(address) != canonical(url):
            found.setdefault(canonical(address), Successor(address, is_said))
    return tuple(found.values())


def title_of(document: bytes) -> str:
    """Return what a page calls itself; empty where it says nothing."""
    text = document[:_MOST].decode("utf-8", "replace")
    for match in _TAG.finditer(text):
        named = _attributes(match[2])
        if named.get("property", "").lower() == "og:title" and named.get("content", "").strip():
            return " ".join(named["content"].split())
    titled = _TITLE.search(text)
    return " ".join(html.unescape(titled[1]).split()) if titled else ""


def _named(text: str) -> Iterator[str]:
    """Yield where a refresh leads, and the canonical address."""
    for match in _TAG.finditer(text):
        named = _attributes(match[2])
        if match[1].lower() == "link":
            if "canonical" in named.get("rel", "").lower().split():
                yield named.get("href", "")
        elif named.get("http-equiv", "").lower() == "refresh":
            way = _REFRESH.match(named.get("content", ""))
            if way and int(way[1]) <= _SLOW:
                yield way[2]


def _attributes(text: str) -> dict[str, str]:
    return {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(text)}
