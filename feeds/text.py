"""Markup of a feed to plain text: nothing that comes out is read as markup again."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final

import nh3

#: A whole mail can hide in one field; more than this is never shown, so it is never cleaned either.
_MOST_MARKUP: Final = 200_000
_ROUNDS: Final = 4
_BLOCK: Final = re.compile(
    r"<(?=/?(?:p|br|div|li|ul|ol|tr|td|th|h[1-6]|hr|table|blockquote|section|article)\b)", re.IGNORECASE
)
_MARKUP: Final = re.compile(r"<(?=[a-zA-Z/!?])")
#: Controls, and the marks that reorder text on the screen (Unicode UAX 9); joiners stay, emoji need them.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def plain(markup: str) -> str:
    """Return `markup` as one line of plain text.

    Tags, comments, styles and scripts go, entities become characters, also where a feed escaped
    twice; what still looks like a tag after that loses its bracket.
    """
    text = _SURROGATE.sub("\ufffd", markup[:_MOST_MARKUP])
    for _ in range(_ROUNDS):
        cleaner = _without_tags(text)
        if cleaner == text:
            return cleaner
        text = cleaner
    return " ".join(_MARKUP.sub(" ", text.replace("&", " ")).split())


def shortened(text: str, most: int) -> str:
    """Return `text`, cut at a word's end to at most `most` characters, with an ellipsis where cut."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    cut = head.rpartition(" ")[0] if " " in head[most // 2 :] else head
    return f"{cut.rstrip(' ,;:.-')}…"


def _without_tags(text: str) -> str:
    if "<" in text:
        text = nh3.clean(_BLOCK.sub(" <", text), tags=set())
    unescaped = html.unescape(text)
    return " ".join(_UNSEEN.sub("", unicodedata.normalize("NFC", unescaped)).split())
