"""What stands on the wall: the posts and observances of one month, by one clock; pure."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from scheduler.domain.value import Value

MONDAY, SUNDAY = 0, 6
_DAYS: Final = 7
_DECEMBER: Final = 12


class Paper(StrEnum):
    """What it is printed on, across."""

    A4 = "a4"
    LETTER = "letter"


class Mark(StrEnum):
    """How a post stands, as a sign that is told apart in black and white; each is a letter of the font."""

    OUT = "✓"
    APPROVED = "■"
    IN_REVIEW = "△"
    DRAFT = "☐"
    NEEDS_SOMEBODY = "▲"


LEGEND: Final = {
    Mark.OUT: "published",
    Mark.APPROVED: "approved",
    Mark.IN_REVIEW: "in review",
    Mark.DRAFT: "draft",
    Mark.NEEDS_SOMEBODY: "needs somebody",
}


class PrintedPost(Value):
    """One post, at a time by the clock of the page."""

    at: datetime
    channel: str
    mark: Mark
    text: str


class PrintedDay(Value):
    """An observance from `first` to `last`, both included."""

    name: str
    first: date
    last: date

    @property
    def is_long(self) -> bool:
        """Does it take more than a day?"""
        return self.first != self.last


class Month(Value):
    """One month as it is printed."""

    #: Any day of it.
    day: date
    organisation: str
    #: Which channels, in words.
    channels: str
    zone: str
    #: As of when, in words, with its zone.
    as_of: str
    posts: tuple[PrintedPost, ...] = ()
    days: tuple[PrintedDay, ...] = ()
    #: The day that a week begins with: 0 is Monday.
    week_start: int = MONDAY

    @property
    def title(self) -> str:
        """Name it, like “March 2027”."""
        return f"{self.day:%B %Y}"

    @property
    def first(self) -> date:
        """Return its first day."""
        return self.day.replace(day=1)

    @property
    def last(self) -> date:
        """Return its last day."""
        return following(self.first) - timedelta(days=1)

    @property
    def weeks(self) -> list[list[date]]:
        """Return its days week by week, with the days of other months that fill the first and the last."""
        start = self.first - timedelta(days=(self.first.weekday() - self.week_start) % _DAYS)
        weeks = []
        while start <= self.last:
            weeks.append([start + timedelta(days=each) for each in range(_DAYS)])
            start += timedelta(days=_DAYS)
        return weeks

    def is_within(self, day: date) -> bool:
        """Is it a day of this month?"""
        return (day.year, day.month) == (self.day.year, self.day.month)

    @property
    def by_day(self) -> dict[date, list[PrintedPost]]:
        """Return its posts by their day, each day's by their time."""
        found: defaultdict[date, list[PrintedPost]] = defaultdict(list)
        for post in sorted(self.posts, key=lambda each: (each.at, each.channel, each.text)):
            if self.is_within(post.at.date()):
                found[post.at.date()].append(post)
        return dict(found)

    def on(self, day: date) -> list[str]:
        """Return the names of what is on that one day alone."""
        return [each.name for each in self.days if not each.is_long and each.first == day]

    @property
    def long_days(self) -> list[PrintedDay]:
        """Return what takes more than a day and touches this month."""
        return [
            each for each in self.days if each.is_long and each.first <= self.last and each.last >= self.first
        ]


def following(first: date) -> date:
    """Return the first day of the month after the one that begins with `first`."""
    if first.month == _DECEMBER:
        return date(first.year + 1, 1, 1)
    return date(first.year, first.month + 1, 1)
