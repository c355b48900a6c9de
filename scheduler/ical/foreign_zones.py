"""Time zones that a calendar of others defines by itself, such as Outlook's “Customized Time Zone”.

Each document has its own, and none outlives the reading of it: another calendar's zone of the same name may
be half a world away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, Final

from icalendar import vRecur

from scheduler.ical.recurring import occurrences

if TYPE_CHECKING:
    from collections.abc import Sequence

_OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?")
_MOMENT = re.compile(r"(\d{8})T(\d{6})")
_FURTHEST: Final = timedelta(hours=16)
#: Before it no rule is followed; those of zones begin in 1601.
_FIRST_YEAR: Final = 1990
_MOST_DATES: Final = 400


@dataclass(frozen=True, slots=True)
class _Part:
    """Standard or daylight time: since when, from which offset, to which one."""

    begins: datetime
    before: timedelta
    after: timedelta
    rule: dict[str, Any] | None
    dates: tuple[datetime, ...]

    def onsets(self, year: int) -> list[datetime]:
        """Return the wall clock times of a year at which it begins by its rule."""
        if self.rule is None:
            return []
        begins = self.begins.date()
        if begins.year < _FIRST_YEAR:
            is_named = {"BYDAY", "BYMONTHDAY"} & {name.upper() for name in self.rule}
            begins = date(_FIRST_YEAR, 1, 1) if is_named else begins.replace(year=_FIRST_YEAR)
        days = occurrences(self.rule, begins, start=date(year, 1, 1), end=date(year, 12, 31))
        return [datetime.combine(day, self.begins.time()) for day in days]


class ForeignZone(tzinfo):
    """A zone by the rules of one document."""

    def __init__(self, name: str, parts: Sequence[_Part]) -> None:
        self._name = name
        self._parts = parts
        first = min(parts, key=lambda part: part.begins)
        self._first = first.before
        self._fixed = [(at, part.after) for part in parts for at in (part.begins, *part.dates)]
        self._years: dict[int, list[tuple[datetime, timedelta]]] = {}

    def utcoffset(self, when: datetime | None) -> timedelta:
        """Return the offset at a wall clock time; of a repeated one that of the second."""
        if when is None:
            return self._first
        wall = when.replace(tzinfo=None)
        passed = [each for each in self._around(wall.year) if each[0] <= wall]
        return max(passed)[1] if passed else self._first

    def dst(self, when: datetime | None) -> timedelta:  # noqa: ARG002 # the base class gives it
        """Return nothing: offsets are told as a whole."""
        return timedelta()

    def tzname(self, when: datetime | None) -> str:  # noqa: ARG002 # the base class gives it
        """Return the name that the document gives it."""
        return self._name

    def fromutc(self, when: datetime) -> datetime:
        """Return the wall clock time of an instant."""
        at = when + self.utcoffset(when)
        return when + self.utcoffset(at)

    def _around(self, year: int) -> list[tuple[datetime, timedelta]]:
        if year not in self._years:
            years = (year - 1, year)
            by_rule = [(at, part.after) for each in years for part in self._parts for at in part.onsets(each)]
            self._years[year] = [*self._fixed, *by_rule]
        return self._years[year]


def zone_of(name: str, lines: Sequence[str]) -> ForeignZone:
    """Return the zone that lines define.

    Raises:
        ValueError: they define none that can be followed.
    """
    parts: list[_Part] = []
    said: dict[str, list[str]] = {}
    for line in [*lines, "BEGIN:"]:
        key, value = line.split(":", 1) if ":" in line else (line, "")
        if key == "BEGIN":
            if "TZOFFSETTO" in said:
                parts.append(_part(said))
            said = {}
        else:
            said.setdefault(key.partition(";")[0], []).append(value.strip())
    if not parts:
        raise ValueError(name)
    made = ForeignZone(name, parts)
    made.utcoffset(datetime(2026, 7, 1))  # noqa: DTZ001 # a rule that can't be followed is found out here
    return made


def _part(said: dict[str, list[str]]) -> _Part:
    rule = dict(vRecur.from_ical(said["RRULE"][0])) if said.get("RRULE") else None
    if rule is not None and str(rule.get("FREQ", [""])[0]).upper() != "YEARLY":
        raise ValueError("no rule of a zone")
    after = _offset(said["TZOFFSETTO"][0])
    dates = [found for value in said.get("RDATE", ()) for found in _MOMENT.finditer(value)]
    begins = _MOMENT.match(said.get("DTSTART", [""])[0])
    return _Part(
        begins=_moment(begins) if begins else datetime(1970, 1, 1),  # noqa: DTZ001 # a wall clock time
        before=_offset(said["TZOFFSETFROM"][0]) if "TZOFFSETFROM" in said else after,
        after=after,
        rule=rule,
        dates=tuple(_moment(each) for each in dates[:_MOST_DATES]),
    )


def _moment(found: re.Match[str]) -> datetime:
    return datetime.strptime(found[0], "%Y%m%dT%H%M%S")  # noqa: DTZ007 # a wall clock time


def _offset(text: str) -> timedelta:
    found = _OFFSET.fullmatch(text)
    if found is None:
        raise ValueError("no offset")
    size = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    if size > _FURTHEST:
        raise ValueError("no offset")
    return -size if found[1] == "-" else size
