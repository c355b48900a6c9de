"""Items that tell the same story, grouped: copies, and headlines that probably tell of one thing.

How likely two headlines tell one story is estimated from how near their vectors lie, how alike their
letters and words are, and how far apart they came; without a sentence model from the last two. How well
that does on real headlines is measured by `benchmarks/stories.py`, on which the numbers below were chosen.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from feeds.meaning.copies import copies
from feeds.meaning.headlines import UNLIKE, likenesses
from feeds.meaning.linkage import grouped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from feeds.meaning.headlines import Headline

    Floats = NDArray[np.float64]
    Chances = NDArray[np.float32]

WINDOW: Final = timedelta(hours=72)


class Weights(NamedTuple):
    """How the chance that two headlines tell one story is made, and what groups need to be one."""

    #: Of the cosine of their vectors, of their letters and words, of each 72 hours between them.
    meaning: float
    likeness: float
    window: float
    bias: float
    #: The chance that two lone headlines need, that the pairs of large groups need, and how fast it falls.
    alone: float
    among_many: float
    fall: float

    def needed(self, pairs: Floats) -> Floats:
        """Return the mean chance that two groups need which have so many pairs between them.

        One pair may be alike by chance; many rarely are, so the more there are, the less each must show.
        """
        return self.among_many + (self.alone - self.among_many) * pairs**-self.fall


WITH_MODEL: Final = Weights(13.97, 2.83, -1.37, -6.29, 0.8, 0.18, 0.5)
WITHOUT: Final = Weights(0.0, 17.96, -1.22, -6.1, 0.8, 0.24, 0.4)


def stories(
    headlines: Sequence[Headline],
    *,
    common: NDArray[np.float32] | None = None,
    weights: Weights | None = None,
) -> list[list[int]]:
    """Return the numbers of `headlines` grouped by story; each is in exactly one group.

    Headlines that have a story already keep it: those of one story stay together, and no group holds two
    stories. `common` is what all vectors share. Without it, or where a headline has no vector, letters
    decide for all of them. The order of `headlines` plays no part but for naming them.
    """
    order = sorted(range(len(headlines)), key=lambda number: _place(headlines[number]))
    placed = [headlines[number] for number in order]
    same = copies(placed, WINDOW)
    firsts = [placed[group[0]] for group in same]
    beginning, kept = _beginning([max(placed[number].story for number in group) for group in same])
    vectors = _vectors(firsts, common)
    chosen = weights or (WITHOUT if vectors is None else WITH_MODEL)
    chances = _chances(firsts, vectors, chosen)
    found = grouped(chances, beginning, kept=kept, needed=chosen.needed)
    return sorted(sorted(order[number] for node in group for number in same[node]) for group in found)


def _place(headline: Headline) -> tuple[float, str, str, int]:
    return headline.at.timestamp(), headline.plain, headline.link, headline.story


def _beginning(given: Sequence[int]) -> tuple[list[list[int]], list[bool]]:
    """Return the groups there are before anything is compared, and which of them are stories already."""
    groups: dict[tuple[int, int], list[int]] = {}
    for node, story in enumerate(given):
        groups.setdefault((story, 0) if story else (0, node + 1), []).append(node)
    return list(groups.values()), [bool(story) for story, _ in groups]


def _vectors(headlines: Sequence[Headline], common: NDArray[np.float32] | None) -> Chances | None:
    """Return the vectors without what all have in common, of length 1; `None` where one is missing."""
    known = [headline.vector for headline in headlines if headline.vector is not None]
    if common is None or not known or len(known) < len(headlines):
        return None
    own = np.stack(known).astype(np.float32) - common
    unit: Chances = own / np.maximum(np.linalg.norm(own, axis=1, keepdims=True), 1e-6)
    return unit


def _chances(headlines: Sequence[Headline], vectors: Chances | None, weights: Weights) -> Chances:
    """Return for each pair how likely it tells one story; 0 where more than the window lies between."""
    count = len(headlines)
    likeness = np.full((count, count), UNLIKE, np.float32)
    for one, other, alike in likenesses(headlines):
        likeness[one, other] = likeness[other, one] = alike
    hours = np.array([headline.at.timestamp() for headline in headlines]) / WINDOW.total_seconds()
    apart = np.abs(hours[:, None] - hours[None]).astype(np.float32)
    score = weights.likeness * likeness + weights.window * apart + weights.bias
    if vectors is not None:
        score += weights.meaning * (vectors @ vectors.T)
    chance: Chances = (1 / (1 + np.exp(-score))).astype(np.float32)
    chance[apart > 1] = 0
    return chance
