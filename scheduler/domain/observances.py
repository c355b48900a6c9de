"""Health observances: a rule says on which days of any year one falls.

Rules: `month:05` · `fixed:02-04` · `lastday:02` · `range:05-06..05-12` · `nth:03:3:2` (month, weekday from
0 for Monday, which one, -1 for the last) · `weekof:05-12` (Sunday to Saturday) · `fullweek:04:0:1` (month,
weekday it begins with, which one) · `lastweek:01` (its last seven days) · `rel:` and one of `ANCHORS`.

Knows neither a clock nor a database; the table beside this module is the project's own.
"""

from __future__ import annotations

import csv
import re
from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.seasons import march_equinox, september_equinox
from scheduler.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable

Span = tuple[date, date]
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_MONDAY, _WEDNESDAY, _FRIDAY, _SUNDAY = 0, 2, 4, 6
_FEBRUARY, _MARCH, _MAY, _JUNE = 2, 3, 5, 6
_LEAP_DAY = (2, 29)
_TABLE = Path(__file__).with_name("observances.csv")
#: Equinoxes are reckoned for these years only.
FIRST_YEAR, LAST_YEAR = 1900, 2200


class Confidence(StrEnum):
    """How well the rule of an observance is known."""

    SEVERAL = "2+ sources"
    SINGLE = "single source"
    UNVERIFIED = "unverified"
    """Its sources contradict each other: off until a person has looked."""
    OWN = "own"
    """Added here."""


class Observance(Value):
    """A day, week or month that stands for something."""

    #: Unique and never changed: `world-kidney-day`.
    key: str
    name: str
    rule: str
    #: `US` or `Global`; empty for one's own.
    scope: str = ""
    topics: tuple[str, ...] = ()
    #: Without the sign `#`.
    hashtags: tuple[str, ...] = ()
    confidence: Confidence = Confidence.OWN
    #: Who prints it, in short.
    sources: str = ""
    note: str = ""
    active: bool = True


class ObservedDay(Value):
    """What is on from `first` to `last`, both included: an observance, a tweet chat or an own event."""

    name: str
    first: date
    last: date
    topics: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    kind: Literal["observance", "chat", "event"] = "observance"
    #: How much a post of that day should speak of it, 0..1.
    weight: float = 1.0


def resolve(rule: str, year: int) -> Span:
    """Return the first and the last day of the occurrence that begins in `year`, both included.

    A 29 February falls on the 28th in common years; a range may end in the next year.

    Raises:
        InvalidInputError: the rule can't be read, or the year is before 1900 or after 2200.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidInputError(f"Observances are reckoned from {FIRST_YEAR} to {LAST_YEAR}, not for {year}.")
    kind, _, rest = rule.strip().partition(":")
    reader = _READERS.get(kind)
    try:
        if reader is not None:
            return reader(rest, year)
    except (ValueError, KeyError):
        pass
    raise InvalidInputError(
        f"“{rule}” is no rule for a date. Write, for example, month:05, fixed:02-04, range:05-06..05-12 or "
        "nth:03:3:2 (second Thursday of March)."
    )


def between(rule: str, start: date, end: date) -> list[Span]:
    """Return the occurrences that touch the days from `start` to `end`, both included, by time."""
    spans = [resolve(rule, year) for year in range(start.year - 1, end.year + 1) if year >= FIRST_YEAR]
    return [(first, last) for first, last in spans if first <= end and last >= start]


def key_of(name: str) -> str:
    """Return the key that stands for a name: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", re.sub("['\u2019]", "", name.lower())).strip("-")


@cache
def shipped() -> tuple[Observance, ...]:
    """Return the observances that come with Rounds; what nobody could verify is off."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(_observance(row) for row in csv.DictReader(file))


def _observance(row: dict[str, str]) -> Observance:
    confidence = Confidence(row["confidence"])
    return Observance(
        key=key_of(row["name"]),
        name=row["name"],
        rule=row["rule"],
        scope=row["scope"],
        topics=tuple(filter(None, row["topics"].split(";"))),
        hashtags=tuple(filter(None, row["hashtags"].split(";"))),
        confidence=confidence,
        sources=row["sources"],
        note=row["note"],
        active=confidence is not Confidence.UNVERIFIED,
    )


# rules


def _month(rest: str, year: int) -> Span:
    month = _number(rest)
    return date(year, month, 1), _end_of(year, month)


def _fixed(rest: str, year: int) -> Span:
    day = _day(rest, year)
    return day, day


def _lastday(rest: str, year: int) -> Span:
    day = _end_of(year, _number(rest))
    return day, day


def _range(rest: str, year: int) -> Span:
    begin, end = rest.split("..")
    first, last = _day(begin, year), _day(end, year)
    return first, last if last >= first else _day(end, year + 1)


def _nth(rest: str, year: int) -> Span:
    month, weekday, nth = _three(rest, most=4)
    day = _nth_weekday(year, month, weekday=weekday, nth=nth)
    return day, day


def _weekof(rest: str, year: int) -> Span:
    return _week_of(_day(rest, year))


def _fullweek(rest: str, year: int) -> Span:
    month, weekday, nth = _three(rest, most=3)
    end = _end_of(year, month)
    first = date(year, month, 1)
    begins = [
        first + shift * _DAY for shift in range(end.day - 6) if (first + shift * _DAY).weekday() == weekday
    ]
    day = begins[nth - 1 if nth > 0 else nth]
    return day, day + _WEEK - _DAY


def _lastweek(rest: str, year: int) -> Span:
    end = _end_of(year, _number(rest))
    return end - _WEEK + _DAY, end


def _relative(rest: str, year: int) -> Span:
    return ANCHORS[rest](year)


# anchors


def mothers_day(year: int) -> date:
    """Return the second Sunday of May."""
    return _nth_weekday(year, _MAY, weekday=_SUNDAY, nth=2)


def fathers_day(year: int) -> date:
    """Return the third Sunday of June."""
    return _nth_weekday(year, _JUNE, weekday=_SUNDAY, nth=3)


def memorial_day(year: int) -> date:
    """Return the last Monday of May."""
    return _nth_weekday(year, _MAY, weekday=_MONDAY, nth=-1)


def _eating_disorders_week(year: int) -> Span:
    """Return the week that holds the turn from February to March; it never begins in March."""
    return _week_of(_end_of(year, _FEBRUARY))


def _before(day: date, weekday: int) -> date:
    """Return the last such weekday strictly before `day`."""
    return day - ((day.weekday() - weekday - 1) % 7 + 1) * _DAY


def _one(day: date) -> Span:
    return day, day


#: What `rel:` may name.
ANCHORS: dict[str, Callable[[int], Span]] = {
    "friday_before_march_equinox": lambda year: _one(_before(march_equinox(year), _FRIDAY)),
    "friday_before_memorial_day": lambda year: _one(_before(memorial_day(year), _FRIDAY)),
    "september_equinox_day": lambda year: _one(september_equinox(year)),
    "wednesday_of_nurses_week": lambda year: _one(_before(date(year, _MAY, 13), _WEDNESDAY)),
    "week_ending_fathers_day": lambda year: (fathers_day(year) - _WEEK + _DAY, fathers_day(year)),
    "week_starting_mothers_day": lambda year: (mothers_day(year), mothers_day(year) + _WEEK - _DAY),
    "week_with_march_1_or_last_of_feb": _eating_disorders_week,
}
_READERS: dict[str, Callable[[str, int], Span]] = {
    "month": _month,
    "fixed": _fixed,
    "lastday": _lastday,
    "range": _range,
    "nth": _nth,
    "weekof": _weekof,
    "fullweek": _fullweek,
    "lastweek": _lastweek,
    "rel": _relative,
}


# steps


def _number(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,2}", text):
        raise ValueError(text)
    return int(text)


def _three(rest: str, *, most: int) -> tuple[int, int, int]:
    month, weekday, nth = map(_number, rest.split(":"))
    if not (_MONDAY <= weekday <= _SUNDAY and 1 <= abs(nth) <= most):
        raise ValueError(rest)
    return month, weekday, nth


def _day(text: str, year: int) -> date:
    month, day = map(_number, text.split("-"))
    if (month, day) == _LEAP_DAY:
        return _end_of(year, _FEBRUARY)
    return date(year, month, day)


def _end_of(year: int, month: int) -> date:
    return date(year, month, 1) + (monthrange(year, month)[1] - 1) * _DAY


def _week_of(day: date) -> Span:
    sunday = day - (day.weekday() + 1) % 7 * _DAY
    return sunday, sunday + _WEEK - _DAY


def _nth_weekday(year: int, month: int, *, weekday: int, nth: int) -> date:
    if nth > 0:
        first = date(year, month, 1)
        return first + ((weekday - first.weekday()) % 7) * _DAY + (nth - 1) * _WEEK
    end = _end_of(year, month)
    return end - ((end.weekday() - weekday) % 7) * _DAY + (nth + 1) * _WEEK
