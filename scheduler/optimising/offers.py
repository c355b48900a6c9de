"""Candidates as columns: one offer for each candidate and pillar it fits, in arrays."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

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
    pairs = [
        (candidate, fit)
        for candidate in question.candidates
        for fit in sorted(candidate.fits, key=lambda fit: fit.pillar or "")
        if candidate.worth * candidate.relevance * fit.value > 0
        and (fit.pillar is None or pillars.known(fit.pillar) >= 0)
    ]
    sources, themes, stories, ageing = Numbers(), Numbers(), Numbers(), Numbers()
    for post in question.placed:
        if post.source:
            sources.of(post.source)
        if post.theme:
            themes.of(post.theme)
    rows: list[tuple[float, int, float, int, int, int, int, bool]] = []
    caps: dict[int, int] = {}
    for candidate, fit in pairs:
        source = sources.of(candidate.source)
        if candidate.weekly_cap is not None:
            caps[source] = min(candidate.weekly_cap, caps.get(source, NO_CAP))
        rows.append(
            (
                _strength(candidate, fit, question),
                ageing.of(candidate.half_life / _HOUR),
                (candidate.good_until - question.now) / _HOUR,
                -1 if fit.pillar is None else pillars.of(fit.pillar),
                source,
                themes.of(candidate.theme) if candidate.theme else -1,
                stories.of(candidate.story),
                not candidate.is_own,
            )
        )
    columns: list[Any] = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(8)]
    return Offers(
        candidates=tuple(candidate for candidate, _ in pairs),
        fits=tuple(fit for _, fit in pairs),
        strength=np.array(columns[0], dtype=np.float64),
        ageing=np.array(columns[1], dtype=np.intp),
        half_lives=np.array([thing for thing, _ in ageing.items()], dtype=np.float64),
        good_until=np.array(columns[2], dtype=np.float64),
        pillar=np.array(columns[3], dtype=np.intp),
        source=np.array(columns[4], dtype=np.intp),
        theme=np.array(columns[5], dtype=np.intp),
        story=np.array(columns[6], dtype=np.intp),
        is_curated=np.array(columns[7], dtype=np.bool_),
        caps=np.array([caps.get(number, NO_CAP) for number in range(len(sources))], dtype=np.intp),
        sources=sources,
        themes=themes,
        stories=stories,
    )


def _strength(candidate: Candidate, fit: Fit, question: Question) -> float:
    age = max(question.now - candidate.born, timedelta())
    worth = candidate.worth * candidate.relevance * fit.value
    return worth * math.pow(2, -(age / candidate.half_life))
