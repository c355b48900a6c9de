"""Relevance where no sentence model is installed: the words a text shares with the profile's lines."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from feeds.rank import fit

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What a text is worth that shares no word with any line: by words alone one can't tell that it does not fit.
UNKNOWN: Final = 0.25
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
#: Words that stand in half of all descriptions of health and tell nothing apart.
_LIGHT: Final = frozenset(
    {"health", "care", "disease", "diseases", "people", "with", "their", "your", "from"}
)


class Shared(NamedTuple):
    """The line that shares most words with a text: its number or `None`, what that is worth, the words."""

    line: int | None
    worth: float
    words: tuple[str, ...] = ()


def closest(text: str, lines: Sequence[tuple[str, float]]) -> Shared:
    """Return which of `lines` (words and weight) shares most words with `text`."""
    best = Shared(None, UNKNOWN)
    for number, (words, weight) in enumerate(lines):
        found = fit(text, _wanted(words))
        worth = UNKNOWN + (1 - UNKNOWN) * found.value * weight
        if found.matched and worth > best.worth:
            best = Shared(number, worth, found.matched)
    return best


@lru_cache(maxsize=256)
def _wanted(words: str) -> tuple[str, ...]:
    return tuple(sorted({word for word in _WORD.findall(words.casefold()) if word not in _LIGHT}))
