"""JSON as strangers write it: cut off in the middle, and with values of the wrong type.

Whatever is not of the type that was asked for counts as missing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SPACE: Final = " \t\r\n"
_DECODER: Final = json.JSONDecoder()


def object_in(document: bytes) -> tuple[dict[str, Any] | None, bool]:
    """Return the object that `document` is, and whether it was whole; of a cut one, what stands before."""
    try:
        top = json.loads(document)
    except RecursionError:
        return None, False
    except ValueError:
        return _before_the_cut(_decoded(document)), False
    return (top, True) if isinstance(top, dict) else (None, True)


def text_of(entry: Mapping[str, Any], key: str) -> str:
    """Return the text under `key`, empty where there is none; a number counts as text for an `id`."""
    value = entry.get(key)
    if isinstance(value, int) and not isinstance(value, bool) and key == "id":
        return str(value)
    return value if isinstance(value, str) else ""


def entries_of(entry: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """Return the objects in the list under `key`."""
    value = entry.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _decoded(document: bytes) -> str:
    try:
        return document.decode(json.detect_encoding(document), "replace").lstrip("\ufeff")
    except (UnicodeError, LookupError):
        return ""


def _before_the_cut(text: str) -> dict[str, Any] | None:
    found: dict[str, Any] = {}
    try:
        found.update(_members(text))  # keeps what came before the fault
    except (ValueError, RecursionError):
        return found or None
    return found


def _members(text: str) -> Iterator[tuple[str, Any]]:
    """Yield the members of the object in `text`, lists unread; raises `ValueError` at the cut."""
    at = _past(text, 0, "{")
    while True:
        key, at = _DECODER.raw_decode(text, _skipped(text, at))
        at = _skipped(text, _past(text, at, ":"))
        if text[at : at + 1] == "[":
            items: list[Any] = []
            yield str(key), items
            at = _fill(items, text, at + 1)
        else:
            value, at = _DECODER.raw_decode(text, at)
            yield str(key), value
        at = _past(text, at, ",")


def _fill(items: list[Any], text: str, at: int) -> int:
    """Read the elements of a list into `items`, one by one; return where the list ends."""
    at = _skipped(text, at)
    while text[at : at + 1] != "]":
        item, at = _DECODER.raw_decode(text, at)
        items.append(item)
        at = _skipped(text, at)
        if text[at : at + 1] != "]":
            at = _skipped(text, _past(text, at, ","))
    return at + 1


def _skipped(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def _past(text: str, at: int, sign: str) -> int:
    at = _skipped(text, at)
    if text[at : at + 1] != sign:
        raise ValueError(sign)
    return at + 1
