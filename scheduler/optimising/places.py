"""The calendar in arrays: gaps, what stands around them, and the windows, weeks and months they count in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from scheduler.domain.plan import wall_clock
from scheduler.optimising.offers import Floats, Ints, Numbers, Offers
from scheduler.optimising.terms import AROUND, SPAN

if TYPE_CHECKING:
    from scheduler.domain.choice import Placed
    from scheduler.domain.plan import Gap
    from scheduler.optimising.question import Question

_HOUR = timedelta(hours=1)


@dataclass
class Place:
    """A place on a channel: a gap, or a post that stands."""

    due: datetime
    day: int
    channel: int
    #: Row of the gap; -1 for a post that stands.
    gap: int = -1
    source: int = -1
    theme: int = -1


@dataclass(frozen=True)
class Around:
    """What stands near a gap on its channel, as numbers of places."""

    #: Just before and just after it.
    row: tuple[int, ...]
    same_day: tuple[int, ...]
    #: Within the span of days in which themes are kept apart.
    near: tuple[int, ...]


@dataclass(frozen=True)
class Calendar:
    """The gaps by time; a row of each array is one gap."""

    gaps: tuple[Gap, ...]
    #: Hours from now.
    due: Floats
    day: Ints
    channel: Ints
    #: Number of the pillar that the slot names, -1 for any, -2 for one that is not there.
    pillar: Ints
    #: The first of the two windows it counts in; the other is the next.
    window: Ints
    week: Ints
    #: Number of its budget, -1 for none.
    budget: Ints
    #: By budget: how many posts it still pays for.
    budgets: Ints
    places: list[Place]
    around: list[Around]
    #: By window: posts and gaps; curated posts. By window and pillar: posts. By week and source: posts.
    totals: Ints
    curated: Ints
    shares: Ints
    weeks: Ints
    #: By channel number.
    channels: Numbers = field(default_factory=Numbers)

    def __len__(self) -> int:
        return len(self.gaps)


def calendar_of(question: Question, offers: Offers) -> Calendar:
    """Return the calendar of a question that is in order."""
    gaps = question.gaps
    pillars = Numbers(pillar.name for pillar in question.pillars)
    channels, weeks = Numbers(), Numbers()
    window = np.array([_block(gap.due, question.now) for gap in gaps], dtype=np.intp)
    week = np.array([weeks.of(gap.wall.isocalendar()[:2]) for gap in gaps], dtype=np.intp)
    budgets = {(each.channel, each.year, each.month): row for row, each in enumerate(question.months)}
    places, around = _places(question, offers)
    counted = _Counted(question, len(window) and int(window.max()) + 2)
    return Calendar(
        gaps=gaps,
        due=np.array([(gap.due - question.now) / _HOUR for gap in gaps], dtype=np.float64),
        day=_days(places, len(gaps)),
        channel=np.array([channels.of(gap.channel) for gap in gaps], dtype=np.intp),
        pillar=np.array([_named(gap, pillars) for gap in gaps], dtype=np.intp),
        window=window,
        week=week,
        budget=np.array([budgets.get(_month(gap), -1) for gap in gaps], dtype=np.intp),
        budgets=np.array([max(each.posts, 0) for each in question.months], dtype=np.intp),
        places=places,
        around=around,
        totals=counted.totals,
        curated=counted.curated,
        shares=counted.shares,
        weeks=_weeks(question, offers, weeks),
        channels=channels,
    )


def _days(places: list[Place], gaps: int) -> Ints:
    days = np.zeros(gaps, dtype=np.intp)
    for place in places:
        if place.gap >= 0:
            days[place.gap] = place.day
    return days


class _Counted:
    """What the windows hold before anything is chosen."""

    def __init__(self, question: Question, windows: int) -> None:
        pillars = Numbers(pillar.name for pillar in question.pillars)
        self.totals = np.zeros(windows, dtype=np.intp)
        self.curated = np.zeros(windows, dtype=np.intp)
        self.shares = np.zeros((windows, max(len(pillars), 1)), dtype=np.intp)
        for gap in question.gaps:
            for window in self._windows(_block(gap.due, question.now)):
                self.totals[window] += 1
        for post in (each for each in question.placed if each.is_counted):
            pillar = pillars.known(post.pillar)
            for window in self._windows(_block(post.due, question.now)):
                self.totals[window] += 1
                self.curated[window] += post.is_curated
                if pillar >= 0:
                    self.shares[window, pillar] += 1

    def _windows(self, block: int) -> list[int]:
        return [window for window in (block, block + 1) if 0 <= window < len(self.totals)]


def _named(gap: Gap, pillars: Numbers) -> int:
    if gap.pillar is None:
        return -1
    number = pillars.known(gap.pillar)
    return number if number >= 0 else -2


def _block(due: datetime, now: datetime) -> int:
    return (due - now) // AROUND


def _month(gap: Gap) -> tuple[str, int, int]:
    due = gap.due.astimezone(UTC)
    return (gap.channel, due.year, due.month)


def _weeks(question: Question, offers: Offers, weeks: Numbers) -> Ints:
    counts = np.zeros((len(weeks), max(len(offers.sources), 1)), dtype=np.intp)
    zones = _zones(question)
    for post in question.placed:
        week = weeks.known(wall_clock(post.due, zones.get(post.channel, "UTC")).isocalendar()[:2])
        source = offers.sources.known(post.source)
        if week >= 0 and source >= 0:
            counts[week, source] += 1
    return counts


def _day(due: datetime, zone: str) -> int:
    return wall_clock(due, zone).toordinal()


def _zones(question: Question) -> dict[str, str]:
    return {gap.channel: gap.zone for gap in question.gaps}


def _places(question: Question, offers: Offers) -> tuple[list[Place], list[Around]]:
    """Return every place, and what stands around each gap."""
    zones = _zones(question)
    order = {name: number for number, name in enumerate(sorted(zones))}
    rows: defaultdict[str, list[Place]] = defaultdict(list)
    for number, gap in enumerate(question.gaps):
        day = _day(gap.due, zones[gap.channel])
        rows[gap.channel].append(Place(gap.due, day, order[gap.channel], gap=number))
    for post in question.placed:
        if post.is_counted and post.channel in zones:
            day = _day(post.due, zones[post.channel])
            rows[post.channel].append(_standing(post, offers, day, order[post.channel]))
    places: list[Place] = []
    around: dict[int, Around] = {}
    for name in sorted(rows):
        row = sorted(rows[name], key=lambda place: (place.due, place.gap))
        for number, place in enumerate(row):
            if place.gap >= 0:
                around[place.gap] = _around(row, number, first=len(places))
        places.extend(row)
    return places, [around[number] for number in range(len(question.gaps))]


def _standing(post: Placed, offers: Offers, day: int, channel: int) -> Place:
    return Place(
        post.due,
        day,
        channel,
        source=offers.sources.known(post.source),
        theme=offers.themes.known(post.theme),
    )


def _around(row: list[Place], here: int, *, first: int) -> Around:
    def days(reach: int) -> tuple[int, ...]:
        start = bisect_left(row, row[here].day - reach, key=lambda place: place.day)
        end = bisect_right(row, row[here].day + reach, key=lambda place: place.day)
        return tuple(first + number for number in range(start, end) if number != here)

    beside = tuple(first + number for number in (here - 1, here + 1) if 0 <= number < len(row))
    return Around(row=beside, same_day=days(0), near=days(SPAN - 1))
