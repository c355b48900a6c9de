"""Candidates as columns: one offer for each candidate and pillar it fits, in arrays."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from scheduler.domain.choice import Candidate, Fit
    from scheduler.optimising.question import Question

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]
_HOUR = timedelta(hours=1)


class Numbers:
    """Gives each different thing a number, in the order in which they first come."""

    def __init__(self, known: Iterable[Hashable] = ()) -> None:
        self._known: dict[Hashable, int] = {}
        for each in known:
            self.of(each)

    def of(self, thing: Hashable) -> int:
        """Return the number of a thing, a new one for a new thing."""
        return self._known.setdefault(thing, len(self._known))

    def known(self, thing: Hashable) -> int:
        """Return its number, -1 where it has none."""
        return self._known.get(thing, -1)

    def items(self) -> list[tuple[Hashable, int]]:
        """Return each thing with its number, in their order."""
        return list(self._known.items())

    def __len__(self) -> int:
        return len(self._known)


@dataclass(frozen=True)
class Offers:
    """The offers of all candidates, sorted by item and pillar; a row of each array is one offer."""

    candidates: tuple[Candidate, ...]
    fits: tuple[Fit, ...]
    #: Worth at `now`; it halves with each half-life of its class of ageing.
    strength: Floats
    ageing: Ints
    half_lives: Floats
    good_until: Floats
    pillar: Ints
    source: Ints
    theme: Ints
    story: Ints
    is_curated: Bools
    #: By source: the most of it in a week, a huge number for no limit.
    caps: Ints
    sources: Numbers
    themes: Numbers
    stories: Numbers

    def __len__(self) -> int:
        return len(self.strength)


NO_CAP = 1 << 40


def offers_of(question: Question) -> Offers:
    """Return the offers that are worth anything and whose pillar is there."""
    pillars = Numbers(pillar.name for pillar in question.pillars)
    pairs = list(_pairs(question, pillars))
    candidates = [candidate for candidate, _ in pairs]
    sources = Numbers(post.source for post in question.placed if post.source)
    themes = Numbers(post.theme for post in question.placed if post.theme)
    stories, ageing = Numbers(), Numbers()
    source = _whole(sources.of(each.source) for each in candidates)
    return Offers(
        candidates=tuple(candidates),
        fits=tuple(fit for _, fit in pairs),
        strength=_broken(_strength(candidate, fit, question) for candidate, fit in pairs),
        ageing=_whole(ageing.of(each.half_life / _HOUR) for each in candidates),
        half_lives=np.array([thing for thing, _ in ageing.items()], dtype=np.float64),
        good_until=_broken((each.good_until - question.now) / _HOUR for each in candidates),
        pillar=_whole(-1 if fit.pillar is None else pillars.of(fit.pillar) for _, fit in pairs),
        source=source,
        theme=_whole(themes.of(each.theme) if each.theme else -1 for each in candidates),
        story=_whole(stories.of(each.story) for each in candidates),
        is_curated=np.array([not each.is_own for each in candidates], dtype=np.bool_),
        caps=_caps(candidates, source, len(sources)),
        sources=sources,
        themes=themes,
        stories=stories,
    )


def _pairs(question: Question, pillars: Numbers) -> Iterator[tuple[Candidate, Fit]]:
    for candidate in question.candidates:
        for fit in sorted(candidate.fits, key=lambda fit: fit.pillar or ""):
            is_known = fit.pillar is None or pillars.known(fit.pillar) >= 0
            if is_known and candidate.worth * candidate.relevance * fit.value > 0:
                yield candidate, fit


def _caps(candidates: list[Candidate], source: Ints, sources: int) -> Ints:
    """Return the least cap that anything of a source names."""
    caps = np.full(sources, NO_CAP, dtype=np.intp)
    for candidate, number in zip(candidates, source, strict=True):
        if candidate.weekly_cap is not None:
            caps[number] = min(candidate.weekly_cap, caps[number])
    return caps


def _whole(numbers: Iterable[int]) -> Ints:
    return np.array(list(numbers), dtype=np.intp)


def _broken(numbers: Iterable[float]) -> Floats:
    return np.array(list(numbers), dtype=np.float64)


def _strength(candidate: Candidate, fit: Fit, question: Question) -> float:
    age = max(question.now - candidate.born, timedelta())
    worth = candidate.worth * candidate.relevance * fit.value
    return worth * math.pow(2, -(age / candidate.half_life))
