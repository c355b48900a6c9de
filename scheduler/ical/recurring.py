"""On which days an event comes again, within a span and never without end."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from dateutil.rrule import rrulestr
from icalendar import vRecur

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Finer rhythms are no dates for a plan.
_RHYTHMS = {"DAILY": timedelta(days=1), "WEEKLY": timedelta(days=7), "MONTHLY": None, "YEARLY": None}
#: A rule that counts is followed from its beginning, but from no earlier one than this.
_FIRST_YEAR = 1990
#: More than once a day for two years.
MOST_OCCURRENCES = 800
_LONGEST_RULE = 500
#: Only days matter here, so what a rule says of hours is left out.
_OF_HOURS = ("BYHOUR", "BYMINUTE", "BYSECOND")


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
    parts: dict[str, Any] = {str(name).upper(): value for name, value in rule.items()}
    begins = _day(at)
    rhythm = str(_only(parts.get("FREQ"), "")).upper()
    if rhythm not in _RHYTHMS or begins.year < _FIRST_YEAR:
        raise ValueError(rhythm)
    count = int(_only(parts.pop("COUNT", None), 0))
    every = max(1, int(_only(parts.get("INTERVAL"), 1)))
    until = min(end, _until(_only(parts.pop("UNTIL", None), end), at))
    step = _RHYTHMS[rhythm]
    if step is not None and not count and begins < start:
        begins += ((start - begins) // (every * step)) * every * step
    if begins > until:
        return []
    found = rrulestr(
        _written({**parts, "INTERVAL": every}, until), dtstart=datetime.combine(begins, time.min)
    )
    days = (each.date() for each in islice(found, count or None))
    return list(islice((day for day in days if day >= start), MOST_OCCURRENCES))


def _written(parts: dict[str, Any], until: date) -> str:
    kept: Any = vRecur({name: value for name, value in parts.items() if name not in _OF_HOURS})
    text: str = kept.to_ical().decode()
    if len(text) > _LONGEST_RULE:
        raise ValueError(len(text))
    return f"{text};UNTIL={datetime.combine(until, time.max):%Y%m%dT%H%M%S}"


def _until(moment: Any, at: date | datetime) -> date:
    """Return the last day on which the event may begin, by its own clock."""
    if not isinstance(moment, datetime) or not isinstance(at, datetime):
        return _day(moment)
    local = moment.astimezone(at.tzinfo) if moment.tzinfo else moment.replace(tzinfo=at.tzinfo)
    return local.date() if local.timetz() >= at.timetz() else local.date() - timedelta(days=1)


def days_of(values: Iterable[Any], zone: Any) -> set[date]:
    """Return the days that lists of moments name, by the clock of `zone` where they have an hour."""
    return {_day(moment, zone) for value in values for moment in value}


def _only(value: Any, default: Any) -> Any:
    """Return the one value of a part of a rule, which the library gives as a list."""
    if isinstance(value, list | tuple):
        return value[0] if value else default
    return default if value is None else value


def _day(moment: Any, zone: Any = None) -> date:
    if isinstance(moment, tuple):  # a span: its beginning counts
        moment = moment[0]
    if isinstance(moment, datetime):
        return (moment.astimezone(zone) if zone and moment.tzinfo else moment).date()
    if isinstance(moment, date):
        return moment
    raise ValueError(moment)
