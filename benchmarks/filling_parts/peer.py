"""The peer's plans, judged by the stated objective."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from benchmarks.filling_parts import greedy
from scheduler.optimising.board import NOTHING
from scheduler.optimising.judging import worth_of
from scheduler.optimising.model import Model

if TYPE_CHECKING:
    from scheduler.domain.choice import Candidate, Choice
    from scheduler.domain.plan import Gap
    from scheduler.optimising.question import Question


def by_the_gap(question: Question) -> tuple[float, int]:
    """Return what the peer's plan is worth, and how many gaps it fills."""
    model = Model(question)
    rows = {
        (candidate.item, fit.pillar): row
        for row, (candidate, fit) in enumerate(zip(model.offers.candidates, model.offers.fits, strict=True))
    }
    chosen = [NOTHING] * len(model.calendar)
    number = {(gap.channel, gap.due, gap.slot): row for row, gap in enumerate(model.calendar.gaps)}
    found = choices(question, model)
    told: set[int] = set()
    for each in found:
        row = rows[each.item, each.pillar]
        if int(model.offers.story[row]) in told:
            continue  # after sixty days it tells a story again, which a plan does not
        told.add(int(model.offers.story[row]))
        chosen[number[each.gap.channel, each.gap.due, each.gap.slot]] = row
    return worth_of(model, chosen), len(told)


def choices(question: Question, model: Model) -> list[Choice]:
    """Return the peer's choices; it is told of the rules that it does not know."""
    weeks: Counter[tuple[int, str]] = Counter()
    months: Counter[int] = Counter()
    rows = {(gap.channel, gap.due, gap.slot): row for row, gap in enumerate(model.calendar.gaps)}
    calendar = model.calendar
    standing = {
        (week, source): int(calendar.weeks[week, number])
        for source, number in model.offers.sources.items()
        for week in range(calendar.weeks.shape[0])
        if calendar.weeks[week, number]
    }

    def accepts(candidate: Candidate, gap: Gap) -> bool:
        row = rows[gap.channel, gap.due, gap.slot]
        week, budget = (int(calendar.week[row]), candidate.source), int(calendar.budget[row])
        if candidate.channels is not None and gap.channel not in candidate.channels:
            return False
        cap = candidate.weekly_cap
        if cap is not None and weeks[week] + standing.get(week, 0) >= cap:
            return False
        if budget >= 0 and months[budget] >= calendar.budgets[budget]:
            return False
        weeks[week] += 1
        months[budget] += 1
        return True

    return greedy.choose(
        question.gaps,
        question.candidates,
        now=question.now,
        placed=question.placed,
        pillars=question.pillars,
        pauses=question.pauses,
        accepts=accepts,
    )
