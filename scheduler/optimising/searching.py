"""Good plans fast: fill the gaps one by one, then change one thing, or two, while that is better.

The same every time: gaps and columns are looked at in their order, and of equals the first wins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scheduler.optimising.board import NEVER, NOTHING, Board
from scheduler.optimising.terms import FILLED, NEARLY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scheduler.optimising.offers import Floats, Ints

#: Offers of other gaps that are tried for a gap, the most promising first, if they promise so much.
_TRIED = 2
_PROMISING = 0.02


class Search:
    """A plan that gets better; remembers about what each gap's offer adds, and what it could have instead."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self._held: Floats = np.zeros(len(board.chosen))
        self._spare: Floats = np.zeros(len(board.chosen))

    def fill(self, gaps: Iterable[int]) -> None:
        """Give each empty gap, in this order, what adds most to the plan."""
        for gap in gaps:
            if self.board.chosen[gap] == NOTHING:
                self.put_best(gap)

    def put_best(self, gap: int) -> float:
        """Put into an empty gap what adds most, if anything adds; return how much that is."""
        worth = self.board.worth(gap)
        worth[self.board.tellers(gap) != NOTHING] = NEVER
        return self._put_first(gap, worth)

    def improve(self, *, sweeps: int, gaps: Sequence[int] | None = None) -> float:
        """Change the plan while that is better, at most so often through the gaps; return the gain."""
        gained, order = 0.0, range(len(self.board.chosen)) if gaps is None else gaps
        for _ in range(sweeps):
            more = sum(self._better(gap) for gap in order)
            gained += more
            if more <= NEARLY:
                break
        return gained

    def weakest(self, share: float, prices: Floats) -> list[int]:
        """Return the gaps that add least beside what their places are worth: so large a share of all."""
        added = np.zeros(len(prices))
        for gap, offer in enumerate(self.board.chosen.tolist()):
            if offer != NOTHING:
                added[gap] = self._of(gap, self.board.take(gap))
                self.board.put(gap, offer)
                self._held[gap] = added[gap]
        order = np.argsort(added - prices, kind="stable")[: int(share * len(added))]
        return [int(gap) for gap in np.sort(order)]

    def lift(self, gap: int) -> float:
        """Empty a gap; return what it added."""
        return self._lifted(gap)[1]

    def _put_first(self, gap: int, worth: Floats) -> float:
        """Put the best of what is free, and remember what else could stand there."""
        self._held[gap] = self._spare[gap] = 0.0
        if not len(worth):
            return 0.0
        best = int(worth.argmax())
        found = float(worth[best])
        if found <= NEARLY:
            return 0.0
        stories = self.board.model.offers.story[self.board.columns[gap].offers]
        worth[stories == stories[best]] = NEVER
        self._held[gap], self._spare[gap] = found, max(0.0, float(worth.max()))
        self.board.put(gap, int(self.board.columns[gap].offers[best]))
        return found

    def _better(self, gap: int) -> float:
        """Improve one gap: by an offer that nobody has, then by one that another gap has; return the gain."""
        board = self.board
        before = board.take(gap)
        worth, tellers = board.worth(gap), board.tellers(gap)
        free = np.where(tellers == NOTHING, worth, NEVER)
        offers = board.columns[gap].offers
        held = 0.0
        if before != NOTHING:
            column = int(offers.searchsorted(before))
            held = float(worth[column])
            free[column] += NEARLY  # of equals, what stands stays
        now = self._put_first(gap, free)
        return max(now - held, 0.0) + self._steal(gap, worth - now, tellers)

    def _steal(self, gap: int, more: Floats, tellers: Ints) -> float:
        """Take what another gap has, if what that one finds then costs less; return the gain."""
        others = np.flatnonzero((tellers != NOTHING) & (more > NEARLY))
        if not len(others):
            return 0.0
        theirs = tellers[others]
        hope = more[others] - self._held[theirs] + np.maximum(self._spare[theirs], self._swapped(gap, theirs))
        for row in np.argsort(-hope, kind="stable")[:_TRIED]:
            if hope[row] <= _PROMISING:
                return 0.0
            gain = self._taken_over(gap, int(self.board.columns[gap].offers[others[row]]))
            if gain > 0:
                return gain
        return 0.0

    def _swapped(self, gap: int, others: Ints) -> Floats:
        """Return about what a gap's own offer would be worth in each of some other gaps."""
        model, ours = self.board.model, int(self.board.chosen[gap])
        if ours == NOTHING:
            return np.zeros(len(others))
        left = model.left[model.offers.ageing[ours], others]
        worth: Floats = model.offers.strength[ours] * left + FILLED
        return worth

    def _taken_over(self, gap: int, offer: int) -> float:
        """Give a gap another's offer and let that one choose anew; undo it unless the whole is better."""
        board = self.board
        other = int(board.teller[board.model.offers.story[offer]])
        ours, before = self._lifted(gap)
        theirs, more = self._lifted(other)
        before += more
        after = self.set_down(gap, offer)
        after += self.put_best(other)
        if after > before + NEARLY:
            return after - before
        board.take(other)
        board.take(gap)
        self.set_down(other, theirs)
        if ours != NOTHING:
            self.set_down(gap, ours)
        return 0.0

    def _lifted(self, gap: int) -> tuple[int, float]:
        """Empty a gap; return what stood there, and what it added."""
        offer = self.board.take(gap)
        return offer, 0.0 if offer == NOTHING else self._of(gap, offer)

    def set_down(self, gap: int, offer: int) -> float:
        """Let an offer stand in a gap; return what it adds."""
        worth = self._of(gap, offer)
        self.board.put(gap, offer)
        self._held[gap] = worth
        return worth

    def _of(self, gap: int, offer: int) -> float:
        """Return what one offer adds in an empty gap."""
        return float(self.board.worth(gap, self.board.columns[gap].only(offer))[0])
