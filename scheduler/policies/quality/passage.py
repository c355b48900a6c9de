"""A text as the rules of quality read it: its words, its sentences, and where each stands.

Guarantees that every offset is one of the text as it was given.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from scheduler.policies.vocabulary import Expression

#: Addresses and names of accounts are no words of a sentence.
_ADDRESS = Expression(
    r"(?:https?://|www\.)[^\s]{1,2000}|(?<![\w@])@\w{1,50}|"
    r"(?<![\w.@-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,190}|"
    r"(?<![\w.@-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}\.(?:com|org|net|gov|edu|ly|int)(?:/\S{0,500})?(?!\w)",
    re.IGNORECASE,
)
_WORD = Expression(r"\d+(?:[.,]\d+)*%?|[^\W\d_]+(?:'[^\W\d_]+)*")
_PLAIN_WORD = Expression(r"[^\W\d_]+|\d+")
_LETTER = Expression(r"[^\W\d_]")
_SEAM = Expression(r"(?<=[a-z])(?=[A-Z])")
_APOSTROPHES = str.maketrans({"\N{RIGHT SINGLE QUOTATION MARK}": "'", "\N{MODIFIER LETTER APOSTROPHE}": "'"})
#: What ends a sentence: a sign with blank space or the end after it, or a line's end.
_END = Expression(r"(?<!\bdr)(?<!\bmr)(?<!\bms)(?<!\bmrs)(?<!\bst)(?<!\bvs)[.!?…]+[\"')\]]*(?=\s|$)|\n+")


class Token(NamedTuple):
    """One word in lower case, and where it stands."""

    word: str
    start: int
    end: int


@dataclass(frozen=True)
class Passage:
    """One text and what it is made of."""

    text: str

    @cached_property
    def low(self) -> str:
        """The text in lower case with straight apostrophes, character for character as long as `text`."""
        low = self.text.translate(_APOSTROPHES)
        lowered = low.lower()
        if len(lowered) == len(low):
            return lowered
        return "".join(char.lower() if len(char.lower()) == 1 else char for char in low)

    @cached_property
    def prose(self) -> str:
        """The lower text with a blank for each character of an address, as long as `text`."""
        return _ADDRESS.sub(lambda match: " " * len(match[0]), self.low)

    @cached_property
    def plain_words(self) -> frozenset[str]:
        """Each run of letters, or of digits, of the prose."""
        return frozenset(_PLAIN_WORD.findall(self.prose))

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words outside of addresses; those of a hashtag one by one where capitals part them."""
        found: list[Token] = []
        for match in _WORD.finditer(self.prose):
            start, end = match.span()
            if start and self.text[start - 1] == "#":
                seams = [start + seam.start() for seam in _SEAM.finditer(self.text[start:end])]
                edges = [start, *seams, end]
                found += (Token(self.prose[a:b], a, b) for a, b in pairwise(edges))
            else:
                found.append(Token(match[0], start, end))
        return tuple(found)

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Where each sentence starts and ends; those without a letter are left out."""
        edges = [0, *(match.end() for match in _END.finditer(self.prose)), len(self.prose)]
        spans = pairwise(edges)
        return tuple((start, end) for start, end in spans if _LETTER.search(self.prose, start, end))

    def sentence_at(self, index: int) -> tuple[int, int]:
        """Return where the sentence around an offset starts and ends; the whole text where there is none."""
        place = bisect_right([start for start, _ in self.sentences], index) - 1
        return self.sentences[place] if place >= 0 else (0, len(self.text))

    def words_between(self, start: int, end: int) -> tuple[Token, ...]:
        """Return the words that begin inside a stretch."""
        first = bisect_left(self._starts, start)
        return self.tokens[first : bisect_left(self._starts, end)]

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(token.start for token in self.tokens)
