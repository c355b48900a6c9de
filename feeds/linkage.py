"""Average-link clustering of a sparse graph: clusters grow while their members are alike on average.

Knows nothing of what is clustered; ties are broken by number, so the same graph gives the same clusters.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Edge = tuple[int, int, float]


def clusters(
    count: int, edges: Iterable[Edge], *, needed: Callable[[int], float], unseen: float
) -> list[list[int]]:
    """Return the nodes 0 to `count` - 1 in clusters.

    Two clusters merge when the mean similarity of the pairs between them is at least `needed(pairs)`; those
    that exceed it most merge first. `edges` are (node, node, similarity), each pair once; every other pair
    counts as `unseen`, which must lie below what is ever needed.
    """
    linkage = _Linkage(count, needed, unseen)
    for one, other, similarity in edges:
        linkage.join(one, other, similarity)
    return linkage.merged()


class _Linkage:
    def __init__(self, count: int, needed: Callable[[int], float], unseen: float) -> None:
        self._needed = needed
        self._unseen = unseen
        self._members = {node: [node] for node in range(count)}
        #: Sum of similarities between two clusters, kept for those that some edge connects.
        self._sums: dict[int, dict[int, float]] = {node: {} for node in range(count)}
        self._heap: list[tuple[float, int, int]] = []
        self._next = count

    def join(self, one: int, other: int, total: float) -> None:
        """Note the sum of similarities between two clusters, and that they might merge."""
        self._sums[one][other] = self._sums[other][one] = total
        pairs = len(self._members[one]) * len(self._members[other])
        excess = total / pairs - self._needed(pairs)
        if excess >= 0:
            heapq.heappush(self._heap, (-excess, min(one, other), max(one, other)))

    def merged(self) -> list[list[int]]:
        """Merge the most alike pair again and again, until none is alike enough."""
        while self._heap:
            _, one, other = heapq.heappop(self._heap)
            if one in self._members and other in self._members:
                self._merge(one, other)
        return sorted(sorted(members) for members in self._members.values())

    def _merge(self, one: int, other: int) -> None:
        sizes = len(self._members[one]), len(self._members[other])
        mine, theirs = self._sums.pop(one), self._sums.pop(other)
        new, self._next = self._next, self._next + 1
        self._members[new] = self._members.pop(one) + self._members.pop(other)
        self._sums[new] = {}
        for third in sorted((mine.keys() | theirs.keys()) - {one, other}):
            around = self._sums[third]
            around.pop(one, None)
            around.pop(other, None)
            missing = self._unseen * len(self._members[third])
            total = mine.get(third, missing * sizes[0]) + theirs.get(third, missing * sizes[1])
            self.join(new, third, total)
