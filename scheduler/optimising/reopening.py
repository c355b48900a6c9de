"""Open a stretch of a plan and fill it anew as well as can be, the rest as it stands; then the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scheduler.optimising.board import NOTHING, Columns
from scheduler.optimising.exact import best_plan
from scheduler.optimising.terms import NEARLY

if TYPE_CHECKING:
    from scheduler.optimising.searching import Search

#: Gaps that are opened together, and by how many the next stretch is further on.
_STRETCH = 18
_STEP = 9
#: Offers that are looked at for each of them: the best ones, and the best ones for each pillar.
_BEST = 20
_BEST_OF_PILLAR = 10


def reopen(search: Search, *, rounds: int) -> float:
    """Go through the plan by stretches, so often at most while it gets better; return the gain."""
    gaps, gained = len(search.board.chosen), 0.0
    for _ in range(rounds):
        more = sum(
            _refill(search, range(start, min(start + _STRETCH, gaps)))
            for start in range(0, max(gaps - _STEP, 1), _STEP)
        )
        gained += more
        if more <= NEARLY:
            break
    return gained


def _refill(search: Search, stretch: range) -> float:
    """Fill a stretch as well as can be beside what stands around it; return the gain."""
    board = search.board
    before = {gap: int(board.chosen[gap]) for gap in stretch}
    lifted = sum(search.lift(gap) for gap in stretch)
    columns = [
        _open(search, gap, before[gap]) if gap in stretch else _fixed(search, gap)
        for gap in range(len(board.chosen))
    ]
    found = best_plan(board.model, columns).chosen
    put = sum(search.set_down(gap, found[gap]) for gap in stretch if found[gap] != NOTHING)
    kept = all(found[gap] == board.chosen[gap] for gap in range(len(found)) if gap not in stretch)
    if kept and put > lifted + NEARLY:
        return put - lifted
    for gap in stretch:
        board.take(gap)
    for gap, offer in before.items():
        if offer != NOTHING:
            search.set_down(gap, offer)
    return 0.0


def _open(search: Search, gap: int, before: int) -> Columns:
    """Return the most promising columns of an empty gap, and what stood there."""
    board = search.board
    here, worth = board.columns[gap], board.worth(gap)
    worth[board.tellers(gap) != NOTHING] = -np.inf
    order = np.argsort(-worth, kind="stable")
    order = order[worth[order] > -np.inf]
    pillars = board.model.offers.pillar[here.offers[order]]
    best = [order[pillars == pillar][:_BEST_OF_PILLAR] for pillar in np.unique(pillars)]
    own = order[~board.model.offers.is_curated[here.offers[order]]]
    keep = np.unique(np.concatenate([order[:_BEST], own[:_BEST_OF_PILLAR], *best]))
    if before != NOTHING:
        keep = np.union1d(keep, here.offers.searchsorted([before]))
    return Columns(here.offers[keep], here.worth[keep])


def _fixed(search: Search, gap: int) -> Columns:
    offer = int(search.board.chosen[gap])
    here = search.board.columns[gap]
    return here.only(offer) if offer != NOTHING else Columns(here.offers[:0], here.worth[:0])
