"""Subscription lists in and out (OPML 1 and 2).

A list may come from anywhere: entities are refused, addresses other than http(s) are left out, and of two
entries with one address the first stays. What OPML has no attribute for is written in a namespace of our
own, as OPML 2 allows; other programs pass over it.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from feeds.errors import OpmlError
from feeds.links import absolute, canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NAMESPACE: Final = "urn:rounds:source"
_LONGEST_EXTRA: Final = 1_000
_MOST_CATEGORIES: Final = 20
_MOST_BYTES: Final = 5 * 1024 * 1024
#: XML 1.0 has no way to write these, not even escaped.
_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: An attribute whose text may hold quotes and brackets: it ends before the next one or the tag's end.
_LOOSE: Final = re.compile(r"([A-Za-z]{2,20})=\"(.{0,1500}?)\"(?=\s+[A-Za-z]{2,20}=\"|\s*/?>)", re.DOTALL)
_MOST_OUTLINE: Final = 4_096
_MOST_LOOSE: Final = 1024 * 1024
#: Some programs save the address as `feed://…` or `feed:https://…`.
_FEED_SCHEME: Final = re.compile(r"^feed:(?://(?!/)|(?=https?:))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OpmlEntry:
    """One subscription of a list."""

    title: str
    url: str
    #: The web page that the feed belongs to, where the list names one.
    home: str | None = None
    #: Headings it stands under, outermost first.
    groups: tuple[str, ...] = ()
    #: As OPML's `category` has them, without the slashes of a path.
    categories: tuple[str, ...] = ()
    #: Names and values in our own namespace, by name; a stranger may have written them.
    extras: tuple[tuple[str, str], ...] = ()


def read_opml(document: bytes) -> tuple[OpmlEntry, ...]:
    """Return the subscriptions of `document` in its order, each address once; raises `OpmlError`."""
    if len(document) > _MOST_BYTES:
        raise OpmlError("The list is larger than 5 MB: split it, and import the parts one by one.")
    try:
        root = _root(document)
    except ET.ParseError as error:
        line = error.position[0]
        raise OpmlError(f"The list is not well-formed XML (line {line}): export it again.") from error
    except DefusedXmlException as error:
        raise OpmlError(
            "The list declares entities of its own, which is not safe: export it again."
        ) from error
    except (ValueError, LookupError) as error:
        raise OpmlError("The list's encoding is unknown: export it again as UTF-8.") from error
    if _plain_tag(root) != "opml":
        raise OpmlError("The document is not a subscription list (OPML): export your feeds as OPML first.")
    entries: dict[str, OpmlEntry] = {}
    for entry in _entries(root):
        entries.setdefault(canonical(entry.url), entry)
    return tuple(entries.values())


def write_opml(entries: Iterable[OpmlEntry], *, title: str = "Feeds") -> bytes:
    """Return a list of `entries`; those of one group stand together. The same entries give the same bytes."""
    ET.register_namespace("rounds", NAMESPACE)
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = _writable(title)
    groups: dict[tuple[str, ...], ET.Element] = {(): ET.SubElement(root, "body")}
    for entry in entries:
        _write(entry, _group(groups, tuple(_writable(name) for name in entry.groups)))
    ET.indent(root)
    return b"<?xml version='1.0' encoding='utf-8'?>\n" + ET.tostring(root) + b"\n"


def _root(document: bytes) -> ET.Element:
    """Parse; a complete list that is no XML, as some exports are, is read attribute by attribute."""
    try:
        return defusedxml.ElementTree.fromstring(document)
    except ET.ParseError:
        mended = _mended(document)
        if mended is None:
            raise
        return mended


def _mended(document: bytes) -> ET.Element | None:
    """Return the outlines of a list that escapes nothing, without its groups; none where it broke off."""
    complete = document.rstrip().lower().endswith(b"</opml>")
    if not complete or len(document) > _MOST_LOOSE or b"<!ENTITY" in document:
        return None
    root = ET.Element("opml")
    for outline in document.decode("utf-8", "replace").split("<outline")[1:]:
        attributes = {name: html.unescape(value) for name, value in _LOOSE.findall(outline[:_MOST_OUTLINE])}
        ET.SubElement(root, "outline", attributes)
    return root


def _entries(root: ET.Element) -> Iterator[OpmlEntry]:
    """Yield in document order, without recursion: a list may be nested deeper than Python's stack."""
    waiting: list[tuple[ET.Element, tuple[str, ...]]] = [(root, ())]
    while waiting:
        outline, groups = waiting.pop()
        named = {name.lower(): value for name, value in outline.attrib.items()}
        url = absolute(_FEED_SCHEME.sub(_real_scheme, named.get("xmlurl", "")), base_url="")
        name = " ".join((named.get("title") or named.get("text") or "").split())
        if url:
            yield OpmlEntry(
                name or url,
                url,
                absolute(named.get("htmlurl", ""), base_url=""),
                groups,
                _categories(named.get("category", "")),
                _extras(outline.attrib),
            )
        inner = (*groups, name) if name and not url and _plain_tag(outline) == "outline" else groups
        waiting.extend((child, inner) for child in reversed(outline))


def _categories(written: str) -> tuple[str, ...]:
    """Return the last part of each path: `/Health/Heart,news` is `Heart` and `news`."""
    parts = (" ".join(path.strip().strip("/").rpartition("/")[2].split()) for path in written.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))[:_MOST_CATEGORIES]


def _extras(attributes: dict[str, str]) -> tuple[tuple[str, str], ...]:
    ours = "{" + NAMESPACE + "}"
    found = ((name.removeprefix(ours), value) for name, value in attributes.items() if name.startswith(ours))
    return tuple(sorted((name, value[:_LONGEST_EXTRA]) for name, value in found))


def _real_scheme(match: re.Match[str]) -> str:
    return "http://" if match[0].endswith("//") else ""


def _plain_tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2].lower()


def _group(groups: dict[tuple[str, ...], ET.Element], path: tuple[str, ...]) -> ET.Element:
    """Return the outline of the group `path`, made together with those above it where it is missing."""
    for depth in range(1, len(path) + 1):
        above, here = path[: depth - 1], path[:depth]
        if here not in groups:
            groups[here] = ET.SubElement(
                groups[above], "outline", text=path[depth - 1], title=path[depth - 1]
            )
    return groups[path]


def _write(entry: OpmlEntry, parent: ET.Element) -> None:
    name = _writable(entry.title)
    outline = ET.SubElement(parent, "outline", type="rss", text=name, title=name, xmlUrl=entry.url)
    if entry.home:
        outline.set("htmlUrl", entry.home)
    if entry.categories:
        outline.set("category", ",".join(_writable(each.replace(",", " ")) for each in entry.categories))
    for extra, value in sorted(entry.extras):
        outline.set(f"{{{NAMESPACE}}}{extra}", _writable(value))


def _writable(text: str) -> str:
    return " ".join(_UNWRITABLE.sub("", text).split())
