"""Prices for everything scarce, and the proof that goes with them: what no plan can exceed.

The linear relaxation without neighbours is solved by its entropic dual: gaps of one time and pillar
are one cell, and prices of cells, stories, shares of pillars and weeks of sources are set in turn,
each by its closed form, while the temperature falls. Whatever the prices are, the bound made from
them holds (weak duality); good prices make it tight. What is left out (neighbours, channels
that an offer may not stand on) or priced roughly (curated posts) only makes the bound larger.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scheduler.optimising.board import off_target
from scheduler.optimising.offers import NO_CAP, Floats, Ints
from scheduler.optimising.terms import FILLED, OFF_TARGET

if TYPE_CHECKING:
    from scheduler.optimising.model import Model

Singles = NDArray[np.float32]
#: Temperatures, and how many rounds of prices at each.
_COOLING = ((0.3, 5), (0.1, 8), (0.04, 10), (0.016, 15), (0.007, 20))
#: Rounds after which the prices of weeks are set anew.
_WEEKS_EVERY = 5
_LEAST = 1e-30
#: About what the last curated post of a window is worth where their share is bounded and reached.
TOLL = FILLED + 0.2
#: Its multiples are spread over the unit most evenly.
_GOLDEN = 0.6180339887498949
#: Prices move by no more than so many temperatures at once, and scales are absorbed when they get so
#: large, so that single precision holds every product of them.
_FURTHEST = 18.0
_TOO_LARGE = 1e6
#: Cells of more than this are made wider: so many pairs of cell and offer are kept in memory.
_MOST_PAIRS = 30_000_000


@dataclass
class Block:
    """All pairs of the offers for one pillar and the cells that take it."""

    pillar: int
    offers: Ints
    cells: Ints
    worth: Singles
    #: e to the reduced worth over the temperature, at the prices when it was made.
    kernel: Singles


@dataclass
class Prices:
    """What one unit of each scarce thing is worth."""

    cells: Floats
    stories: Floats
    #: By window and pillar (the last column is no pillar, and free).
    shares: Floats
    #: By week and source.
    weeks: Floats


class Market:
    """Cells, offers and the prices between them."""

    def __init__(self, model: Model, *, toll: float = 0.0) -> None:
        self.model = model
        calendar, offers = model.calendar, model.offers
        self.cell_of, self.first = _cells(model)
        #: What each curated post pays where only so many may be; no more than one too many costs.
        self._toll = toll
        self.size = _paid_for(model, self.cell_of, len(self.first))
        self.window, self.week = calendar.window[self.first], calendar.week[self.first]
        self.blocks = [self._block(pillar) for pillar in range(-1, len(model.question.pillars))]
        self.blocks = [block for block in self.blocks if block.worth.size]
        columns = len(model.question.pillars) + 1
        self.prices = Prices(
            cells=np.full(len(self.first), 3.0),
            stories=np.zeros(max(len(offers.stories), 1)),
            shares=np.zeros((len(calendar.totals), columns)),
            weeks=np.zeros(calendar.weeks.shape),
        )
        self._heat = 1.0

    def settle(self) -> None:
        """Set all prices, from hot to cold."""
        for heat, rounds in _COOLING:
            self._heat = heat
            self._absorb()
            for number in range(rounds):
                self._round(has_weeks=number % _WEEKS_EVERY == _WEEKS_EVERY - 1)

    def bound(self) -> float:
        """Return what no plan exceeds, by these prices."""
        prices, calendar = self.prices, self.model.calendar
        best = np.zeros(len(prices.stories))
        for block in self.blocks:
            reduced = block.worth - self._asked(block)
            np.maximum.at(best, self.model.offers.story[block.offers], reduced.max(axis=1))
        caps = self.model.offers.caps[None, :] - calendar.weeks
        weeks = np.where(prices.weeks > 0, prices.weeks * np.maximum(caps, 0), 0.0)
        return float(best.sum() + self._of_gaps() + self._of_tolls() + weeks.sum() + self._of_shares())

    def reduced(self, block: Block) -> Singles:
        """Return what each pair of a block is worth beyond all prices, in single precision."""
        prices, windows = self.prices, self.window[block.cells]
        shares = prices.shares[windows, block.pillar] + prices.shares[windows + 1, block.pillar]
        worth: Singles = block.worth - (prices.cells[block.cells] + shares).astype(np.float32)
        capped, stories = self._capped(block), prices.stories[self.model.offers.story[block.offers]]
        if len(capped):
            sources = self.model.offers.source[block.offers[capped]]
            worth[capped] -= prices.weeks[self.week[block.cells]][:, sources].T.astype(np.float32)
        worth -= stories.astype(np.float32)[:, None]
        return worth

    def drawn(self, times: int) -> list[tuple[Ints, Ints]]:
        """Return offers and cells, drawn so often: an offer is drawn in a cell as often as it is held there.

        No chance plays in it: the draws of an offer are spread evenly from a start of its own.
        """
        start = (np.arange(len(self.prices.stories)) * _GOLDEN) % 1
        drawn: list[list[tuple[Ints, Ints]]] = [[] for _ in range(times)]
        before = np.zeros(len(start))
        for block in self.blocks:
            story = self.model.offers.story[block.offers]
            held = block.kernel * self._rows[story][:, None] * self._columns(block)
            sums = np.cumsum(held, axis=1)
            for number in range(times):
                point = (start[story] + number / times) % 1 - before[story]
                rows = np.flatnonzero((point >= 0) & (point < sums[:, -1]))
                at = (sums[rows] <= point[rows, None]).sum(axis=1)
                drawn[number].append((block.offers[rows], block.cells[at]))
            before += np.bincount(story, sums[:, -1], minlength=len(before))
        return [
            (np.concatenate([one for one, _ in each]), np.concatenate([two for _, two in each]))
            for each in drawn
        ]

    def _block(self, pillar: int) -> Block:
        model = self.model
        offers = np.flatnonzero(model.offers.pillar == pillar)
        named = model.calendar.pillar[self.first]
        cells = np.flatnonzero((named == -1) | ((named == pillar) & (pillar >= 0)))
        worth = self.model.worths(offers, self.first[cells])
        worth[self.model.offers.is_curated[offers]] -= np.float32(self._toll)
        return Block(pillar, offers, cells, worth, worth)

    def _asked(self, block: Block) -> Floats:
        """Return what cell, share and week of each pair cost."""
        prices, windows = self.prices, self.window[block.cells]
        shares = prices.shares[windows, block.pillar] + prices.shares[windows + 1, block.pillar]
        asked = np.broadcast_to(prices.cells[block.cells] + shares, block.worth.shape).copy()
        capped = self._capped(block)
        if len(capped):
            sources = self.model.offers.source[block.offers[capped]]
            asked[capped] += prices.weeks[self.week[block.cells]][:, sources].T
        return asked

    def _capped(self, block: Block) -> Ints:
        caps = self.model.offers.caps[self.model.offers.source[block.offers]]
        return np.flatnonzero(caps < NO_CAP)

    def _absorb(self) -> None:
        """Make the kernels anew at the prices of now."""
        self._rows = np.ones(len(self.prices.stories), dtype=np.float32)
        self._cells = np.ones(len(self.first), dtype=np.float32)
        self._shares = np.ones(self.prices.shares.shape, dtype=np.float32)
        for block in self.blocks:
            exponent = self.reduced(block)
            exponent *= np.float32(1 / self._heat)
            np.minimum(exponent, np.float32(_FURTHEST), out=exponent)
            block.kernel = np.exp(exponent, out=exponent)

    def _round(self, *, has_weeks: bool) -> None:
        """Set each kind of price once, the others as they are."""
        self._set_stories()
        load = self._load()
        self._set_cells(load.sum(axis=0))
        self._set_shares(load)
        if has_weeks:
            self._set_weeks()
        if max(self._rows.max(), self._cells.max(), self._shares.max()) > _TOO_LARGE:
            self._absorb()

    def _columns(self, block: Block) -> Singles:
        windows = self.window[block.cells]
        pillar = block.pillar
        scaled: Singles = (
            self._cells[block.cells] * self._shares[windows, pillar] * self._shares[windows + 1, pillar]
        )
        return scaled

    def _set_stories(self) -> None:
        wanted = np.zeros(len(self.prices.stories))
        for block in self.blocks:
            sums = np.einsum("oc,c->o", block.kernel, self._columns(block))
            wanted += np.bincount(self.model.offers.story[block.offers], sums, minlength=len(wanted))
        self.prices.stories = self._moved(self.prices.stories, wanted * self._rows, 1.0)
        self._rows *= np.exp((self._before - self.prices.stories) / self._heat).astype(np.float32)

    def _moved(self, price: Floats, load: Floats, supply: Floats | float) -> Floats:
        """Return the price at which load meets supply, or nought."""
        self._before = price
        ratio = np.log(np.maximum(load, _LEAST)) - np.log(np.maximum(supply, _LEAST))
        step = self._heat * np.clip(ratio, -_FURTHEST, _FURTHEST)
        moved: Floats = np.maximum(0.0, price + step)
        return moved

    def _load(self) -> Floats:
        """Return by pillar and cell how much of it is taken."""
        load = np.zeros((self.prices.shares.shape[1], len(self.first)))
        for block in self.blocks:
            rows = self._rows[self.model.offers.story[block.offers]]
            load[block.pillar, block.cells] = np.einsum("o,oc->c", rows, block.kernel) * self._columns(block)
        return load

    def _set_cells(self, load: Floats) -> None:
        self.prices.cells = self._moved(self.prices.cells, load, self.size)
        self._scale = np.exp((self._before - self.prices.cells) / self._heat)
        self._cells *= self._scale.astype(np.float32)

    def _set_shares(self, load: Floats) -> None:
        """Bring the price of each share to where taken posts and target meet, half of the way."""
        targets, shares = self.model.targets, self.prices.shares
        load = load * self._scale
        pillars = targets.shape[1]
        first, further = OFF_TARGET
        for parity in (0, 1):  # the windows overlap: every other one is set by itself
            taken = self._by_window(load[:pillars])
            here = np.arange(parity, len(targets), 2)
            price = shares[here, :pillars]
            log = np.log(np.maximum(taken[here], _LEAST))
            base = self.model.calendar.shares[here, :pillars].astype(np.float64)

            def where(level: Floats, log: Floats = log, price: Floats = price, base: Floats = base) -> Floats:
                return price + self._heat * (log - np.log(np.maximum(level - base, _LEAST)))

            wanted = targets[here]
            low, mid, high = where(wanted - 1), where(wanted), where(wanted + 1)
            new = np.clip(mid, -first, first)
            new = np.where(high > first, np.clip(high, first, further), new)
            new = np.where(low < -first, np.clip(low, -further, -first), new)
            new[taken[here] <= _LEAST] = 0.0
            new = np.clip(new, price - _FURTHEST * self._heat, price + _FURTHEST * self._heat)
            shares[here, :pillars] = new
            factor = np.exp((price - new) / self._heat)
            self._shares[here, :pillars] *= factor.astype(np.float32)
            whole = np.ones((len(targets), pillars))
            whole[here] = factor
            load[:pillars] *= (whole[self.window] * whole[self.window + 1]).T

    def _by_window(self, load: Floats) -> Floats:
        """Return what is taken by window and pillar."""
        first = np.array([np.bincount(self.window, row, minlength=len(self.model.targets)) for row in load]).T
        first[1:] += first[:-1].copy()
        return first

    def _set_weeks(self) -> None:
        """Set the prices of weeks of sources that have a cap."""
        offers, calendar = self.model.offers, self.model.calendar
        load = np.zeros(self.prices.weeks.shape)
        for block in self.blocks:
            capped = self._capped(block)
            if len(capped):
                scaled = block.kernel[capped] * self._columns(block)
                taken = np.add.reduceat(scaled, self._starts(block), axis=1)
                taken *= self._rows[offers.story[block.offers[capped]]][:, None]
                weeks = self.week[block.cells[self._starts(block)]]
                for number, week in enumerate(weeks):
                    load[week] += np.bincount(
                        offers.source[block.offers[capped]], taken[:, number], minlength=len(load.T)
                    )
        left = np.maximum(offers.caps[None, :] - calendar.weeks, 0)
        self.prices.weeks = self._moved(self.prices.weeks, load, left)
        factor = np.exp((self._before - self.prices.weeks) / self._heat).astype(np.float32)
        for block in self.blocks:
            capped = self._capped(block)
            if len(capped):
                sources = offers.source[block.offers[capped]]
                block.kernel[capped] *= factor[self.week[block.cells]][:, sources].T

    def _starts(self, block: Block) -> Ints:
        """Return where in the cells of a block, which stand by time, each week begins."""
        weeks = self.week[block.cells]
        return np.flatnonzero(np.diff(weeks, prepend=-1))

    def _of_gaps(self) -> float:
        """Return what the gaps cost: of a channel with a budget only the dearest ones it pays for."""
        calendar = self.model.calendar
        price = self.prices.cells[self.cell_of]
        total = float(price[calendar.budget < 0].sum())
        for budget, posts in enumerate(calendar.budgets):
            total += float(np.sort(price[calendar.budget == budget])[::-1][: int(posts)].sum())
        return total

    def _of_tolls(self) -> float:
        """Return what all curated posts that may be pay: every other window holds each gap once."""
        most = np.maximum(self.model.most_curated - self.model.calendar.curated, 0)
        return self._toll * float(min(most[::2].sum(), most[1::2].sum()))

    def _of_shares(self) -> float:
        """Return the most that the shares gain at their prices, each count free to be anything."""
        calendar, targets = self.model.calendar, self.model.targets
        if not targets.size:
            return 0.0
        pillars = targets.shape[1]
        base = calendar.shares[:, :pillars].astype(np.float64)
        price = self.prices.shares[:, :pillars]
        whole = [edge(targets + step) for step in (-1, 0, 1) for edge in (np.floor, np.ceil)]
        kinks = [base, base + calendar.totals[:, None], *whole]
        gains = [
            np.where(count >= base, price * (count - base) - off_target(count - targets), -np.inf)
            for count in kinks
        ]
        best = np.max(gains, axis=0) + off_target(base - targets)
        return float(best.sum())


def _cells(model: Model) -> tuple[Ints, Ints]:
    """Return the cell of each gap, and the earliest gap of each cell."""
    calendar = model.calendar
    cells: defaultdict[tuple[float, int, int, int, int], list[int]] = defaultdict(list)
    for hours in (0.0, 3.0, 6.0, 12.0, 24.0):
        cells = defaultdict(list)
        for gap, due in enumerate(calendar.due):
            when = float(due) if not hours else float(due // hours)
            own = gap if model.is_bound_to_earlier(gap) else -1
            pillar, week = int(calendar.pillar[gap]), int(calendar.week[gap])
            cells[when, int(calendar.day[gap]), int(calendar.window[gap]) * 1000 + week, pillar, own].append(
                gap
            )
        if len(cells) * max(len(model.offers), 1) <= _MOST_PAIRS:
            break
    number = np.zeros(len(calendar), dtype=np.intp)
    for cell, members in enumerate(cells.values()):
        number[members] = cell
    return number, np.array([members[0] for members in cells.values()], dtype=np.intp)


def _paid_for(model: Model, cell_of: Ints, cells: int) -> Floats:
    """Return by cell how many of its gaps are paid for, those with a budget in proportion."""
    calendar = model.calendar
    share = np.ones(len(calendar))
    for budget, posts in enumerate(calendar.budgets):
        gaps = np.flatnonzero(calendar.budget == budget)
        share[gaps] = min(1.0, int(posts) / max(len(gaps), 1))
    paid: Floats = np.bincount(cell_of, share, minlength=cells).astype(np.float64)
    return paid
