"""What a whole plan is worth, counted from nothing: the formula of `docs/curation.md`, term by term.

Slow and plain; the search keeps the same sum as it goes, and tests hold them together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from scheduler.optimising.board import NOTHING, off_target
from scheduler.optimising.terms import ALIKE, REPEATED, SPAN, TOO_CURATED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.optimising.model import Model


def worth_of(model: Model, chosen: Sequence[int]) -> float:
    """Return what a plan is worth: an offer (or `NOTHING`) for each gap; less than any for a broken rule."""
    if not is_allowed(model, chosen):
        return -float("inf")
    alone = sum(float(model.worth(gap)[offer]) for gap, offer in enumerate(chosen) if offer != NOTHING)
    return alone - cost_of(model, chosen)


def cost_of(model: Model, chosen: Sequence[int]) -> float:
    """Return what the posts of a plan cost together, beside what they are worth one by one."""
    return _off_target(model, chosen) + _too_curated(model, chosen) + _repeated(model, chosen)


def is_allowed(model: Model, chosen: Sequence[int]) -> bool:
    """Does a plan break none of the rules that can't be bought off?"""
    calendar, offers = model.calendar, model.offers
    filled = [(gap, offer) for gap, offer in enumerate(chosen) if offer != NOTHING]
    stories = Counter(int(offers.story[offer]) for _, offer in filled)
    budgets = Counter(int(calendar.budget[gap]) for gap, _ in filled)
    weeks = Counter((int(calendar.week[gap]), int(offers.source[offer])) for gap, offer in filled)
    return (
        all(model.may_stand(gap)[offer] for gap, offer in filled)
        and all(count == 1 for count in stories.values())
        and all(count <= calendar.budgets[budget] for budget, count in budgets.items() if budget >= 0)
        and all(calendar.weeks[at] + count <= offers.caps[at[1]] for at, count in weeks.items())
    )


def _off_target(model: Model, chosen: Sequence[int]) -> float:
    """Return what the pillars cost, less what nobody can change: counted against the plan left open."""
    calendar, offers = model.calendar, model.offers
    before = calendar.shares[:, : model.targets.shape[1]].astype(np.float64)
    after = before.copy()
    for gap, offer in enumerate(chosen):
        if offer != NOTHING and offers.pillar[offer] >= 0:
            for window in (calendar.window[gap], calendar.window[gap] + 1):
                after[window, offers.pillar[offer]] += 1
    return float(off_target(after - model.targets).sum() - off_target(before - model.targets).sum())


def _too_curated(model: Model, chosen: Sequence[int]) -> float:
    calendar = model.calendar
    if model.question.curated_share is None:
        return 0.0
    counts = calendar.curated.copy()
    for gap, offer in enumerate(chosen):
        if offer != NOTHING and model.offers.is_curated[offer]:
            counts[[calendar.window[gap], calendar.window[gap] + 1]] += 1
    most = model.most_curated
    over = np.maximum(counts - most, 0) - np.maximum(calendar.curated - most, 0)
    return TOO_CURATED * float(over.sum())


def _repeated(model: Model, chosen: Sequence[int]) -> float:
    before, after = _neighbours(model, [NOTHING] * len(chosen)), _neighbours(model, chosen)
    return after - before


def _neighbours(model: Model, chosen: Sequence[int]) -> float:
    """Return what sources cost that repeat, and themes that stand near each other."""
    offers, places = model.offers, model.calendar.places
    sources, themes = [place.source for place in places], [place.theme for place in places]
    for number, place in enumerate(places):
        if place.gap >= 0 and chosen[place.gap] != NOTHING:
            sources[number] = int(offers.source[chosen[place.gap]])
            themes[number] = int(offers.theme[chosen[place.gap]])
    rows = _rows(model)
    days: Counter[tuple[int, int, int]] = Counter()
    spans: Counter[tuple[int, int, int]] = Counter()
    in_a_row = 0
    for channel, row in enumerate(rows):
        in_a_row += sum(sources[one] == sources[two] != -1 for one, two in pairwise(row))
        for number in row:
            if sources[number] >= 0:
                days[channel, places[number].day, sources[number]] += 1
            for start in range(places[number].day - SPAN + 1, places[number].day + 1):
                spans[channel, start, themes[number]] += themes[number] >= 0
    again = sum(max(count - 1, 0) for count in days.values())
    alike = sum(max(count - 1, 0) for count in spans.values())
    return REPEATED * (in_a_row + again) + ALIKE * alike


def _rows(model: Model) -> list[list[int]]:
    """Return the places of each channel in their order."""
    rows: defaultdict[int, list[int]] = defaultdict(list)
    for number, place in enumerate(model.calendar.places):
        rows[place.channel].append(number)
    return list(rows.values())
