"""Average-link clustering: groups grow while their members are likely to belong together on average.

Knows nothing of what is clustered. Groups given at the start stay together, and those that are marked as
kept never merge with one another. Ties are broken by number, so the same input gives the same groups.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Needed = Callable[[Floats], Floats]

_NEVER: Final = -1e9


def grouped(
    likeness: NDArray[np.float32],
    beginning: Sequence[Sequence[int]],
    *,
    kept: Sequence[bool],
    needed: Needed,
) -> list[list[int]]:
    """Return the nodes in groups, made from those of `beginning`, which must hold each node once.

    Two groups merge when the mean likeness of the pairs between them is at least `needed(pairs)`; those
    that exceed it most merge first.
    """
    linkage = _Linkage(likeness, beginning, np.array(kept, bool), needed)
    linkage.merge_all()
    return sorted(sorted(members) for members in linkage.members if members)


class _Linkage:
    def __init__(
        self,
        likeness: NDArray[np.float32],
        beginning: Sequence[Sequence[int]],
        kept: NDArray[np.bool_],
        needed: Needed,
    ) -> None:
        self.members = [list(group) for group in beginning]
        self._kept = kept
        self._needed = needed
        self._sizes = np.array([len(group) for group in beginning], np.float64)
        #: Sum of likenesses between two groups, and by how much their mean exceeds what is needed.
        self._sums = _between(likeness, beginning)
        self._excess = np.stack([self._row(group) for group in range(len(beginning))]) if beginning else None
        self._is_there = np.ones(len(beginning), bool)

    def _row(self, group: int) -> NDArray[np.float32]:
        pairs = self._sizes[group] * self._sizes
        row = self._sums[group] / pairs - self._needed(pairs)
        if self._kept[group]:
            row[self._kept] = _NEVER
        row[group] = _NEVER
        exact: NDArray[np.float32] = row.astype(np.float32)
        return exact

    def merge_all(self) -> None:
        """Merge the pair that exceeds what is needed most, again and again, until none does."""
        if self._excess is None:
            return
        best = self._excess.argmax(axis=1)
        most = self._excess[np.arange(len(best)), best]
        while most.max(initial=_NEVER) >= 0:
            one = int(most.argmax())
            other = int(best[one])
            row = self._merged(one, other)
            most[other] = _NEVER
            stale = self._is_there & ((best == one) | (best == other))
            stale[one] = True
            best[stale] = self._excess[stale].argmax(axis=1)
            most[stale] = self._excess[stale, best[stale]]
            better = self._is_there & (row > most)
            better[one] = False
            best[better], most[better] = one, row[better]

    def _merged(self, one: int, other: int) -> NDArray[np.float32]:
        excess = self._excess
        if excess is None:
            raise ValueError("nothing to merge")
        self.members[one] += self.members[other]
        self.members[other] = []
        self._kept[one] |= self._kept[other]
        self._sizes[one] += self._sizes[other]
        self._sums[one] += self._sums[other]
        self._sums[:, one] = self._sums[one]
        self._is_there[other] = False
        excess[other] = excess[:, other] = _NEVER
        row = np.where(self._is_there, self._row(one), np.float32(_NEVER))
        excess[one] = excess[:, one] = row
        return row


def _between(likeness: NDArray[np.float32], groups: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    """Return the sums of likenesses between groups; their own stands in the diagonal and is not used."""
    order = [node for group in groups for node in group]
    if not order:
        return np.zeros((0, 0), np.float32)
    starts = np.cumsum([0, *(len(group) for group in groups[:-1])])
    if len(order) == len(groups):
        return likeness[np.ix_(order, order)].copy()
    rows = np.add.reduceat(likeness[np.ix_(order, order)], starts, axis=0)
    sums: NDArray[np.float32] = np.add.reduceat(rows, starts, axis=1)
    return sums
