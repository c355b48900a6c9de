"""Texts in letters that a font has: what it lacks becomes a word that says so, never an empty box.

Emoji are dropped; writing in a script that the font lacks becomes its name, like [Arabic].
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Container

_PLAIN: Final = {"\u2010": "-", "\u2011": "-", "\u2212": "-", "\u00ad": "", "\u202f": " ", "\u2009": " "}
_BLANK, _DROPPED = " ", ""
#: The name of a script, said again for the next letter or word.
_AGAIN: Final = re.compile(r"(\[[A-Z][A-Za-z]+\])(?:\s*\1)+")


def in_letters(text: str, has: Container[int]) -> str:
    """Return a text on one line in the letters of a font, which `has` holds by their numbers."""
    composed = unicodedata.normalize("NFC", text)
    signs = [_sign(char, has) for char in composed]
    # one name for a whole run of letters, also across the blanks between its words
    return " ".join(_AGAIN.sub(r"\1", "".join(signs)).split())


def _sign(char: str, has: Container[int]) -> str:
    if char.isspace():
        return _BLANK
    char = _PLAIN.get(char, char)
    if not char or (ord(char) in has and char.isprintable()):
        return char
    if unicodedata.category(char)[0] not in "LN":
        return _DROPPED
    plain = unicodedata.normalize("NFKD", char)
    if plain != char and all(ord(each) in has for each in plain):
        return plain
    script = unicodedata.name(char, "unknown").split()[0]
    return f"[{script if script == 'CJK' else script.capitalize()}]"
