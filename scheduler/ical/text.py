"""Text made fit for a calendar: what no reader of `.ics` files mangles.

Everything that goes into a property passes through here first. The library guards line breaks
only with `assert`, so nothing may rely on it: what leaves this module holds no line break but LF.
"""

from __future__ import annotations

import re
import unicodedata

#: Work is bounded: of a text longer than this many times its limit, the rest is never looked at.
_LOOKED_AT = 20
_LINE_BREAKS = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_DROPPED = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 0xFEFF, *range(0xD800, 0xE000)])
#: Several readers take a backslash and N for a line break, so the backslash becomes U+2216.
_LOOKS_LIKE_BREAK = re.compile(r"\\(?=[nN])")
#: `;` and `,` in all the shapes that Outlook takes for separators.
_SEPARATORS = re.compile("[;,\u061b\u060c\ufe54\ufe50\uff1b\uff0c]")
_SENTENCE = re.compile("(.{20,}?[.!?…。！？])(?=\\s|$)")  # noqa: RUF001 - full-width marks end sentences too
_ZERO_WIDTH_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)


def paragraphs(text: str, limit: int) -> str:
    """Return `text` with LF as its only line break, without controls, at most `limit` characters."""
    looked_at = _LINE_BREAKS.sub("\n", text[: limit * _LOOKED_AT]).translate(_DROPPED)
    return clipped(_LOOKS_LIKE_BREAK.sub("\u2216", looked_at), limit)


def one_line(text: str, limit: int) -> str:
    """Return `text` as one line with single blanks, at most `limit` characters."""
    looked_at = paragraphs(text[: limit * _LOOKED_AT], limit * _LOOKED_AT)
    return clipped(" ".join(looked_at.split()), limit)


def address(url: str) -> str:
    """Return `url` without blanks and controls: an address is written as it is, unescaped."""
    return "".join(paragraphs(url, 2000).split())


def category(name: str) -> str:
    """Return a name that Outlook keeps in one piece: no separator, at most 255 characters."""
    return one_line(_SEPARATORS.sub(" ", name[: 255 * _LOOKED_AT]), 255)


def short_title(text: str, limit: int = 60) -> str:
    """Return the first line of `text`; where that is too long its first sentence, else its first words."""
    lines = paragraphs(text, limit * _LOOKED_AT).split("\n")
    line = next((found for line in lines if (found := " ".join(line.split()))), "")
    if len(line) <= limit:
        return line
    sentence = _SENTENCE.match(line)
    if sentence and len(sentence[1]) <= limit:
        return sentence[1]
    words, _, _ = line[:limit].rpartition(" ")
    return f"{words}…" if len(words) > limit // 2 else clipped(line, limit)


def clipped(text: str, limit: int) -> str:
    """Return `text` in at most `limit` characters, with an ellipsis where something was left out.

    The cut does not fall inside a letter with its accents or an emoji made of several, unless
    the whole text is one.
    """
    if len(text) <= limit:
        return text
    end = limit - 1
    while end > 0 and (_extends(text[end]) or text[end - 1] == _ZERO_WIDTH_JOINER):
        end -= 1
    return text[: end or limit - 1].rstrip(_ZERO_WIDTH_JOINER) + "…"


def _extends(character: str) -> bool:
    return (
        character == _ZERO_WIDTH_JOINER
        or ord(character) in _SKIN_TONES
        or unicodedata.category(character).startswith("M")
    )
