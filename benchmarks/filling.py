"""Filling as an optimisation: how good the plans are, and what they cost.

Run: `python benchmarks/filling.py [--quick] [--cases N] [--daily N]`; all of it takes about two minutes.

Four parts, each with its bar: small random questions with every kind of rule against the exact
optimum; a year of 20 channels and 20,000 items; the drift of the pillars in months that begin half
full at random; and how much one new item moves. Beside them the peer that fills gap by gap. Worths are by
the stated objective; “beyond filling” leaves out what a filled gap is worth whatever fills it.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.filling_parts.peer import by_the_gap, choices
from scheduler.optimising.exact import best_plan
from scheduler.optimising.filling import nearly, plan
from scheduler.optimising.judging import worth_of
from scheduler.optimising.model import Model
from scheduler.optimising.rounding import all_columns
from scheduler.optimising.terms import FILLED
from tests.optimising import cases

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from scheduler.domain.choice import FilledPlan
    from scheduler.optimising.question import Question

_BAR_SMALL, _BAR_SECONDS, _BAR_DRIFT = 99.5, 10.0, 3.0


def _timed(call: Callable[[], Any]) -> tuple[Any, float]:
    gc.collect()
    begun = time.process_time()
    found = call()
    return found, time.process_time() - begun


def _line(what: str, figure: str, *, bar: str = "", good: bool | None = None) -> None:
    verdict = "" if good is None else ("  ok" if good else "  MISSED")
    print(f"{what:<62}{figure:>18}  {bar}{verdict}", flush=True)


def _beyond(worth: float, filled: int) -> float:
    return worth - FILLED * filled


@dataclass(frozen=True)
class _Solved:
    """One small question, solved by each way; shares are of the optimum, in per cent."""

    ours: float
    seconds: float
    fast: float
    #: How far the bound of the fast way lies above the optimum.
    above: float
    peer: float
    is_proven: bool
    #: What is beside filling itself; `None` where there is next to nothing of it.
    beyond: float | None


def _solve(number: int) -> _Solved:
    question = cases.small(number)
    found, seconds = _timed(partial(plan, question, runners_up=0))
    model = Model(question)
    solved = best_plan(model, all_columns(model), within=0.0)
    best = worth_of(model, solved.chosen) if solved.is_best else solved.bound
    quick, chosen = nearly(question)
    peer, filled = by_the_gap(question)
    most = _beyond(best, sum(each >= 0 for each in solved.chosen))
    ours = _beyond(found.worth, len(found.choices))
    return _Solved(
        ours=100 * found.worth / best,
        seconds=seconds,
        fast=100 * worth_of(model, chosen) / best,
        above=100 * (quick.bound / best - 1),
        peer=100 * peer / best,
        is_proven=solved.is_best,
        beyond=100 * ours / most if filled and most > 1 else None,
    )


def small(count: int) -> None:
    """Hold plans of small questions against the best there is."""
    found = [_solve(number) for number in range(1000, 1000 + count)]
    least, fast = min(each.ours for each in found), statistics.mean(each.fast for each in found)
    mean = statistics.mean(each.ours for each in found)
    above = [each.above for each in found]
    beyond = [each.beyond for each in found if each.beyond is not None]
    peer = [each.peer for each in found]

    def barred(what: str, share: float) -> None:
        _line(what, f"{share:.2f} %", bar="≥ 99.5 %", good=share >= _BAR_SMALL)

    barred(f"{count} small questions, share of the optimum: least", least)
    _line("  mean, and CPU seconds of all", f"{mean:.2f} %, {sum(each.seconds for each in found):.1f} s")
    barred("  the fast way of large questions on them: mean", fast)
    _line("  the fast way: least", f"{min(each.fast for each in found):.2f} %")
    _line(
        "  its bound above the optimum: median, most", f"{statistics.median(above):.1f} %, {max(above):.1f} %"
    )
    unproven = sum(not each.is_proven for each in found)
    _line("  optima not proven (held against the bound instead)", str(unproven))
    _line("  beyond filling: mean", f"{statistics.mean(beyond):.2f} %")
    _line("  peer, gap by gap: mean, least", f"{statistics.mean(peer):.2f} %, {min(peer):.2f} %")


def year(*, daily: int) -> None:
    """Fill a year of twenty channels from twenty thousand items."""
    question = cases.year(channels=20, items=20_000, daily=daily)
    found, seconds = _timed(lambda: plan(question))
    filled, gaps = len(found.choices), len(question.gaps)
    beyond = 1 - _beyond(found.worth, filled) / _beyond(found.bound, filled)
    _line(
        f"a year x 20 channels x 20,000 items ({gaps} gaps): CPU",
        f"{seconds:.1f} s",
        bar="≤ 10 s",
        good=seconds <= _BAR_SECONDS,
    )
    _line(
        "  no plan is better by more than (proven bound)",
        f"{100 * found.shortfall:.2f} %",
        bar="printed",
        good=found.bound >= found.worth,
    )
    _line("  the same beyond filling", f"{100 * beyond:.2f} %")
    _line(
        "  gaps filled; proposals with two runners-up",
        f"{filled}; {sum(len(each.runners_up) == 2 for each in found.choices)}",
    )
    (worth, count), seconds = _timed(lambda: by_the_gap(question))
    _line(
        "  peer, gap by gap: below the bound, filled, CPU",
        f"{100 * (1 - worth / found.bound):.1f} %, {count}, {seconds:.0f} s",
    )


def drift(count: int) -> None:
    """Fill months that are half full at random, and look how far the pillars are from their targets."""
    ours, peer = [], []
    for number in range(2000, 2000 + count):
        question = cases.half_full(number)
        found = plan(question, runners_up=0)
        ours.append(_drift(question, [each.pillar for each in found.choices]))
        peer.append(_drift(question, [each.pillar for each in choices(question, Model(question))]))
    _line(
        f"pillar drift, {count} months half full at random: mean",
        f"{statistics.mean(ours):.2f} points",
        bar="≤ 3",
        good=statistics.mean(ours) <= _BAR_DRIFT,
    )
    _line("  worst month", f"{max(ours):.2f} points")
    _line("  peer, gap by gap: mean, worst", f"{statistics.mean(peer):.2f}, {max(peer):.2f}")


def _drift(question: Question, chosen: Sequence[str | None]) -> float:
    counts = Counter([*chosen, *(post.pillar for post in question.placed)])
    total = sum(counts.values())
    return statistics.mean(abs(100 * counts[each.name] / total - each.target) for each in question.pillars)


def stability(count: int) -> None:
    """Add one item that is better than all, and count how many other choices change."""
    kept, anew = [], []
    for number in range(3000, 3000 + count):
        question = cases.small(number)
        before = plan(replace(question, earlier={}), runners_up=0)
        more = replace(question, candidates=(*question.candidates, cases.best_of(question)), earlier={})
        earlier = {(each.gap.channel, each.gap.due): each.item for each in before.choices}
        kept.append(_changed(before, plan(replace(more, earlier=earlier), runners_up=0)))
        anew.append(_changed(before, plan(more, runners_up=0)))
    _line(
        f"one new item, {count} plans: choices that change, mean and most",
        f"{statistics.mean(kept):.1f}, {max(kept)}",
    )
    _line("  where the plan before is not known", f"{statistics.mean(anew):.1f}, {max(anew)}")


def _changed(before: FilledPlan, after: FilledPlan) -> int:
    first = {(each.gap.channel, each.gap.due): each.item for each in before.choices}
    second = {(each.gap.channel, each.gap.due): each.item for each in after.choices}
    return sum(first.get(gap) != second.get(gap) for gap in first.keys() | second.keys())


def main() -> int:
    """Print the figures beside their bars."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer cases, and no year")
    parser.add_argument("--cases", type=int, default=60, help="small questions")
    parser.add_argument("--daily", type=int, default=1, help="slots a day on each channel of the year")
    asked = parser.parse_args()
    small(10 if asked.quick else asked.cases)
    drift(5 if asked.quick else 20)
    stability(5 if asked.quick else 20)
    if not asked.quick:
        year(daily=asked.daily)
    return 0


if __name__ == "__main__":
    sys.exit(main())
