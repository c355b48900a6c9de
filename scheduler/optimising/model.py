"""What an offer is worth in a gap by itself, and where it may not stand at all."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from scheduler.optimising.offers import Bools, Floats, Ints, Offers, offers_of
from scheduler.optimising.places import Calendar, calendar_of
from scheduler.optimising.terms import FILLED, NAMED, STAYS, WANTED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scheduler.optimising.question import Question

#: Worth of an offer where it may not stand.
NEVER = -np.inf
_HOURS = 3600.0
#: Number of the pillar of a gap that names none.
_ANY = -1


class Model:
    """Offers and gaps of one question, and what each pair of them is worth.

    Worth is strength x ageing until the gap, so no table of all pairs is kept.
    """

    def __init__(self, question: Question) -> None:
        self.question = question.in_order()
        self.offers: Offers = offers_of(self.question)
        self.calendar: Calendar = calendar_of(self.question, self.offers)
        #: By class of ageing and gap: what is left of an offer's strength.
        self.left: Floats = np.exp2(-np.outer(1 / self.offers.half_lives, self.calendar.due))
        #: By class of gaps: may the offer stand there? Gaps of channels with the same rules are one class.
        self.allowed: Bools
        self.kind: Ints
        self.allowed, self.kind = _permissions(self.question, self.offers, self.calendar)
        self._wanted = _wanted(self.offers)
        self._told = _told(self.question, self.offers)
        self._earlier = _earlier(self.question, self.offers, self.calendar)
        self._scratch: Floats = np.zeros(len(self.offers))
        share = 100 if question.curated_share is None else question.curated_share
        #: By window: the most posts that may come from sources; whole posts only.
        self.most_curated: Ints = self.calendar.totals * share // 100
        self.targets = _targets(self.question, self.calendar)

    def worth(self, gap: int, among: Ints | None = None) -> Floats:
        """Return what each offer, or each of some, is worth in a gap; never, where it may not stand."""
        offers = self.offers
        rows: Ints | slice = slice(None) if among is None else among
        worth: Floats = offers.strength[rows] * self.left[:, gap][offers.ageing[rows]] + FILLED
        if self.calendar.pillar[gap] >= 0:
            worth += NAMED
        for some, extra in self.extras(gap):
            self._scratch[some] += extra
        worth += self._scratch[rows]
        for some, _ in self.extras(gap):
            self._scratch[some] = 0.0
        worth[np.logical_not(self.may_stand(gap)[rows])] = NEVER
        return worth

    def worths(self, rows: Ints, gaps: Ints) -> NDArray[np.float32]:
        """Return what some offers for one pillar are worth in some gaps, as if every channel took them."""
        offers, calendar = self.offers, self.calendar
        left = self.left[:, gaps].astype(np.float32)
        worth = offers.strength[rows].astype(np.float32)[:, None] * left[offers.ageing[rows]]
        worth += np.where(calendar.pillar[gaps] >= 0, FILLED + NAMED, FILLED).astype(np.float32)
        place = np.full(len(offers), -1, dtype=np.intp)
        place[rows] = np.arange(len(rows))
        for column, gap in enumerate(gaps):
            for some, extra in self.extras(int(gap)):
                here = place[some]
                worth[here[here >= 0], column] += extra[here >= 0]
            told = place[self.told(int(gap))]
            worth[told[told >= 0], column] = NEVER
        worth[offers.good_until[rows][:, None] <= calendar.due[gaps]] = NEVER
        somewhere: Bools = np.any(self.allowed, axis=0)
        worth[np.logical_not(somewhere[rows])] = NEVER
        return worth

    def extras(self, gap: int) -> list[tuple[Ints, Floats]]:
        """Return the offers that are wanted on the day of a gap, or stood there before, and how much more."""
        found = []
        day = self._wanted.get(int(self.calendar.day[gap]))
        if day is not None:
            found.append(day)
        earlier = self._earlier.get(gap)
        if earlier is not None:
            found.append((earlier, np.full(len(earlier), STAYS)))
        return found

    def beyond(self, gap: int, offer: int) -> float:
        """Return what an offer is worth in a gap beyond its strength."""
        found = ((rows == offer, extra) for rows, extra in self.extras(gap))
        return sum(float(extra[here].sum()) for here, extra in found)

    def may_stand(self, gap: int) -> Bools:
        """Return which offers may stand in a gap, whatever else stands."""
        named = self.calendar.pillar[gap]
        fits: Bools = np.logical_and(
            self.allowed[self.kind[gap]], self.offers.good_until > self.calendar.due[gap]
        )
        if named != _ANY:
            fits &= self.offers.pillar == named
        fits[self.told(gap)] = False
        return fits

    def is_bound_to_earlier(self, gap: int) -> bool:
        """Was something proposed for the gap before?"""
        return gap in self._earlier

    def same_as(self, gap: int) -> tuple[float, int, int, int, int]:
        """Return what decides a gap's worths: gaps that share it differ in nothing but their neighbours."""
        calendar, own = self.calendar, gap if gap in self._earlier else -1
        return (
            float(calendar.due[gap]),
            int(calendar.pillar[gap]),
            int(self.kind[gap]),
            int(calendar.day[gap]),
            own,
        )

    def told(self, gap: int) -> Ints:
        """Return the offers whose story stands too near to a gap already."""
        rows, start, end = self._told
        due = self.calendar.due[gap]
        near: Ints = rows[(start < due) & (due < end)]
        return near

    def forbid(self, item: int, channel: str) -> None:
        """Let an item never stand on a channel; each class of gaps is split as it must be."""
        number = self.calendar.channels.known(channel)
        gaps = np.flatnonzero(self.calendar.channel == number)
        rows = np.array([i for i, each in enumerate(self.offers.candidates) if each.item == item])
        for kind in np.unique(self.kind[gaps]):
            here = gaps[self.kind[gaps] == kind]
            if len(here) < np.count_nonzero(self.kind == kind):
                self.allowed = np.vstack([self.allowed, self.allowed[kind]])
                self.kind[here] = len(self.allowed) - 1
            self.allowed[self.kind[here[0]], rows] = False


def _permissions(question: Question, offers: Offers, calendar: Calendar) -> tuple[Bools, Ints]:
    """Return which offers each class of gaps admits, and the class of each gap."""
    classes: dict[bytes, int] = {}
    rows: list[Bools] = []
    by_channel: dict[int, int] = {}
    for gap, number in zip(calendar.gaps, calendar.channel, strict=True):
        if int(number) in by_channel:
            continue
        row = _permitted(gap.channel, question, offers)
        key = row.tobytes()
        if key not in classes:
            classes[key] = len(rows)
            rows.append(row)
        by_channel[int(number)] = classes[key]
    kind = np.array([by_channel[int(number)] for number in calendar.channel], dtype=np.intp)
    return np.array(rows, dtype=np.bool_).reshape(len(rows), len(offers)), kind


def _permitted(channel: str, question: Question, offers: Offers) -> Bools:
    pillars = (*(pillar.name for pillar in question.pillars), None)  # the last one is row -1: no pillar
    held = np.array(
        [any(pause.holds(channel=channel, pillar=name) for pause in question.pauses) for name in pillars]
    )
    bound = [each.channels is None or channel in each.channels for each in offers.candidates]
    free: Bools = np.logical_and(np.array(bound, dtype=np.bool_), np.logical_not(held[offers.pillar]))
    return free


def _wanted(offers: Offers) -> dict[int, tuple[Ints, Floats]]:
    """Return by day the offers that are wanted on it, and what that adds to each."""
    days: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for row, candidate in enumerate(offers.candidates):
        for wish in candidate.wanted:
            for day in range(wish.first.toordinal(), wish.last.toordinal() + 1):
                days[day][row] = max(days[day].get(row, 0.0), WANTED * wish.weight)
    return {
        day: (np.array(list(found), dtype=np.intp), np.array(list(found.values())))
        for day, found in days.items()
    }


def _told(question: Question, offers: Offers) -> tuple[Ints, Floats, Floats]:
    """Return offers with the hours from now between which a post tells their story."""
    at: defaultdict[int, list[float]] = defaultdict(list)
    used = {post.item for post in question.placed}
    for post in question.placed:
        if post.story:
            at[post.story].append((post.due - question.now).total_seconds() / _HOURS)
    found: list[tuple[int, float, float]] = []
    for row, candidate in enumerate(offers.candidates):
        rest = candidate.rest.total_seconds() / _HOURS
        found += [(row, due - rest, due + rest) for due in at.get(candidate.story, ())]
        if candidate.item in used:
            found.append((row, -np.inf, np.inf))
    columns = [list(column) for column in zip(*found, strict=True)] or [[], [], []]
    return np.array(columns[0], dtype=np.intp), np.array(columns[1]), np.array(columns[2])


def _earlier(question: Question, offers: Offers, calendar: Calendar) -> dict[int, Ints]:
    if not question.earlier:
        return {}
    rows: defaultdict[int, list[int]] = defaultdict(list)
    for row, candidate in enumerate(offers.candidates):
        rows[candidate.item].append(row)
    named = {number: question.earlier.get((gap.channel, gap.due)) for number, gap in enumerate(calendar.gaps)}
    return {
        number: np.array(rows[item], dtype=np.intp)
        for number, item in named.items()
        if item is not None and item in rows
    }


def _targets(question: Question, calendar: Calendar) -> Floats:
    """Return by window and pillar how many posts would be on target."""
    shares = np.array([pillar.target / 100 for pillar in question.pillars])
    return np.outer(calendar.totals, shares)
