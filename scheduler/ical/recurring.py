"""On which days an event comes again, within a span and in bounded time.

`dateutil` is not used for this: it looks for a 30 February until the year 9999, once for each event, and
nothing can stop it. Here a period after the other is looked at until the span ends; tests hold the days to
those of `dateutil`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: More than once a day for two years.
MOST_OCCURRENCES = 800
#: Finer rhythms are no dates for a plan.
_RHYTHMS = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
_FIRST_YEAR = 1990
#: A rule that counts is followed from its beginning, if that is no further back than this.
_COUNTED = timedelta(days=1_100)
_MOST_VALUES = 60
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BYDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule as far as it speaks of days."""

    rhythm: str
    every: int
    week_begins: int
    months: frozenset[int]
    month_days: frozenset[int]
    #: Which one in its month or year, 0 for each, and the weekday.
    weekdays: frozenset[tuple[int, int]]
    places: tuple[int, ...]

    def allows(self, day: date) -> bool:
        """Tell whether a day of a period is one of the rule."""
        if self.months and day.month not in self.months:
            return False
        length = monthrange(day.year, day.month)[1]
        if self.month_days and not {day.day, day.day - length - 1} & self.month_days:
            return False
        return not self.weekdays or any(self._is_nth(day, nth, weekday) for nth, weekday in self.weekdays)

    def has_month(self, month: int) -> bool:
        """Tell whether days of a month can be those of the rule."""
        return not self.months or month in self.months

    def _is_nth(self, day: date, nth: int, weekday: int) -> bool:
        if day.weekday() != weekday:
            return False
        if not nth or self.rhythm in {"DAILY", "WEEKLY"}:
            return True
        first, last = _period_of_nth(day, in_year=self.rhythm == "YEARLY" and not self.months)
        return nth in {(day - first) // _WEEK + 1, -((last - day) // _WEEK) - 1}


def occurrences(rule: Mapping[str, Any], at: date | datetime, *, start: date, end: date) -> list[date]:
    """Return the days from `start` to `end`, both included, on which a rule makes an event begin.

    Args:
        rule: the parts of the rule, as the library read them.
        at: when the event begins first; the days are those of its own clock.
        start: the first day wanted.
        end: the last one.

    Raises:
        ValueError: the rule can't be read, or is none that a plan can follow.
    """
    parts = {str(name).upper(): _values(value) for name, value in rule.items()}
    begins = _day(at)
    _refuse_hours(parts, at)
    count = int(_only(parts, "COUNT", 0))
    until = min(end, _until(_only(parts, "UNTIL", end), at))
    if count and begins < start - _COUNTED:
        raise ValueError("counts from too long ago")
    read = _read(parts, begins)
    found = _days(read, begins if count else _near(read, begins, start), begins, until)
    counted = islice(found, count) if count else found
    return list(islice((day for day in counted if day >= start), MOST_OCCURRENCES))


def _read(parts: Mapping[str, list[Any]], begins: date) -> _Rule:
    rhythm = str(_only(parts, "FREQ", "")).upper()
    unknown = {"BYYEARDAY", "BYWEEKNO", "BYEASTER"} & parts.keys()
    if rhythm not in _RHYTHMS or unknown or begins.year < _FIRST_YEAR:
        raise ValueError(rhythm)
    if any(len(values) > _MOST_VALUES for values in parts.values()):
        raise ValueError("too long")
    months = frozenset(int(each) for each in parts.get("BYMONTH", ()))
    month_days = frozenset(int(each) for each in parts.get("BYMONTHDAY", ()))
    weekdays = frozenset(_weekday(str(each)) for each in parts.get("BYDAY", ()))
    if not month_days and not weekdays and rhythm != "DAILY":
        if rhythm == "WEEKLY":
            weekdays = frozenset({(0, begins.weekday())})
        else:
            month_days = frozenset({begins.day})
            months = months or frozenset({begins.month} if rhythm == "YEARLY" else ())
    return _Rule(
        rhythm=rhythm,
        every=min(max(1, int(_only(parts, "INTERVAL", 1))), 10_000),
        week_begins=_WEEKDAYS.index(str(_only(parts, "WKST", "MO")).upper()),
        months=months,
        month_days=month_days,
        weekdays=weekdays,
        places=tuple(int(each) for each in parts.get("BYSETPOS", ())),
    )


def _refuse_hours(parts: Mapping[str, list[Any]], at: date | datetime) -> None:
    """Raise `ValueError` for a rule of other hours than the first: it would come more than once a day."""
    if not isinstance(at, datetime):
        return
    for name, own in (("BYHOUR", at.hour), ("BYMINUTE", at.minute), ("BYSECOND", at.second)):
        if parts.get(name) and {int(each) for each in parts[name]} != {own}:
            raise ValueError(name)


def _near(rule: _Rule, begins: date, start: date) -> date:
    """Return a day in the rhythm of the rule from which on nothing of the span is missed."""
    if begins >= start:
        return begins
    step = {"DAILY": _DAY, "WEEKLY": _WEEK}.get(rule.rhythm)
    if step is None:
        length = rule.every * (12 if rule.rhythm == "YEARLY" else 1)
        month = begins.year * 12 + begins.month - 1
        month += max(0, (start.year * 12 + start.month - 1 - month) // length - 1) * length
        return date(month // 12, month % 12 + 1, 1)
    return begins + max(0, (start - begins) // (rule.every * step) - 1) * rule.every * step


def _days(rule: _Rule, since: date, begins: date, until: date) -> Iterator[date]:
    for period in _periods(rule, since, until):
        found = [day for day in period if rule.allows(day)]
        if rule.places:
            found = sorted({found[place - (place > 0)] for place in rule.places if _has(found, place)})
        yield from (day for day in found if begins <= day <= until)


def _has(found: list[date], place: int) -> bool:
    return bool(place) and abs(place) <= len(found)


def _periods(rule: _Rule, since: date, until: date) -> Iterator[list[date]]:
    """Yield the days of each period of the rule's rhythm, from that of `since` to that of `until`."""
    if rule.rhythm in {"DAILY", "WEEKLY"}:
        is_weekly = rule.rhythm == "WEEKLY"
        first = since - ((since.weekday() - rule.week_begins) % 7) * _DAY if is_weekly else since
        while first <= until:
            yield [first + number * _DAY for number in range(7 if is_weekly else 1)]
            first += rule.every * (_WEEK if is_weekly else _DAY)
        return
    length = 12 if rule.rhythm == "YEARLY" else 1
    month = since.year * 12 + (since.month - 1 if length == 1 else 0)
    while month <= until.year * 12 + until.month - 1:
        months = (each for each in range(month, month + length) if rule.has_month(each % 12 + 1))
        yield [day for each in months for day in _month(each)]
        month += rule.every * length


def _month(number: int) -> list[date]:
    year, month = number // 12, number % 12 + 1
    return [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]


def _period_of_nth(day: date, *, in_year: bool) -> tuple[date, date]:
    if in_year:
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def days_of(values: Iterable[Any], zone: Any) -> set[date]:
    """Return the days that lists of moments name, by the clock of `zone` where they have an hour."""
    return {_day(moment, zone) for value in values for moment in value}


def _until(moment: Any, at: date | datetime) -> date:
    """Return the last day on which the event may begin, by its own clock."""
    if not isinstance(moment, datetime) or not isinstance(at, datetime):
        return _day(moment)
    local = moment.astimezone(at.tzinfo) if moment.tzinfo else moment.replace(tzinfo=at.tzinfo)
    return local.date() if local.timetz() >= at.timetz() else local.date() - _DAY


def _weekday(text: str) -> tuple[int, int]:
    found = _BYDAY.fullmatch(text.upper())
    if found is None:
        raise ValueError(text)
    return int(found[1] or 0), _WEEKDAYS.index(found[2])


def _values(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _only(parts: Mapping[str, list[Any]], name: str, default: Any) -> Any:
    found = parts.get(name) or [default]
    return found[0]


def _day(moment: Any, zone: Any = None) -> date:
    if isinstance(moment, tuple):  # a span: its beginning counts
        moment = moment[0]
    if isinstance(moment, datetime):
        return (moment.astimezone(zone) if zone and moment.tzinfo else moment).date()
    if isinstance(moment, date):
        return moment
    raise ValueError(moment)
