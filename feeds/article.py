"""The article in a web page: its words, without menus, notes and advertisements.

The only home of `trafilatura`, which is loaded with the first page (0.3 s). A page may be hostile:
call this inside a process that can be killed, as `feeds.worker` does.
"""

from __future__ import annotations

import codecs
import logging
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from trafilatura.settings import Document

#: Articles end long before; what is beyond is not looked at. A page costs about 1 s a megabyte at most.
MOST_BYTES: Final = 2_000_000
MOST_CHARACTERS: Final = 100_000
#: Deeper pages are none that a person wrote; walking through them takes a stack that may not be there.
_DEEPEST: Final = 2_000
_LONGEST_TITLE: Final = 500
_DECLARED: Final = re.compile(
    rb"<(?:meta|\?xml)[^<>]{0,300}?(?:charset|encoding)\s{0,5}=\s{0,5}[\"']?([\w.:-]{2,40})", re.IGNORECASE
)
#: What a page may be written in beside UTF-8; browsers take every name of Latin 1 for windows-1252.
_OTHERS: Final = re.compile(
    r"iso-8859-(?:[2-9]|1[013456])|windows-125[0-8]|koi8-[ru]|shift_jis|euc-(?:jp|kr)|gb(?:k|2312|18030)|big5"
)
_LANGUAGE: Final = re.compile(
    r"<html\b[^<>]{0,1000}?\blang\s{0,5}=\s{0,5}[\"']?([a-z]{2,3})\b", re.IGNORECASE
)
_TAG: Final = re.compile(
    r"<(/?)(?:div|span|section|article|blockquote|table|ul|ol|b|i|font|em)\b", re.IGNORECASE
)
_HEAD: Final = 65_536
_BYTE_ORDER: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Joiners: emoji and some scripts need them. All other marks that are not seen go.
_JOINERS: Final = "\u200c\u200d"


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says."""

    title: str = field(repr=False)
    #: Plain text, a paragraph a line, at most 100,000 characters; empty where the page has no article.
    text: str = field(repr=False)
    #: As the page says it, lower case, without region; empty where it does not.
    language: str = ""
    #: The day it says it was published, at midnight UTC.
    published: datetime | None = None


def extract(html: bytes, *, url: str) -> Article:
    """Return the article in `html`, as it was served from `url`; never raises for what a page holds."""
    page = _decoded(html[:MOST_BYTES])
    language = match[1].lower() if (match := _LANGUAGE.search(page[:_HEAD])) else ""
    found = _found(page, url)
    if found is None:
        return Article(title="", text="", language=language)
    return Article(
        title=visible(found.title or "")[:_LONGEST_TITLE],
        text=_paragraphs(found.text or ""),
        language=language or (found.language or "")[:2].lower(),
        published=_day(found.date),
    )


def visible(text: str) -> str:
    """Return `text` as one line, without what no reader sees: controls, marks of direction, empty letters."""
    whole = unicodedata.normalize("NFC", text)
    return " ".join("".join(letter for letter in whole if _is_seen(letter)).split())


def _is_seen(letter: str) -> bool:
    if letter.isascii():
        return letter >= " " or letter in "\t\n\r"
    if letter in _JOINERS:
        return True
    return unicodedata.category(letter) not in {"Cf", "Cc", "Cs", "Co", "Cn"}


def _decoded(html: bytes) -> str:
    """Decode as browsers do: a byte order mark, then what the page declares; UTF-8 where it is that anyway.

    Pages lie about UTF-8 in both directions, and text in another encoding is hardly ever valid UTF-8.
    """
    for mark, name in _BYTE_ORDER:
        if html.startswith(mark):
            return html.decode(name, "replace")
    try:
        return html.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(html) - 3:  # cut within a letter
            return html.decode("utf-8", "replace")
    match = _DECLARED.search(html[:_HEAD])
    declared = match[1].decode("ascii").lower() if match else ""
    return html.decode(declared if _OTHERS.fullmatch(declared) else "windows-1252", "replace")


def _found(page: str, url: str) -> Document | None:
    if _depth(page) > _DEEPEST:
        return None
    from trafilatura.core import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it tells addresses of pages
    try:
        found = bare_extraction(
            page,
            url=url,
            fast=True,
            include_comments=False,
            include_tables=False,
            with_metadata=True,
            # what a page declares; to look through its prose for a date took seconds on a page of 18 KB
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except (RecursionError, ValueError, TypeError, AttributeError, IndexError, KeyError):
        return None  # what its rules trip over is no article
    return None if isinstance(found, dict) else found


def _depth(page: str) -> int:
    """Return about how deep the elements of a page lie within each other."""
    deepest = depth = 0
    for tag in _TAG.finditer(page):
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _paragraphs(text: str) -> str:
    lines = (visible(line) for line in text[: 2 * MOST_CHARACTERS].splitlines())
    return "\n".join(line for line in lines if line)[:MOST_CHARACTERS]


def _day(text: str | None) -> datetime | None:
    try:
        return datetime.strptime(text or "", "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None
