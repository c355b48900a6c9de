"""The best plan by mixed-integer programming: the only home of HiGHS.

Every term of the objective is a sum over groups of columns with a convex cost, so the whole is
linear: a column for each offer in each gap, a row for each rule, and slack with a price where a
rule may be bent.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from scheduler.optimising.board import NOTHING, off_target
from scheduler.optimising.terms import ALIKE, REPEATED, SPAN, TOO_CURATED

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from scheduler.optimising.board import Columns
    from scheduler.optimising.model import Model

#: Branches after which it stops with the best plan so far; a count, so that the answer is always the same.
_MOST_NODES = 20
_EVER = 1e30
#: A plan this share below what is proven possible counts as the best.
_NEAR_ENOUGH = 1e-4


@dataclass
class _Program:
    """A maximisation by columns and rows."""

    gains: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    is_whole: list[bool] = field(default_factory=list)
    rows: list[tuple[list[int], list[float]]] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)

    def column(self, gain: float, *, most: float = _EVER, is_whole: bool = False) -> int:
        """Add a column from 0 to `most`; return its number."""
        self.gains.append(gain)
        self.most.append(most)
        self.is_whole.append(is_whole)
        return len(self.gains) - 1

    def row(
        self, ones: Iterable[int], slack: Iterable[tuple[int, float]], lower: float, upper: float
    ) -> None:
        """Add a row: the sum of `ones` and slack between two bounds."""
        parts = [*((one, 1.0) for one in ones), *slack]
        self.rows.append(([at for at, _ in parts], [by for _, by in parts]))
        self.lower.append(lower)
        self.upper.append(upper)


@dataclass(frozen=True)
class Solution:
    """The best plan found, and what no plan exceeds."""

    chosen: list[int]
    bound: float
    is_best: bool


def best_plan(model: Model, columns: list[Columns], *, within: float = _NEAR_ENOUGH) -> Solution:
    """Return the best plan of these columns, proven to fall short by no more than that share."""
    program = _Program()
    pairs = [
        (gap, int(offer), program.column(float(worth), most=1.0, is_whole=True))
        for gap, here in enumerate(columns)
        for offer, worth in zip(here.offers, here.worth, strict=True)
    ]
    if not pairs:
        return Solution([NOTHING] * len(columns), 0.0, is_best=True)
    _add_rules(program, model, pairs)
    _add_neighbours(program, model, pairs)
    values, bound, is_best = _solve(program, within)
    chosen = [NOTHING] * len(columns)
    for gap, offer, column in pairs:
        if values[column] > 0.5:  # noqa: PLR2004 # a whole number, but for rounding
            chosen[gap] = offer
    return Solution(chosen, bound, is_best)


_Pair = tuple[int, int, int]
Key = TypeVar("Key", bound="Hashable")


def _grouped(pairs: list[_Pair], keys: Iterable[Iterable[Key]]) -> dict[Key, list[int]]:
    groups: defaultdict[Key, list[int]] = defaultdict(list)
    for (_, _, column), names in zip(pairs, keys, strict=True):
        for name in names:
            groups[name].append(column)
    return groups


def _add_rules(program: _Program, model: Model, pairs: list[_Pair]) -> None:
    """Add what may not be broken, and the shares."""
    calendar, offers = model.calendar, model.offers
    for ones in _grouped(pairs, ([gap] for gap, _, _ in pairs)).values():
        program.row(ones, (), -_EVER, 1)
    for ones in _grouped(pairs, ([int(offers.story[offer])] for _, offer, _ in pairs)).values():
        if len(ones) > 1:
            program.row(ones, (), -_EVER, 1)
    weeks = _grouped(
        pairs, ([(int(calendar.week[gap]), int(offers.source[offer]))] for gap, offer, _ in pairs)
    )
    for (week, source), ones in weeks.items():
        if len(ones) + calendar.weeks[week, source] > offers.caps[source]:
            program.row(ones, (), -_EVER, max(int(offers.caps[source] - calendar.weeks[week, source]), 0))
    budgets = _grouped(pairs, ([int(calendar.budget[gap])] for gap, _, _ in pairs))
    for budget, ones in budgets.items():
        if budget != -1:
            program.row(ones, (), -_EVER, float(calendar.budgets[budget]))
    _add_curated(program, model, pairs)
    _add_shares(program, model, pairs)


def _windows(model: Model, gap: int) -> tuple[int, int]:
    first = int(model.calendar.window[gap])
    return first, first + 1


def _add_shares(program: _Program, model: Model, pairs: list[_Pair]) -> None:
    """Add what each pillar costs in each window: a step for each further post, dearer and dearer.

    Counts are whole, so the cost is drawn straight from one count to the next: the same plans cost
    the same, and halves of posts gain nothing.
    """
    offers, calendar = model.offers, model.calendar
    keys = (
        [(window, int(offers.pillar[offer])) for window in _windows(model, gap)] for gap, offer, _ in pairs
    )
    for (window, pillar), ones in _grouped(pairs, keys).items():
        if pillar < 0:
            continue
        already = calendar.shares[window, pillar] - model.targets[window, pillar]
        many = min(len(ones), int(calendar.totals[window]))
        costs = off_target(already + np.arange(many + 1))
        steps = np.round(np.diff(costs), 9)
        prices, counts = np.unique(steps, return_counts=True)
        slack = [
            (program.column(-float(price), most=float(count)), -1.0)
            for price, count in zip(prices, counts, strict=True)
        ]
        program.row(ones, slack, 0, 0)


def _add_curated(program: _Program, model: Model, pairs: list[_Pair]) -> None:
    calendar = model.calendar
    if model.question.curated_share is None:
        return
    keys = (list(_windows(model, gap)) if model.offers.is_curated[offer] else [] for gap, offer, _ in pairs)
    for window, ones in _grouped(pairs, keys).items():
        most = float(model.most_curated[window] - calendar.curated[window])
        program.row(ones, [(program.column(-TOO_CURATED), -1.0)], -_EVER, max(most, 0.0))


def _add_neighbours(program: _Program, model: Model, pairs: list[_Pair]) -> None:
    """Add what it costs to say alike things close together."""
    calendar, offers = model.calendar, model.offers
    places = calendar.places
    where = {place.gap: number for number, place in enumerate(places) if place.gap >= 0}
    days: set[Hashable] = set()
    spans: set[Hashable] = set()
    standing: defaultdict[Hashable, int] = defaultdict(int)
    for place in places:
        if place.gap < 0:
            days.add((place.channel, place.day, place.source))
            spans.update((place.channel, start, place.theme) for start in _span(place.day))
    keys_of_day, keys_of_span, keys_of_row = [], [], []
    for gap, offer, _ in pairs:
        place = places[where[gap]]
        source, theme = int(offers.source[offer]), int(offers.theme[offer])
        keys_of_day.append([(place.channel, place.day, source)])
        keys_of_span.append([(place.channel, start, theme) for start in _span(place.day) if theme >= 0])
        beside = calendar.around[gap].row
        row_keys: list[Hashable] = []
        for number in beside:
            pair = (min(where[gap], number), max(where[gap], number), source)
            row_keys.append(pair)
            if places[number].gap < 0 and places[number].source == source:
                standing[pair] = 1
        keys_of_row.append(row_keys)
    for keys, price, taken in (
        (keys_of_day, REPEATED, days),
        (keys_of_span, ALIKE, spans),
        (keys_of_row, REPEATED, standing),
    ):
        for name, ones in _grouped(pairs, keys).items():
            free = 0 if name in taken else 1
            if len(ones) > free:
                program.row(ones, [(program.column(-price), -1.0)], -_EVER, free)


def _span(day: int) -> range:
    return range(day - SPAN + 1, day + 1)


def _solve(program: _Program, within: float) -> tuple[list[float], float, bool]:
    """Return the values of the columns, the bound, and whether they are proven best."""
    import highspy  # some 10 MB that nothing but a fill needs

    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call] # as it comes
    for name, value in (
        ("output_flag", False),
        ("threads", 1),
        ("mip_rel_gap", within),
        ("mip_abs_gap", 1e-6),
        ("mip_max_nodes", _MOST_NODES),
    ):
        solver.setOptionValue(name, value)
    solver.passModel(_as_highs(program))
    solver.run()
    info = solver.getInfo()
    is_best = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return list(solver.getSolution().col_value), float(info.mip_dual_bound), is_best


def _as_highs(program: _Program) -> Any:
    import highspy

    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(program.gains), len(program.rows)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = np.array(program.gains)
    model.col_lower_ = np.zeros(len(program.gains))
    model.col_upper_ = np.array(program.most)
    model.row_lower_, model.row_upper_ = np.array(program.lower), np.array(program.upper)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(at) for at, _ in program.rows)])
    model.a_matrix_.index_ = np.array([one for at, _ in program.rows for one in at], dtype=np.int32)
    model.a_matrix_.value_ = np.array([one for _, by in program.rows for one in by])
    whole, free = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    model.integrality_ = [whole if one else free for one in program.is_whole]
    return model
