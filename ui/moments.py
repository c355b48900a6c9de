"""Times in words, by the clock on a given wall; names of days and months by the language of whoever reads.

The day of 24 hours holds in every language, and every time with its zone. The patterns are those of Unicode
(`EEE d MMM y`); each language has its own of them, in its catalogue.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel import Locale, dates

from scheduler.domain.plan import wall_clock, zone_named
from ui.language import current, ngettext
from ui.language import gettext as _

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
#: Beyond this a date says more than a number of days.
_FAR = timedelta(days=14)


def written(day: date, pattern: str) -> str:
    """Write a day by a pattern of Unicode."""
    return _written(day.date() if isinstance(day, datetime) else day, pattern, current().locale)


@lru_cache(maxsize=4096)  # a month of posts has few days, and each takes Babel longer than all the rest
def _written(day: date, pattern: str, locale: Locale) -> str:
    return dates.format_date(day, pattern, locale=locale)


def moment(at: datetime, zone: str) -> str:
    """Write an instant like `Mon 23 Nov 2026, 09:00 CST`."""
    there = at.astimezone(zone_named(zone))
    return f"{date_of(there)}, {there:%H:%M %Z}"


def date_of(day: date) -> str:
    """Write a day like `Mon 23 Nov 2026`."""
    return written(day, _("EEE d MMM y"))


def day(at: datetime, zone: str) -> str:
    """Write the day of an instant like `Monday 23 November`."""
    return written(wall_clock(at, zone), _("EEEE d MMMM"))


def month_of(day: date) -> str:
    """Write the month of a day like `November 2026`."""
    return written(day, _("MMMM y"))


def month_name(day: date) -> str:
    """Write the month of a day like `November`."""
    return written(day, "LLLL")


def short_month(day: date) -> str:
    """Write the month of a day like `Nov 2026`."""
    return written(day, _("MMM y"))


def weekday(number: int) -> str:
    """Name a day of the week, of which Monday is 0."""
    return str(dates.get_day_names("wide", "stand-alone", current().locale)[number])


def hour(at: datetime, zone: str) -> str:
    """Write the time of an instant like `09:00 CST`; the letters tell summer time from winter time."""
    return f"{at.astimezone(zone_named(zone)):%H:%M %Z}"


def to_the_second(at: datetime, zone: str) -> str:
    """Write the time of an instant like `09:00:30 CST`."""
    return f"{at.astimezone(zone_named(zone)):%H:%M:%S %Z}"


def distance(at: datetime, now: datetime, zone: str) -> str:
    """Write how far away an instant is: `in 3 h`, `2 days ago`, or its date when that says more."""
    span = abs(at - now)
    if span < _MINUTE:
        return _("now") if at > now else _("just now")
    if span >= _FAR:
        return _("on {day}").format(day=date_of(at.astimezone(zone_named(zone))))
    told = _("in {span}") if at > now else _("{span} ago")
    return told.format(span=length(span))


def length(span: timedelta) -> str:
    """Write a span in its largest unit: `5 min`, `3 h`, `1 day`."""
    if span < _HOUR:
        return f"{max(1, span // _MINUTE)} min"
    if span < _DAY:
        return f"{span // _HOUR} h"
    days = span // _DAY
    return ngettext("{count} day", "{count} days", days).format(count=days)
