"""Good times: hours of the week in which people say that a channel is read most, and where they know it from.

Nothing measures them here; they are what somebody said. Each is by the wall clock of its channel.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from scheduler.domain.plan import resolve, wall_clock
from scheduler.domain.value import Instant, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
#: As an end it is the midnight after.
MIDNIGHT: Final = time(0)


class GoodTime(Value):
    """Hours of one weekday, on one channel."""

    id: int = 0
    channel: str
    #: 0 is Monday.
    weekday: int
    begins: time
    #: After `begins`; midnight is that at the end of the day.
    ends: time
    #: Where it is known from, such as “our followers' report, May”.
    known_from: str


class Span(Value):
    """A good time on one day; its end is not part of it."""

    good: GoodTime
    start: Instant
    end: Instant


class Standing(Value):
    """How an instant stands to the good times of a channel: inside one, or else when the next one begins."""

    inside: Span | None = None
    next: Span | None = None


def spans(goods: Iterable[GoodTime], zone: str, *, start: datetime, end: datetime) -> Iterator[Span]:
    """Yield each good time that touches the range, day by day.

    A time that the clock skips moves forward by the gap, and one that it repeats means the first, as with
    slots; hours that the clock skips as a whole are left out.
    """
    kept = list(goods)
    day = wall_clock(start, zone).date() - _DAY
    while resolve(datetime.combine(day, MIDNIGHT), zone)[0] < end:
        for good in kept:
            if good.weekday == day.weekday():
                after = day + _DAY if good.ends == MIDNIGHT else day
                begins = resolve(datetime.combine(day, good.begins), zone)[0]
                ends = resolve(datetime.combine(after, good.ends), zone)[0]
                if begins < ends and begins < end and ends > start:
                    yield Span(good=good, start=begins, end=ends)
        day += _DAY


def standing(at: datetime, goods: Iterable[GoodTime], zone: str) -> Standing:
    """Tell how an instant stands to the good times of one channel."""
    found = sorted(spans(goods, zone, start=at, end=at + _WEEK + _DAY), key=lambda each: each.start)
    inside = next((each for each in found if each.start <= at < each.end), None)
    return Standing(inside=inside, next=next((each for each in found if each.start > at), None))
