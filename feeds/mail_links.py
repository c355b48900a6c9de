"""The links in the words of a mail, each with its own text and the words around it.

Pictures are dropped with the links that hold nothing else: they are decoration, or count who reads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

from feeds.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCKS: Final = frozenset(
    {
        "p", "div", "br", "li", "ul", "ol", "td", "th", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6",
        "hr", "blockquote", "section", "article", "header", "footer",
    }
)  # fmt: skip
_UNREAD: Final = frozenset({"style", "script", "title", "noscript"})
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]{4,2000}", re.IGNORECASE)
#: What encloses an address, or ends the sentence that it stands in, is no part of it.
_BEHIND: Final = ".,;:!?)]}'\u2019\u201d"
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])[\"\u201d\u2019)]?\s+(?=[\"\u201c\u2018(]?[A-Z0-9])")
_MOST_LINKS: Final = 1_000
_LONGEST_SAYING: Final = 300


@dataclass(frozen=True, slots=True)
class MailLink:
    """A link as it stands in a mail; all texts are plain."""

    url: str
    #: What a reader clicks on.
    anchor: str = field(repr=False)
    #: The sentence around it, or the short paragraph; empty where the link stands alone.
    around: str = field(repr=False)
    #: The words that stand before its paragraph, a heading as a rule.
    before: str = field(repr=False)
    #: The paragraph after the one that is nothing but the link.
    after: str = field(repr=False)


@dataclass(slots=True)
class _Block:
    pieces: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return plain("".join(self.pieces).replace("<", "&lt;"))


def links_in_html(markup: str) -> list[MailLink]:
    """Return the links of `markup` that have words, in its order."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return list(_with_context(reader.blocks))[:_MOST_LINKS]


def links_in_text(text: str) -> list[MailLink]:
    """Return the addresses in a plain text, with the words around them."""
    blocks: list[_Block] = []
    for paragraph in re.split(r"\n\s*\n", text):
        words = " ".join(paragraph.split())
        addresses = [match[0].rstrip(_BEHIND) for match in _ADDRESS.finditer(words)]
        rest = " ".join(_ADDRESS.sub(" ", words).split()).rstrip(" :<([")
        blocks.append(_Block([rest], [(address, rest) for address in addresses]))
    return list(_with_context(blocks))[:_MOST_LINKS]


def _with_context(blocks: list[_Block]) -> Iterator[MailLink]:
    told = [block for block in blocks if block.links or block.text]
    texts = [block.text for block in told]
    before = ""
    for number, block in enumerate(told):
        after = texts[number + 1] if number + 1 < len(told) and not told[number + 1].links else ""
        for url, anchor in block.links:
            is_alone = anchor == texts[number]
            around = "" if is_alone else _saying(texts[number], anchor)
            yield MailLink(url, anchor, around, before, after if is_alone else "")
        if texts[number] and not (block.links and all(anchor == texts[number] for _, anchor in block.links)):
            before = texts[number]


def _saying(text: str, anchor: str) -> str:
    """Return the paragraph where it is short, else the sentence that holds the link."""
    if len(text) <= _LONGEST_SAYING:
        return text
    return next((sentence for sentence in _SENTENCE_END.split(text) if anchor in sentence), text)


class _Reader(HTMLParser):
    """Collects blocks of text and the links in them; never raises for what a mail holds."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks = [_Block()]
        self._href = ""
        self._anchor: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNREAD:
            self._unread += 1
        elif tag in _BLOCKS:
            self._break()
        elif tag == "a":
            self._end_link()
            self._href = next((value for name, value in attrs if name == "href" and value), "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNREAD:
            self._unread = max(0, self._unread - 1)
        elif tag == "a":
            self._end_link()
        elif tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if self._unread:
            return
        self.blocks[-1].pieces.append(data)
        if self._href:
            self._anchor.append(data)

    def close(self) -> None:
        super().close()
        self._end_link()

    def _end_link(self) -> None:
        anchor = plain("".join(self._anchor).replace("<", "&lt;"))
        if self._href and anchor:
            self.blocks[-1].links.append((self._href, anchor))
        self._href, self._anchor = "", []

    def _break(self) -> None:
        """Begin a block; a link that goes on over it belongs to where its words end."""
        if any(piece.strip() for piece in self.blocks[-1].pieces) and not self._href:
            self.blocks.append(_Block())
        elif self._anchor:
            self._anchor.append(" ")
            self.blocks[-1].pieces.append(" ")
