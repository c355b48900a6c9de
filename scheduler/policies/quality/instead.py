"""What may stand in the place of words that have a better twin; nothing where a person must choose.

Guarantee: what is returned fits at that very place; where grammar around it would break, there is none.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from scheduler.policies.quality.lexicon import table
from scheduler.policies.vocabulary import Expression

if TYPE_CHECKING:
    from scheduler.policies.quality.passage import Passage

#: Advice that names several ways leaves the choice to a person.
_SEVERAL = Expression(r",| or |/|\(")
_ARTICLE = Expression(r"(?<!\w)(an?)[ \t]$")
_VOWEL = Expression(r"[aeiou]")
_WORD = Expression(r"[^\W\d_]+")


def twin(passage: Passage, start: int, end: int, said: str) -> str | None:
    """Return `said` as it may stand for the text from `start` to `end`; `None` where a person must write it.

    It begins with a capital where the text did, unless that is an abbreviation inside a sentence.
    """
    text = passage.text
    if _SEVERAL.search(said) or _joins(text, start, end) or _breaks_article(passage, start, said):
        return None
    stood = text[start:end]
    is_capital = stood[0].isupper() and (not stood.isupper() or begins_sentence(passage, start))
    return said[0].upper() + said[1:] if is_capital else said


def _joins(text: str, start: int, end: int) -> bool:
    """Is it a part of a hashtag, a name or a longer word?"""
    before, behind = text[max(0, start - 1) : start], text[end : end + 1]
    return before in {"#", "@", "$"} or any(char.isalnum() or char == "_" for char in before + behind)


def _breaks_article(passage: Passage, start: int, said: str) -> bool:
    """Would “a” have to become “an” before it, or the other way round?"""
    article = _ARTICLE.search(passage.low[max(0, start - 4) : start])
    if not article:
        return False
    return said.startswith(("a ", "an ")) or (article[1] == "an") != bool(_VOWEL.match(said.lower()))


def begins_sentence(passage: Passage, start: int) -> bool:
    """Does no word of its sentence stand before an offset?"""
    first, _ = passage.sentence_at(start)
    return not any(char.isalnum() for char in passage.text[first:start])


def spoken(passage: Passage, start: int, end: int) -> str:
    """Return what stands there in capitals with small letters; abbreviations and names keep theirs."""
    low = _WORD.sub(_small, passage.text[start:end])
    return low[0].upper() + low[1:] if begins_sentence(passage, start) else low


def _small(match: re.Match[str]) -> str:
    word = match[0]
    if word in _kept() or not re.search("[AEIOUY]", word):
        return word
    return word.capitalize() if word in _names() else word.lower()


@lru_cache(maxsize=1)
def _kept() -> frozenset[str]:
    return frozenset(table("tone")["abbreviations"])


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(table("tone")["names"])
