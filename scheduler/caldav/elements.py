"""XML as WebDAV speaks it: read without ever following what it declares, written by the standard library."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

if TYPE_CHECKING:
    from collections.abc import Iterable


DAV: Final = "{DAV:}"
CALDAV: Final = "{urn:ietf:params:xml:ns:caldav}"
SERVER: Final = "{http://calendarserver.org/ns/}"
APPLE: Final = "{http://apple.com/ns/ical/}"
ROUNDS: Final = "{urn:rounds}"
_PREFIXES: Final = {DAV: "D", CALDAV: "C", SERVER: "S", APPLE: "A", ROUNDS: "R"}
#: What XML 1.0 can't hold.
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: A program asks for two dozen; each is answered for each entry.
MOST_PROPERTIES: Final = 60


class UnreadableError(Exception):
    """It is no XML, or none that is read here."""


def read(body: bytes) -> Element:
    """Return the document of a request; raises `UnreadableError`."""
    try:
        found: Element = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as why:
        raise UnreadableError from why
    return found


def element(tag: str, *children: Element, text: str | None = None, **attributes: str) -> Element:
    """Return an element."""
    made = Element(tag, attributes)
    made.text = None if text is None else _FORBIDDEN.sub("", text)
    made.extend(children)
    return made


def href(address: str) -> Element:
    """Return an address."""
    return element(DAV + "href", text=address)


def wanted(request: Element | None) -> list[str]:
    """Return the names of the properties that a request asks for; raises `UnreadableError` for too many."""
    named = None if request is None else request.find(DAV + "prop")
    names = list(dict.fromkeys(each.tag for each in named)) if named is not None else []
    if len(names) > MOST_PROPERTIES:
        raise UnreadableError
    return names


def response(address: str, found: Iterable[Element], missing: Iterable[str]) -> Element:
    """Return what is told of one address."""
    made = element(DAV + "response", href(address))
    there, lacking = list(found), [Element(name) for name in missing]
    if there or not lacking:
        _add(made, there, "HTTP/1.1 200 OK")
    if lacking:
        _add(made, lacking, "HTTP/1.1 404 Not Found")
    return made


def gone(address: str) -> Element:
    """Return that nothing stands at an address."""
    return element(DAV + "response", href(address), element(DAV + "status", text="HTTP/1.1 404 Not Found"))


def document(root: Element) -> bytes:
    """Return the bytes of a document."""
    plain = Element(_short(root.tag), {f"xmlns:{prefix}": tag[1:-1] for tag, prefix in _PREFIXES.items()})
    plain.text = root.text
    plain.extend(root)
    for each in plain.iter():
        each.tag = _short(each.tag)
    written: bytes = tostring(plain, encoding="utf-8", xml_declaration=True)
    return written


def _add(made: Element, properties: Iterable[Element], status: str) -> None:
    part = SubElement(made, DAV + "propstat")
    SubElement(part, DAV + "prop").extend(properties)
    part.append(element(DAV + "status", text=status))


def _short(tag: str) -> str:
    """Return a name with one of our prefixes; names from elsewhere keep their own namespace."""
    space, brace, name = tag.rpartition("}")
    prefix = _PREFIXES.get(space + brace)
    return f"{prefix}:{name}" if prefix else tag
