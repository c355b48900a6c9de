"""What differs between two texts, by words. Pure; the same two texts always differ in the same way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

#: An address is one word; so are the letters of a word, blanks in a row, and any other sign.
_TOKENS: Final = re.compile(r"https?://\S+|\w+(?:['\u2019-]\w+)*|\s+|[^\w\s]")
_LINES: Final = re.compile(r"[^\n]*\n?")
#: Beyond so many comparisons lines are compared, not words: nobody waits for a difference.
_MOST: Final = 4_000_000


class Fate(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    GONE = "gone"
    COME = "come"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text and what became of it."""

    fate: Fate
    text: str


def difference(before: str, after: str) -> list[Piece]:
    """Return the pieces of both texts in their order; where words were replaced, the former ones first.

    The pieces that are not `COME` make up `before`, those that are not `GONE` make up `after`.
    """
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    if len(old) * len(new) > _MOST:
        old, new = _LINES.findall(before), _LINES.findall(after)
    return list(_joined(_pieces(old, new)))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (what, old_from, old_to, new_from, new_to) in enumerate(steps):
        gone, come = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        is_between = 0 < place < len(steps) - 1
        if what == "equal" and not (is_between and not gone.strip() and "\n" not in gone):
            yield Piece(Fate.SAME, gone)
            continue
        if gone:
            yield Piece(Fate.GONE, gone)
        if come:
            yield Piece(Fate.COME, come)


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Join what stands between two pieces that stayed: all that went, then all that came."""
    gone, come = "", ""
    for piece in pieces:
        if piece.fate is Fate.GONE:
            gone += piece.text
        elif piece.fate is Fate.COME:
            come += piece.text
        else:
            yield from _changed(gone, come)
            gone, come = "", ""
            if piece.text:
                yield piece
    yield from _changed(gone, come)


def _changed(gone: str, come: str) -> Iterator[Piece]:
    if gone:
        yield Piece(Fate.GONE, gone)
    if come:
        yield Piece(Fate.COME, come)
