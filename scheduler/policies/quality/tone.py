"""How a post sounds: boasting, shouting, signs in a row.

Praise of others is no boast: who thanks, names or celebrates somebody pays for a proud word.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from scheduler.policies.quality.instead import spoken
from scheduler.policies.quality.lexicon import Lexicon, listed, table
from scheduler.policies.quality.telling import advice, told
from scheduler.policies.vocabulary import Expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.policies.finding import Finding
    from scheduler.policies.quality.passage import Passage

_PLAIN = "federalplainlanguage.gov, guidelines"
BRAG = advice(
    "TONE-BRAG",
    "Show it instead of saying it: what was done, for whom, and who deserves the thanks.",
    "Rounds: readers trust thanks more than praise of oneself",
)
CAPITALS = advice(
    "TONE-CAPITALS",
    "Write this with small letters; capitals in a row read as shouting, and some screen readers spell them.",
    "WCAG 2.1, 1.3.1; " + _PLAIN,
)
SIGNS = advice("TONE-SIGNS", "One sign is enough.", _PLAIN)
TONE_RULES = (BRAG, CAPITALS, SIGNS)

#: A proud word weighs one; these were set on ten lines, before the posts that judge them were read.
_SHOUT, _CREDIT, _TOO_MUCH = 0.5, 0.75, 1.0
_NUMBER_ONE = Expression(
    r"(?<!\w)#1(?= (?:in|hospital|for|heart|cancer|children|program|rated|ranked|choice|clinic|center|team|"
    r"stroke|trauma|health))|(?<=we're )#1(?!\w)|(?<=we are )#1(?!\w)"
)
_SIGNS = Expression(r"[!?]{3,50}")
#: More than three words in capitals, of which two at least are no abbreviations.
_SHOUTING = Expression(r"(?<![\w#@])[A-Z]{2,30}(?:[ \t,]{1,2}[A-Z]{1,30}){3,40}(?!\w)")
_LONG, _FEWEST_LONG = 4, 2


def find_tone(passage: Passage) -> Iterator[Finding]:
    """Yield what makes a post loud or proud, each rule once or for each place."""
    yield from _boast(passage)
    for match in _shouts(passage):
        yield told(CAPITALS, *match.span(), CAPITALS.advice, instead=spoken(passage, *match.span()))
    signs = _SIGNS.search(passage.prose)
    if signs:
        yield told(SIGNS, *signs.span(), SIGNS.advice, instead="?" if "?" in signs[0] else "!")


@lru_cache(maxsize=1)
def _proud() -> Lexicon:
    words = table("tone")
    return Lexicon({**dict.fromkeys(words["brag"], "brag"), **dict.fromkeys(words["sense"], "")})


@lru_cache(maxsize=1)
def _credit() -> Lexicon:
    return listed(table("tone")["credit"])


def _boast(passage: Passage) -> Iterator[Finding]:
    boasts = [(match.start, match.end) for match in _proud().find(passage) if match.said]
    boasts += [match.span() for match in _NUMBER_ONE.finditer(passage.prose)]
    if boasts and _score(passage, len(boasts)) >= _TOO_MUCH:
        yield BRAG.finding(*min(boasts))


def _score(passage: Passage, boasts: int) -> float:
    shouts = any(_shouts(passage)) + ("!!!" in passage.prose)
    credit = sum(1 for _ in _credit().find(passage))
    return boasts + _SHOUT * shouts - _CREDIT * credit


def _shouts(passage: Passage) -> Iterator[re.Match[str]]:
    for match in _SHOUTING.finditer(passage.text):
        if sum(len(word) >= _LONG for word in re.split(r"[\s,]+", match[0])) >= _FEWEST_LONG:
            yield match
