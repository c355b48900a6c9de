"""Why an offer stands in its gap, and why the others do not, in words for people."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from scheduler.domain.choice import Choice, RunnerUp
from scheduler.domain.post import ReasonPart
from scheduler.optimising.board import NOTHING, Columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from scheduler.domain.choice import Candidate
    from scheduler.domain.plan import Gap
    from scheduler.optimising.board import Board
    from scheduler.optimising.offers import Ints, Offers

_DAY: Final = timedelta(days=1)
#: Runners-up that are asked of the last word for each that is wanted.
_ASKED: Final = 4
#: Free offers that are looked at for them: the best, and the best of each pillar.
_OF_ALL: Final = 12
_OF_PILLAR: Final = 4
#: Of them, those that age alike for one pillar.
_OF_CLASS: Final = 60


class Teller:
    """Tells of a finished plan; takes each post out for a moment to see what else could stand there."""

    def __init__(self, board: Board, accepts: Callable[[Candidate, Gap], bool]) -> None:
        self._board = board
        self._model = board.model
        self._offers = board.model.offers
        self._accepts = accepts
        free = board.teller[board.model.offers.story] == NOTHING
        self._free = _promising(self._offers, np.flatnonzero(free))
        self._spares: dict[object, Columns] = {}

    def choice(self, gap: int, *, runners_up: int) -> Choice:
        """Return what stands in a gap, with its reason and so many runners-up."""
        board, offers = self._board, self._offers
        offer = board.take(gap)
        others = tuple(self._runners_up(gap, offer, runners_up)) if runners_up else ()
        reason = tuple(self._reason(gap, offer))
        board.put(gap, offer)
        return Choice(
            gap=self._model.calendar.gaps[gap],
            item=offers.candidates[offer].item,
            pillar=offers.fits[offer].pillar,
            score=round(self._value(gap, offer), 4),
            reason=reason,
            runners_up=others,
        )

    def _value(self, gap: int, offer: int) -> float:
        """Return trust x relevance x fit x freshness when the gap is due."""
        left = self._model.left[self._offers.ageing[offer], gap]
        return float(self._offers.strength[offer] * left)

    def _runners_up(self, gap: int, winner: int, many: int) -> Iterator[RunnerUp]:
        columns, offers = self._spare(gap), self._offers
        worth = self._board.worth(gap, columns)
        order = np.argsort(-worth, kind="stable")[: _ASKED * many + 1]
        seen, found = {int(offers.story[winner])}, 0
        for column in order:
            offer = int(columns.offers[column])
            candidate = offers.candidates[offer]
            if worth[column] == -np.inf or found == many:
                return
            if int(offers.story[offer]) in seen:
                continue
            seen.add(int(offers.story[offer]))
            if self._accepts(candidate, self._model.calendar.gaps[gap]):
                found += 1
                yield RunnerUp(
                    item=candidate.item,
                    pillar=offers.fits[offer].pillar,
                    score=round(self._value(gap, offer), 4),
                    why=self._why_lost(gap, winner, offer),
                )

    def _spare(self, gap: int) -> Columns:
        """Return the best offers that nobody has, and the best of each pillar; alike gaps share them."""
        key = self._model.same_as(gap)
        if key not in self._spares:
            worth = self._model.worth(gap, self._free)
            order = np.argsort(-worth, kind="stable")
            order = order[worth[order] > -np.inf]
            pillars = self._offers.pillar[self._free[order]]
            best = [order[pillars == pillar][:_OF_PILLAR] for pillar in np.unique(pillars)]
            keep = np.unique(np.concatenate([order[:_OF_ALL], *best]))
            self._spares[key] = Columns(self._free[keep], worth[keep])
        return self._spares[key]

    def _why_lost(self, gap: int, winner: int, loser: int) -> str:
        """Return the words for what tells most against the loser."""
        ours, theirs = (self._parts(gap, offer) for offer in (winner, loser))
        name = max(ours, key=lambda part: ours[part] - theirs[part])
        if ours[name] - theirs[name] <= 0:
            return "about as good"
        return self._lost_by(name, gap, winner, loser)

    def _parts(self, gap: int, offer: int) -> dict[str, float]:
        board, offers = self._board, self._offers
        source = board.repeats(gap)
        return {
            "value": self._value(gap, offer),
            "need": board.need(gap, offer),
            "source": -float(int(offers.source[offer]) in source),
            "theme": -0.3 * float(int(offers.theme[offer]) in board.themes(gap)),
            "day": self._model.beyond(gap, offer),
        }

    def _lost_by(self, name: str, gap: int, winner: int, loser: int) -> str:
        candidate, fit = self._offers.candidates[loser], self._offers.fits[loser]
        if name == "need":
            return f"{self._title(fit.pillar)} needs it less"
        if name == "source":
            return f"{candidate.owner} stands beside it already"
        if name == "theme":
            return f"{candidate.theme} stands near it already"
        if name == "day":
            return "less wanted on that day"
        return self._lesser_value(gap, winner, loser)

    def _lesser_value(self, gap: int, winner: int, loser: int) -> str:
        best, other = self._offers.candidates[winner], self._offers.candidates[loser]
        fits = self._offers.fits[winner], self._offers.fits[loser]
        due = self._model.calendar.gaps[gap].due
        ratios = {
            "trust": other.worth / best.worth,
            "fit": fits[1].value / fits[0].value,
            "relevance": other.relevance / best.relevance,
            "age": _freshness(other, due, self._model.question.now)
            / max(_freshness(best, due, self._model.question.now), 1e-12),
        }
        least = min(ratios, key=lambda name: ratios[name])
        if least == "trust":
            return f"trust {other.trust.value}"
        if least == "fit":
            return f"fits {self._title(fits[1].pillar)} less"
        if least == "relevance":
            return "means less to the organisation"
        return f"older: {span(max(due - other.born, timedelta()))} when it goes out"

    def _title(self, name: str | None) -> str:
        return next((each.title for each in self._model.question.pillars if each.name == name), "the plan")

    def _reason(self, gap: int, offer: int) -> Iterator[ReasonPart]:
        candidate, fit = self._offers.candidates[offer], self._offers.fits[offer]
        where, now = self._model.calendar.gaps[gap], self._model.question.now
        if fit.pillar is not None:
            yield self._need_in_words(gap, offer, is_fixed=where.pillar is not None)
        for wish in candidate.wanted:
            if wish.first.toordinal() <= self._model.calendar.day[gap] <= wish.last.toordinal():
                yield ReasonPart(name="day", words=f"it is {wish.name}", value=wish.weight)
        words = f"{candidate.owner}, trust {candidate.trust.value}"
        yield ReasonPart(name="trust", words=words, value=candidate.worth)
        yield _age_in_words(candidate, where, now)
        words = f"not used in {candidate.rest.days} days"
        yield ReasonPart(name="novelty", words=words, value=float(candidate.rest.days))
        if fit.words:
            words = f"speaks of {', '.join(fit.words[:3])}"
            yield ReasonPart(name="fit", words=words, value=round(fit.value, 2))
        yield from candidate.relevant
        if candidate.needs_clinician:
            yield ReasonPart(name="clinician", words="a clinician has to look at it")

    def _need_in_words(self, gap: int, offer: int, *, is_fixed: bool) -> ReasonPart:
        need = self._board.below_target(gap, offer)
        title, count = self._title(self._offers.fits[offer].pillar), round(need)
        if count >= 1:
            words = f"{title} is {count} below target"
        elif is_fixed:
            words = f"the slot is for {title}"
        else:
            words = f"{title} is {'on' if count == 0 else 'above'} target"
        return ReasonPart(name="pillar", words=words, value=round(need, 1))


def _promising(offers: Offers, free: Ints) -> Ints:
    """Return the strongest of the free offers for each pillar and class of ageing."""
    groups = offers.pillar[free] * (int(offers.ageing.max(initial=0)) + 1) + offers.ageing[free]
    kept = [
        some[np.argsort(-offers.strength[some], kind="stable")[:_OF_CLASS]]
        for some in (free[groups == group] for group in np.unique(groups))
    ]
    return np.sort(np.concatenate(kept)) if kept else free


def span(age: timedelta) -> str:
    """Return a length of time as people say it."""
    if age < timedelta(hours=1):
        return "under 1 h"
    return f"{age // timedelta(hours=1)} h" if age < 2 * _DAY else f"{age.days} days"


def _freshness(candidate: Candidate, due: datetime, now: datetime) -> float:
    age = max((due - min(candidate.born, now)) / candidate.half_life, 0.0)
    return float(2.0**-age)


def _age_in_words(candidate: Candidate, gap: Gap, now: datetime) -> ReasonPart:
    if not candidate.is_dated:
        return ReasonPart(name="freshness", words="no date given")
    age = max(now - candidate.born, timedelta())
    words = f"{span(age)} old"
    if gap.due - now >= 2 * _DAY:
        words += f", {span(max(gap.due - candidate.born, timedelta()))} when it goes out"
    return ReasonPart(name="freshness", words=words, value=round(age / timedelta(hours=1), 1))
