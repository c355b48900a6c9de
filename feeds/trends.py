"""Weak signals: what many publishers suddenly speak of that few spoke of before.

A term (a word or two in a row) bursts where it stands in far more *publisher-days* of the last days than the
weeks before lead one to expect. A publisher-day is one publisher on one day, however often it speaks: so a
flood from one account weighs no more than a single item, and an account that falls silent or joins moves what
is expected along with what is seen. Backlog is neither evidence nor base.

Knows no database. The figures behind `Rule` are printed by `benchmarks/trends.py`.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence
    from datetime import datetime

_DAY: Final = 86_400
_NOT_WORDS: Final = re.compile(r"https?://\S+|\bwww\.\S+|(?<!\w)@\w+|\bRT\b|&\w+;")
_WORD: Final = re.compile("[^\\W_]+(?:[.'\u2019-][^\\W_]+)*")
#: A word is taken to stand in half a text of so many others besides, for a few texts tell little.
_AS_IF: Final = 5
_POSSESSIVE: Final = re.compile("['\u2019]s?$")
_NO_PLURAL: Final = ("ss", "us", "is", "as", "os")
#: Shorter words, and pairs with one, tell no story.
_SHORTEST: Final = 3
#: After so long a silence a story is news again.
REST: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Signal:
    """Something said in public at a time: an item of a feed, a mention, a post of another."""

    key: Hashable
    #: Whose voice it is; items of one publisher count once a day.
    publisher: str
    at: datetime
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """When a term bursts."""

    window: timedelta = timedelta(days=3)
    base: timedelta = timedelta(days=56)
    #: Standard deviations above what is expected.
    z: float = 4.0
    items: int = 4
    publishers: int = 3
    #: Terms of which so large a part of the rarer one's items is shared tell one story.
    overlap: float = 0.5
    #: A story holds together: another word stands in this part of its items ...
    company: float = 0.3
    #: ... and so many times as often as it stands elsewhere.
    lift: float = 3.0


@dataclass(frozen=True, slots=True)
class Burst:
    """One story that bursts, with its evidence."""

    #: The strongest first.
    terms: tuple[str, ...]
    #: Keys of the signals of the window that hold one of the terms, newest first.
    evidence: tuple[Hashable, ...]
    publishers: tuple[str, ...]
    z: float
    #: Publisher-days on which the strongest term was seen, and was to be expected.
    seen: int
    expected: float


@dataclass(frozen=True, slots=True)
class _Doc:
    at: float
    publisher: str
    key: Hashable
    #: Each term as it is compared, and as it is written here.
    terms: dict[str, str]

    @property
    def unit(self) -> tuple[str, int]:
        return self.publisher, int(self.at // _DAY)


@dataclass(frozen=True, slots=True)
class _Term:
    name: str
    z: float
    seen: int
    expected: float
    docs: frozenset[int]


def terms_of(text: str) -> dict[str, str]:
    """Return the words of `text` and each two in a row, without addresses and names of accounts.

    As they are compared, plurals folded, and beside that as they are written.
    """
    written = [match[0] for match in _WORD.finditer(_NOT_WORDS.sub(" ", text).casefold())]
    words = [(_singular(word), word) for word in written]
    found = {folded: word for folded, word in words if len(folded) >= _SHORTEST and not _is_number(folded)}
    for (one, first), (other, second) in pairwise(words):
        if min(len(one), len(other)) >= _SHORTEST:
            found[f"{one} {other}"] = f"{first} {second}"
    return found


def _is_number(word: str) -> bool:
    return not any(letter.isalpha() for letter in word)


def _singular(word: str) -> str:
    """Fold the commonest plural and the possessive, so that one mammogram and two mammograms are one word."""
    word = _POSSESSIVE.sub("", word)
    is_plural = len(word) > _SHORTEST and word.endswith("s") and not word.endswith(_NO_PLURAL)
    return word[:-1] if is_plural else word


class Stream:
    """Signals in order of time, ready to be asked at any moment."""

    def __init__(
        self, signals: Iterable[Signal], *, rule: Rule | None = None, only_at: datetime | None = None
    ) -> None:
        """Read `signals`; one text that a publisher says again counts once.

        What is to be asked at one moment only, and not later, takes a fraction of the memory.
        """
        self._rule = rule or Rule()
        docs = list(_read(sorted(signals, key=lambda signal: signal.at)))
        self._docs = docs if only_at is None else self._thinned(docs, only_at.timestamp())
        self._times = [doc.at for doc in self._docs]
        self._with: dict[str, list[int]] = defaultdict(list)
        for number, doc in enumerate(self._docs):
            for term in doc.terms:
                self._with[term].append(number)

    def bursts(self, now: datetime) -> list[Burst]:
        """Return the stories that burst at `now`, strongest first; what came later is not looked at."""
        rule, until = self._rule, now.timestamp()
        first = bisect_right(self._times, until - rule.window.total_seconds())
        base = bisect_right(self._times, until - (rule.window + rule.base).total_seconds())
        end = bisect_right(self._times, until)
        found = sorted(self._loud(base, first, end), key=lambda term: (-term.z, term.name))
        return [self._burst(story) for story in _stories(found, rule.overlap)]

    def _thinned(self, docs: list[_Doc], until: float) -> list[_Doc]:
        """Leave to what is older than the window only the terms that may burst in it."""
        first = until - self._rule.window.total_seconds()
        counts = Counter(term for doc in docs if first < doc.at <= until for term in doc.terms)
        loud = {term for term, count in counts.items() if count >= self._rule.items}
        return [
            doc if doc.at > first else replace(doc, terms=dict.fromkeys(loud & doc.terms.keys(), ""))
            for doc in docs
        ]

    def _loud(self, base: int, first: int, end: int) -> Iterator[_Term]:
        rule = self._rule
        active, before = self._units(range(first, end)), self._units(range(base, first))
        counts = Counter(term for doc in self._docs[first:end] for term in doc.terms)
        for term, count in counts.items():
            if count < rule.items:
                continue
            held = self._with[term]
            cuts = [bisect_left(held, edge) for edge in (base, first, end)]
            then, recent = held[cuts[0] : cuts[1]], held[cuts[1] : cuts[2]]
            if len({self._docs[each].publisher for each in recent}) < rule.publishers:
                continue
            seen = len(self._units(recent))
            expected = len(active) * (len(self._units(then)) + 0.5) / (len(before) + 1.0)
            z = deviation(seen, len(active), expected)
            if z >= rule.z and self._has_company(term, recent, counts, end - first):
                yield _Term(term, z, seen, expected, frozenset(recent))

    def _has_company(self, term: str, docs: Sequence[int], counts: Counter[str], total: int) -> bool:
        """Say whether another word goes with the term: what tells one story shares more than one word."""
        own = set(term.split())
        beside = Counter(
            each for doc in docs for each in self._docs[doc].terms if not own & set(each.split())
        )
        enough = max(self._rule.company * len(docs), 2)
        return any(
            n >= enough
            and n / len(docs) >= self._rule.lift * (counts[each] - n + 0.5) / (total - len(docs) + _AS_IF)
            for each, n in beside.items()
        )

    def _written(self, term: _Term) -> str:
        """Return how the term is written most often in what is evidence for it."""
        ways = Counter(self._docs[each].terms[term.name] for each in sorted(term.docs))
        return ways.most_common(1)[0][0]

    def _units(self, docs: Iterable[int]) -> set[tuple[str, int]]:
        return {self._docs[each].unit for each in docs}

    def _burst(self, story: list[_Term]) -> Burst:
        docs = sorted(set().union(*(term.docs for term in story)), reverse=True)
        return Burst(
            terms=tuple(self._written(term) for term in story),
            evidence=tuple(self._docs[each].key for each in docs),
            publishers=tuple(sorted({self._docs[each].publisher for each in docs})),
            z=story[0].z,
            seen=story[0].seen,
            expected=story[0].expected,
        )


def fresh(
    bursts: Iterable[Burst], told: dict[str, datetime], *, now: datetime, rest: timedelta = REST
) -> list[Burst]:
    """Return the bursts that were not told yet, and note in `told` when each word was last heard.

    A story is told once: while its words go on bursting they are noted anew, and only after `rest` of
    silence its strongest word makes news again.
    """
    found = []
    for burst in bursts:
        lead = compared(burst.terms[0])
        if lead not in told or now - told[lead] > rest:
            found.append(burst)
        told.update((compared(term), now) for term in burst.terms)
    return found


def compared(term: str) -> str:
    """Return a term as it is compared, its plurals folded."""
    return " ".join(_singular(word) for word in term.split())


def deviation(seen: int, of: int, expected: float) -> float:
    """Return how far `seen` of `of` lies above `expected`, in standard deviations (root of the deviance)."""
    if seen <= expected or not of:
        return 0.0
    rest = (of - seen) * math.log((of - seen) / (of - expected)) if of > seen else 0.0
    return math.sqrt(2 * (seen * math.log(seen / expected) + rest))


def _read(signals: Iterable[Signal]) -> Iterator[_Doc]:
    """Yield what is said for the first time: what a publisher says again is no news of it."""
    said: set[tuple[str, frozenset[str]]] = set()
    for signal in signals:
        terms = terms_of(signal.text)
        if terms and (signal.publisher, frozenset(terms)) not in said:
            said.add((signal.publisher, frozenset(terms)))
            yield _Doc(signal.at.timestamp(), signal.publisher, signal.key, terms)


def _stories(found: list[_Term], overlap: float) -> list[list[_Term]]:
    """Put each term to the first story whose strongest term shares enough items with it."""
    stories: list[list[_Term]] = []
    for term in found:
        home = next((each for each in stories if _share(each[0].docs, term.docs) >= overlap), None)
        if home is None:
            stories.append([term])
        else:
            home.append(term)
    return stories


def _share(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / min(len(one), len(other))
