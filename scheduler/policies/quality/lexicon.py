"""Lists of phrases in files that people can read, and where they stand in a text.

A text is read once for all phrases of a list, word by word, so a longer list costs no more.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from scheduler.policies.quality.passage import Passage
from scheduler.policies.vocabulary import Expression

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scheduler.policies.quality.passage import Token

#: What may stand between two words of one phrase.
_BETWEEN = Expression(r"[ \t\u00a0\-\u2010\u2011]{0,2}")


class Match(NamedTuple):
    """A phrase of a list in a text: where it stands, and what the list says of it."""

    start: int
    end: int
    said: str
    #: Of the first word and of the word behind the last, in the passage's tokens.
    first: int
    behind: int


class Lexicon:
    """Phrases, each with what is said of it."""

    def __init__(self, phrases: Mapping[str, str]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for phrase, said in phrases.items():
            words = tuple(token.word for token in Passage(phrase).tokens)
            self._by_first.setdefault(words[0], []).append((words, said))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def find(self, passage: Passage) -> Iterator[Match]:
        """Yield each phrase that stands in a passage; of those that overlap the first, and the longest."""
        tokens, index = passage.tokens, 0
        while index < len(tokens):
            match = self._at(passage, index)
            if match:
                yield match
            index = match.behind if match else index + 1

    def _at(self, passage: Passage, index: int) -> Match | None:
        for words, said in self._by_first.get(passage.tokens[index].word, ()):
            tokens = passage.tokens[index : index + len(words)]
            if tuple(token.word for token in tokens) == words and _is_one(passage, tokens):
                return Match(tokens[0].start, tokens[-1].end, said, index, index + len(words))
        return None


def _is_one(passage: Passage, tokens: tuple[Token, ...]) -> bool:
    return all(_BETWEEN.fullmatch(passage.text, a.end, b.start) for a, b in pairwise(tokens))


@lru_cache(maxsize=16)
def table(name: str) -> dict[str, Any]:
    """Read one of the vocabularies that stand beside this module."""
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text("utf-8"))


@lru_cache(maxsize=16)
def swaps(name: str) -> Lexicon:
    """Return the phrases of a vocabulary's `swaps`, each with what to say instead."""
    said: dict[str, list[str]] = table(name)["swaps"]
    return Lexicon({form: plain for plain, forms in said.items() for form in forms})


def listed(phrases: Iterable[str]) -> Lexicon:
    """Return phrases of which nothing is said but that they are there."""
    return Lexicon(dict.fromkeys(phrases, ""))
