"""The plan as it is being made: what stands in each gap, and what one more post would be worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scheduler.optimising.terms import ALIKE, OFF_TARGET, REPEATED, SPAN, TOO_CURATED

if TYPE_CHECKING:
    from scheduler.optimising.model import Model
    from scheduler.optimising.offers import Floats, Ints

#: In a gap that stays open.
NOTHING = -1
NEVER = -np.inf


@dataclass(frozen=True)
class Columns:
    """The offers that are looked at for a gap, and what each is worth there by itself."""

    #: Rows of the offers, ascending.
    offers: Ints
    worth: Floats

    def has(self, offer: int) -> bool:
        """Is an offer among these?"""
        column = int(self.offers.searchsorted(offer))
        return column < len(self.offers) and int(self.offers[column]) == offer

    def only(self, offer: int) -> Columns:
        """Return the one column of an offer that is among these."""
        column = int(self.offers.searchsorted(offer))
        return Columns(self.offers[column : column + 1], self.worth[column : column + 1])


class Board:
    """What stands where; every change keeps the counts and the worth of the whole.

    `column` numbers are places in the gap's own `Columns`; `offer` numbers are rows of the offers.
    """

    def __init__(self, model: Model, columns: list[Columns]) -> None:
        self.model = model
        self.columns = columns
        calendar, offers = model.calendar, model.offers
        self.chosen: Ints = np.full(len(calendar), NOTHING, dtype=np.intp)
        self.teller: Ints = np.full(max(len(offers.stories), 1), NOTHING, dtype=np.intp)
        self.shares = calendar.shares.copy()
        self.curated = calendar.curated.copy()
        self.weeks = calendar.weeks.copy()
        self.paid = np.zeros(len(calendar.budgets), dtype=np.intp)
        self._sources = [place.source for place in calendar.places]
        self._themes = [place.theme for place in calendar.places]
        self._where = {place.gap: number for number, place in enumerate(calendar.places) if place.gap >= 0}
        # one more row each, always nought: -1 is no pillar, no source, no theme
        self._gain = np.zeros((len(calendar.totals), len(model.question.pillars) + 1))
        self._repeats = np.zeros(len(offers.sources) + 1)
        self._likeness = np.zeros(len(offers.themes) + 1)
        #: By window, pillar and count: what one more post gains.
        counts = np.arange(int(calendar.totals.max(initial=0)) + 2)
        away = counts - model.targets[:, :, None]
        self._steps = off_target(away) - off_target(away + 1)
        for pillar in range(model.targets.shape[1]):
            every = np.arange(len(calendar.totals))
            self._gain[:, pillar] = self._steps[every, pillar, self.shares[:, pillar]]

    def worth(self, gap: int, columns: Columns | None = None) -> Floats:
        """Return what each column adds in an empty gap, whoever tells its story; else `NEVER`."""
        model, offers = self.model, self.model.offers
        looked_at = columns or self.columns[gap]
        among, window = looked_at.offers, model.calendar.window[gap]
        budget = model.calendar.budget[gap]
        if budget >= 0 and self.paid[budget] >= model.calendar.budgets[budget]:
            return np.full(len(among), NEVER)
        gain = self._gain[window] + self._gain[window + 1]
        source = offers.source[among]
        worth: Floats = looked_at.worth + gain[offers.pillar[among]] - self._of_neighbours(gap, source, among)
        worth -= self._of_curated(window) * offers.is_curated[among]
        full = self.weeks[model.calendar.week[gap]] >= offers.caps
        worth[full[source]] = NEVER
        return worth

    def has_room(self, gap: int, offer: int) -> bool:
        """May an offer, whose story nobody tells, stand in an empty gap as the plan is?"""
        model = self.model
        budget, source = model.calendar.budget[gap], model.offers.source[offer]
        if budget >= 0 and self.paid[budget] >= model.calendar.budgets[budget]:
            return False
        if self.weeks[model.calendar.week[gap], source] >= model.offers.caps[source]:
            return False
        if model.offers.is_curated[offer] and self._of_curated(model.calendar.window[gap]) > 0:
            return False
        return bool(model.allowed[model.kind[gap], offer])

    def tellers(self, gap: int) -> Ints:
        """Return by column which gap tells its story, `NOTHING` for none."""
        tellers: Ints = self.teller[self.model.offers.story[self.columns[gap].offers]]
        return tellers

    def put(self, gap: int, offer: int) -> None:
        """Let an offer stand in an empty gap."""
        offers, place = self.model.offers, self._where[gap]
        self.chosen[gap] = offer
        self.teller[offers.story[offer]] = gap
        self._sources[place] = int(offers.source[offer])
        self._themes[place] = int(offers.theme[offer])
        self._tally(gap, offer, 1)

    def take(self, gap: int) -> int:
        """Empty a gap; return what stood there."""
        offer, place = int(self.chosen[gap]), self._where[gap]
        if offer == NOTHING:
            return offer
        self.chosen[gap] = NOTHING
        self.teller[self.model.offers.story[offer]] = NOTHING
        self._sources[place] = self._themes[place] = -1
        self._tally(gap, offer, -1)
        return offer

    def need(self, gap: int, offer: int) -> float:
        """Return what one more post of an offer's pillar gains in the two windows of a gap."""
        window, pillar = self.model.calendar.window[gap], self.model.offers.pillar[offer]
        return float(self._gain[window, pillar] + self._gain[window + 1, pillar])

    def below_target(self, gap: int, offer: int) -> float:
        """Return by how many posts an offer's pillar is below target in the next window of a gap."""
        window, pillar = self.model.calendar.window[gap] + 1, self.model.offers.pillar[offer]
        return float(self.model.targets[window, pillar] - self.shares[window, pillar])

    def alone(self) -> float:
        """Return what the chosen offers are worth by themselves, without what they cost together."""
        filled = ((gap, offer) for gap, offer in enumerate(self.chosen.tolist()) if offer != NOTHING)
        return sum(float(self.columns[gap].only(offer).worth[0]) for gap, offer in filled)

    def repeats(self, gap: int) -> set[int]:
        """Return the sources that stand beside a gap or on its day."""
        around = self.model.calendar.around[gap]
        return {self._sources[place] for place in (*around.row, *around.same_day)} - {-1}

    def themes(self, gap: int) -> set[int]:
        """Return the themes that stand near a gap."""
        return {self._themes[place] for place in self.model.calendar.around[gap].near} - {-1}

    def _tally(self, gap: int, offer: int, more: int) -> None:
        offers, calendar = self.model.offers, self.model.calendar
        pillar, first = offers.pillar[offer], calendar.window[gap]
        self.weeks[calendar.week[gap], offers.source[offer]] += more
        if calendar.budget[gap] >= 0:
            self.paid[calendar.budget[gap]] += more
        for window in (first, first + 1):
            self.curated[window] += more * int(offers.is_curated[offer])
            if pillar >= 0:
                self.shares[window, pillar] += more
                self._gain[window, pillar] = self._steps[window, pillar, self.shares[window, pillar]]

    def _of_curated(self, window: int) -> float:
        if self.model.question.curated_share is None:
            return 0.0
        most = self.model.most_curated[window : window + 2]
        now = self.curated[window : window + 2]
        over = np.maximum(now + 1 - most, 0) - np.maximum(now - most, 0)
        return TOO_CURATED * float(over.sum())

    def _of_neighbours(self, gap: int, source: Ints, among: Ints) -> Floats:
        """Return what the posts around a gap cost each column."""
        around, places = self.model.calendar.around[gap], self.model.calendar.places
        for place in around.row:
            self._repeats[self._sources[place]] += REPEATED
        for one in {self._sources[place] for place in around.same_day}:
            self._repeats[one] += REPEATED
        day = places[self._where[gap]].day
        near = [(places[place].day, self._themes[place]) for place in around.near if self._themes[place] >= 0]
        for start in range(day - SPAN + 1, day + 1):
            for one in {theme for at, theme in near if start <= at < start + SPAN}:
                self._likeness[one] += ALIKE
        self._repeats[-1] = 0.0
        cost = self._repeats[source] + self._likeness[self.model.offers.theme[among]]
        for place in (*around.row, *around.same_day):
            self._repeats[self._sources[place]] = 0.0
        for _, one in near:
            self._likeness[one] = 0.0
        return cost


def off_target(by: Floats) -> Floats:
    """Return what pillars cost that are off their target by so many posts."""
    first, further = OFF_TARGET
    away = np.abs(by)
    cost: Floats = first * np.minimum(away, 1) + further * np.maximum(away - 1, 0)
    return cost
