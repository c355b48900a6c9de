"""A list worth reading: one item for each story, unlike stories beside each other, no source too often."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: How much worth counts against newness beside what stands above (maximal marginal relevance).
_WORTH: Final = 0.7
#: Two texts this close stand for one another in a short list, whatever stories they were put to; chosen on
#: the earlier windows of `benchmarks/editors.py`.
SAME: Final = 0.35


@dataclass(frozen=True, slots=True)
class Choice:
    """One text to choose from."""

    worth: float
    story: int
    source: str = ""


def varied(
    choices: Sequence[Choice],
    vectors: NDArray[np.float32],
    *,
    most: int,
    per_source: int | None = None,
    same: float = SAME,
) -> list[int]:
    """Return the numbers of the best `most` of `choices`, one for each story, each unlike those above it.

    Where caps and likeness leave too few, the list is shorter: it is not filled up with repetitions.
    """
    worth = np.array([choice.worth for choice in choices], dtype=np.float64)
    nearest = np.zeros(len(choices))
    is_open = np.ones(len(choices), dtype=bool)
    stories = np.array([choice.story for choice in choices])
    sources = np.array([choice.source for choice in choices])
    taken: Counter[str] = Counter()
    found: list[int] = []
    while len(found) < most and is_open.any():
        gain = np.where(is_open, _WORTH * worth - (1 - _WORTH) * nearest, -np.inf)
        best = int(gain.argmax())
        found.append(best)
        taken[choices[best].source] += 1
        if vectors.shape[1]:
            nearest = np.maximum(nearest, vectors @ vectors[best])
        is_open &= (stories != choices[best].story) & (nearest < same)
        is_open[best] = False
        if per_source is not None and taken[choices[best].source] >= per_source:
            is_open &= sources != choices[best].source
    return found
