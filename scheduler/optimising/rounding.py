"""From prices to a plan: which offers are looked at for each gap, and a first plan along the prices."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from scheduler.optimising.board import NOTHING, Board, Columns

if TYPE_CHECKING:
    from scheduler.optimising.bounding import Market
    from scheduler.optimising.model import Model
    from scheduler.optimising.offers import Floats, Ints
    from scheduler.optimising.searching import Search

#: Offers looked at for a gap, where there are too many to look at all: the best by price.
_BEST = 16
#: And how often each offer is drawn; the first draw is the first plan.
DRAWS = 16
#: Offers that a gap remembers which had to look at everything.
_WIDE = 40


def all_columns(model: Model) -> list[Columns]:
    """Return for each gap everything that may stand there."""
    known: dict[object, Columns] = {}
    for gap in range(len(model.calendar)):
        key = model.same_as(gap)
        if key not in known:
            worth = model.worth(gap)
            known[key] = _only(worth, np.flatnonzero(worth > -np.inf))
    return [known[model.same_as(gap)] for gap in range(len(model.calendar))]


def best_columns(model: Model, market: Market, drawn: list[tuple[Ints, Ints]]) -> list[Columns]:
    """Return for each gap what is worth most there beyond the prices, and what was drawn for it."""
    picked = _picked(market)
    for offers, cells in drawn:
        for offer, cell in zip(offers, cells, strict=True):
            picked[int(cell)].append(int(offer))
    among = [np.unique(np.array(each, dtype=np.intp)) for each in picked]
    known: dict[object, Columns] = {}
    columns = []
    for gap, cell in enumerate(market.cell_of):
        key = (model.same_as(gap), int(cell))
        if key not in known:
            bonus = [rows for rows, _ in model.extras(gap)]
            here = np.unique(np.concatenate([among[cell], *bonus])) if bonus else among[cell]
            worth = model.worth(gap, here)
            stands = worth > -np.inf
            known[key] = Columns(here[stands], worth[stands])
        columns.append(known[key])
    return columns


def along_prices(board: Board, market: Market, drawn: list[tuple[Ints, Ints]]) -> None:
    """Place offers where the prices hold them, each in the cell's quietest gap."""
    gaps: defaultdict[int, list[int]] = defaultdict(list)
    for gap, cell in enumerate(market.cell_of):
        gaps[int(cell)].append(gap)
    for offers, cells in drawn:
        for offer, cell in sorted(zip(offers.tolist(), cells.tolist(), strict=True)):
            if gaps[cell] and board.teller[board.model.offers.story[offer]] == NOTHING:
                quiet = _quietest(board, gaps[cell], offer)
                if quiet is not None:
                    board.put(quiet, offer)
                    gaps[cell].remove(quiet)


def widen(search: Search, gaps: list[int]) -> None:
    """Let each open gap look at everything that is free; it remembers only the best of that."""
    board, model = search.board, search.board.model
    for gap in gaps:
        free = np.flatnonzero(board.teller[model.offers.story] == NOTHING)
        worth = model.worth(gap, free)
        stands = np.flatnonzero(worth > -np.inf)
        board.columns[gap] = Columns(free[stands], worth[stands])
        search.put_best(gap)
        added = board.worth(gap)
        many = min(_WIDE, len(added))
        keep = np.sort(np.argpartition(-added, many - 1)[:many]) if many else np.arange(0)
        chosen = int(board.chosen[gap])
        if chosen != NOTHING:
            keep = np.union1d(keep, board.columns[gap].offers.searchsorted([chosen]))
        board.columns[gap] = Columns(free[stands][keep], worth[stands][keep])


def _quietest(board: Board, gaps: list[int], offer: int) -> int | None:
    """Return the first gap where nothing near is like an offer, else the first where it may stand."""
    source, theme = int(board.model.offers.source[offer]), int(board.model.offers.theme[offer])
    fallback = None
    for gap in gaps:
        if not board.has_room(gap, offer) or not board.columns[gap].has(offer):
            continue
        if source not in board.repeats(gap) and theme not in board.themes(gap):
            return gap
        fallback = gap if fallback is None else fallback
    return fallback


def _picked(market: Market) -> list[list[int]]:
    """Return by cell the offers that are worth most there beyond the prices."""
    picked: list[list[int]] = [[] for _ in market.first]
    for block in market.blocks:
        reduced = market.reduced(block)
        many = min(_BEST, len(block.offers))
        rows = np.argpartition(-reduced, many - 1, axis=0)[:many]
        for column, cell in enumerate(block.cells):
            picked[int(cell)].extend(block.offers[rows[:, column]].tolist())
    return picked


def _only(worth: Floats, offers: Ints) -> Columns:
    return Columns(offers.astype(np.intp), worth[offers])
