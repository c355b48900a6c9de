"""How close texts are to an organisation's own lines, seen against everything else they might be about.

Each text is shared out over the lines and the background by a softmax over cosines; what falls to the
lines, times their weights, is its worth. So a text that is a little like every line, as news is, is worth
little, and one that is like one line and like nothing else is worth that line's weight.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Vectors = NDArray[np.float32]

#: How sharply near is told from nearer; chosen on the earlier stories of `benchmarks/editors.py`.
_TEMPERATURE: Final = 0.05
#: A background line this close to an own line is the same thing, and from the lower figure on partly so.
_SAME: Final = 0.6
_ALIKE: Final = 0.3


@dataclass(frozen=True, slots=True)
class Line:
    """One thing the organisation stands for."""

    name: str
    #: From above 0 to 1.
    weight: float = 1.0


class Profile:
    """The lines of an organisation as vectors."""

    def __init__(self, lines: Sequence[Line], vectors: Vectors, background: Vectors) -> None:
        """Take one vector of length 1 for each line, and those of the background."""
        if len(lines) != len(vectors):
            raise ValueError(len(vectors))
        self.lines = tuple(lines)
        self._against = np.concatenate([vectors, background]).astype(np.float32)
        near = (background @ vectors.T).max(axis=1, initial=-1.0)
        stands_apart = np.clip((_SAME - near) / (_SAME - _ALIKE), 0.0, 1.0)
        self._counts = np.concatenate([np.ones(len(lines)), stands_apart])
        self._weights = np.array([line.weight for line in lines])

    def shares(self, texts: Vectors) -> Floats:
        """Return how each text is shared out: a row for each, first the lines, then the background."""
        closeness = (texts @ self._against.T).astype(np.float64) / _TEMPERATURE
        odds = np.exp(closeness - closeness.max(axis=1, keepdims=True)) * self._counts
        shared: Floats = odds / np.maximum(odds.sum(axis=1, keepdims=True), np.finfo(np.float64).tiny)
        return shared

    def worth(self, shares: Floats) -> Floats:
        """Return what each text is worth by the profile alone, from 0 to 1."""
        worth: Floats = shares[:, : len(self.lines)] @ self._weights
        return worth
