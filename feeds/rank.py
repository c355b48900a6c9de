"""A first ranking that explains itself: four named parts, multiplied.

score = trust * freshness * fit * novelty, each from 0 to 1, so that no strength outvotes a
weakness: an old item of the best source stays old. Pure; the weights are the tables below.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

Trust = Literal["A", "B", "C", "D"]
Kind = Literal["news", "explainer", "journal", "evergreen"]

#: Worth of a source's trust tier; what the tiers mean stands in `sources.toml`.
TRUST: Final[dict[Trust, float]] = {"A": 1.0, "B": 0.85, "C": 0.6, "D": 0.4}
#: After this time an item is worth half.
HALF_LIFE: Final[dict[Kind, timedelta]] = {
    "news": timedelta(days=2),
    "explainer": timedelta(days=14),
    "journal": timedelta(days=30),
    "evergreen": timedelta(days=365),
}
#: An item, or another of its story, that went out this recently is not proposed again.
REST: Final = timedelta(days=60)
#: An item without a date is taken to be this old.
UNDATED: Final = timedelta(days=7)
#: What an item is worth to a pillar none of whose words it holds.
_NO_FIT: Final = 0.1
_NAMED: Final = 3
_WORD: Final = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item looked at for one pillar."""

    #: Names the item; ties are broken by it.
    key: str
    source: str
    trust: Trust
    kind: Kind
    published: datetime | None
    pillar: str
    #: Words and phrases of the pillar; `vaccin*` stands for every ending.
    words: tuple[str, ...]
    title: str = field(repr=False)
    summary: str = field(default="", repr=False)
    #: When this item, or another of its story, last went out.
    last_used: datetime | None = None


class Part(NamedTuple):
    """One factor of a score: its name, its worth from 0 to 1, and the phrase that tells it to a person."""

    name: str
    value: float
    phrase: str


class Fit(NamedTuple):
    """How well a text fits a pillar's words: from 0 to 1, and the words that were found."""

    value: float
    matched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """A total and the parts it is the product of."""

    total: float
    parts: tuple[Part, ...]

    @property
    def reason(self) -> str:
        """The parts in words: "CDC, trust A; 14 h old; fits Prevention: flu; not used in 60 days"."""
        return "; ".join(part.phrase for part in self.parts)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its score."""

    candidate: Candidate
    score: Score


def rank(candidates: Iterable[Candidate], *, now: datetime) -> list[Ranked]:
    """Return `candidates`, best first; equal scores stand newest first, then by key, so the order is one."""
    scored = [Ranked(candidate, score(candidate, now=now)) for candidate in candidates]
    return sorted(scored, key=_order)


def score(candidate: Candidate, *, now: datetime) -> Score:
    """Return what `candidate` is worth at `now`, part by part."""
    parts = (
        _trust(candidate),
        _freshness(candidate, now),
        _pillar_fit(candidate),
        _novelty(candidate, now),
    )
    return Score(total=math.prod(part.value for part in parts), parts=parts)


def fit(text: str, words: Iterable[str]) -> Fit:
    """Return how well `text` fits `words`: each different word found halves what is missing to 1.

    A word is found whole, or in its plural; `word*` also at the start of longer words. Case does not matter.
    """
    read = _read(text)
    matched = tuple(dict.fromkeys(word for word in words if _stands_in(read, word)))
    return Fit(1.0 - 0.5 ** len(matched), matched)


def _order(ranked: Ranked) -> tuple[float, float, str, str]:
    published = ranked.candidate.published
    newest_first = -published.timestamp() if published else 0.0
    return (-ranked.score.total, newest_first, ranked.candidate.key, ranked.candidate.pillar)


@lru_cache(maxsize=64)
def _read(text: str) -> str:
    """Return the words of a text with one space around each: the same text is asked for many words."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _stands_in(read: str, word: str) -> bool:
    stem, pattern = _sought(word)
    return stem in read and pattern.search(read) is not None  # the first tells the most, and takes no time


@lru_cache(maxsize=4096)
def _sought(word: str) -> tuple[str, re.Pattern[str]]:
    """Return the letters without which a word is not there, and the pattern that has the last word."""
    parts = _WORD.findall(word.casefold())
    if not parts:
        return "", re.compile(r"(?!)")
    stem = " ".join(parts)
    ending = r"\w*" if word.rstrip().endswith("*") else r"(?:s|es)?"
    return stem, re.compile(rf"(?<=[\s-]){re.escape(stem)}{ending}(?=[\s'\u2019-])")


def _trust(candidate: Candidate) -> Part:
    return Part("trust", TRUST[candidate.trust], f"{candidate.source}, trust {candidate.trust}")


def _freshness(candidate: Candidate, now: datetime) -> Part:
    age = max(now - candidate.published, timedelta()) if candidate.published else UNDATED
    phrase = f"{_span(age)} old" if candidate.published else "no date given"
    return Part("freshness", 0.5 ** (age / HALF_LIFE[candidate.kind]), phrase)


def _pillar_fit(candidate: Candidate) -> Part:
    found = fit(f"{candidate.title}\n{candidate.summary}", candidate.words)
    if not found.matched:
        return Part("fit", _NO_FIT, f"no word of {candidate.pillar}")
    named = ", ".join(word.rstrip("*") for word in found.matched[:_NAMED])
    return Part("fit", found.value, f"fits {candidate.pillar}: {named}")


def _novelty(candidate: Candidate, now: datetime) -> Part:
    used = candidate.last_used
    if used is None or now - used >= REST:
        return Part("novelty", 1.0, f"not used in {REST.days} days")
    return Part("novelty", 0.0, f"used {_span(max(now - used, timedelta()))} ago")


def _span(age: timedelta) -> str:
    if age < timedelta(hours=1):
        return "under 1 h"
    return f"{age // timedelta(hours=1)} h" if age < timedelta(days=2) else f"{age.days} days"
