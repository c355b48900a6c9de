"""Take out of a document what was read before, so that only what is new must be read.

Feeds repeat themselves: of twenty entries nineteen stood there an hour ago, byte for byte. Reading is what
costs, so known entries are cut out first. In doubt nothing is cut: where entries can't be told apart by
their ids, where markup is odd, or where one entry tells how others are to be read. All of it is linear in
the length of the document, and what is remembered lasts no longer than the program.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from feeds.links import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Of longer documents nothing is remembered.
_MOST_ENTRIES: Final = 300
_KINDS: Final = (b"item", b"entry")
_AFTER_NAME: Final = frozenset(b" \t\r\n>")
_ID: Final = re.compile(rb"<(?:guid|id)\b[^<>]{0,200}>([^<]{1,2000}|<!\[CDATA\[[^\]]{1,2000}\]\]>)</")
_LINK: Final = re.compile(rb"<link\b[^<>]{0,200}>\s{0,50}([^<]{1,2000}|<!\[CDATA\[[^\]]{1,2000}\]\]>)</")
_ABOUT: Final = re.compile(rb"\brdf:about\s{0,5}=\s{0,5}[\"']([^\"']{1,2000})")
#: Dates in figures: whether the day comes first is learnt from all of them.
_FIGURES: Final = re.compile(rb">\s{0,20}\d{1,2}[/.]\d{1,2}[/.]\d{2,4}")


@dataclass(frozen=True, slots=True)
class Sieved:
    """A document without the entries that are known."""

    document: bytes
    #: The ids of the entries that were cut out, about as the parser would give them.
    ids: frozenset[str] = frozenset()
    #: What all its entries are known by; empty where it is not to be remembered.
    marks: frozenset[bytes] = frozenset()


class Sieve:
    """Remembers, by keys that the caller chooses, which entries were read. May be used from many threads."""

    def __init__(self) -> None:
        self._known: dict[object, frozenset[bytes]] = {}

    def cut(self, key: object, document: bytes) -> Sieved:
        """Return what of `document` is still to be read."""
        entries = _entries(document)
        ids = _ids(document, entries)
        if not ids:
            return Sieved(document)
        marks = [blake2b(document[start:end], digest_size=12).digest() for start, end in entries]
        known = self._known.get(key, frozenset())
        out = [number for number, mark in enumerate(marks) if mark in known]
        return Sieved(
            b"".join(_without(document, [entries[number] for number in out])),
            ids=frozenset(ids[number] for number in out),
            marks=frozenset(marks),
        )

    def remember(self, key: object, sieved: Sieved) -> None:
        """Know the entries of a document from now on: it was read, and what was in it is kept."""
        self._known[key] = sieved.marks

    def forget(self, key: object) -> None:
        """Read the next document whole."""
        self._known.pop(key, None)


def _without(document: bytes, parts: Sequence[tuple[int, int]]) -> Iterator[bytes]:
    at = 0
    for start, end in parts:
        yield document[at:start]
        at = end
    yield document[at:]


def _entries(document: bytes) -> list[tuple[int, int]]:
    """Return where the entries stand; none where one can't be sure."""
    if b"<!ENTITY" in document or _FIGURES.search(document):
        return []
    for kind in _KINDS:
        found = list(_of_kind(document, kind))
        if found:
            return found if len(found) <= _MOST_ENTRIES and None not in found else []  # type: ignore[return-value] # none is `None`
    return []


def _of_kind(document: bytes, kind: bytes) -> Iterator[tuple[int, int] | None]:
    """Yield each entry's place, and `None` for one that is odd, after which there is no other."""
    opening, closing = b"<" + kind, b"</" + kind + b">"
    at = 0
    while (start := document.find(opening, at)) >= 0:
        at = start + len(opening)
        if at < len(document) and document[at] not in _AFTER_NAME:
            continue
        end = document.find(closing, at)
        if end < 0 or not _is_plain(document[at:end], opening):
            yield None
            return
        at = end + len(closing)
        yield start, at


def _is_plain(inside: bytes, opening: bytes) -> bool:
    return (
        opening not in inside
        and inside.count(b"<![CDATA[") == inside.count(b"]]>")
        and inside.count(b"<!--") == inside.count(b"-->")
    )


def _ids(document: bytes, entries: Sequence[tuple[int, int]]) -> list[str]:
    """Return the id of each entry, or the page of each where none has an id; none where two have the same."""
    own = [_ID.search(document, *entry) or _ABOUT.search(document, *entry) for entry in entries]
    if any(own):
        found = [_plain(match[1]) for match in own if match]
    else:
        pages = (_LINK.search(document, *entry) for entry in entries)
        found = [canonical(_plain(match[1])) for match in pages if match]
    return found if len(set(found)) == len(entries) else []


def _plain(written: bytes) -> str:
    text = written.removeprefix(b"<![CDATA[").removesuffix(b"]]>").decode("utf-8", "replace")
    return " ".join(html.unescape(text).split())
