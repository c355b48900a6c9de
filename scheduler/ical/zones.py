"""Time zones that every calendar program reads the same way.

Outlook knows one yearly pair of changes per zone, and lists of changes (RDATE) put events an hour
off in Thunderbird. So a zone is published as at most one STANDARD and one DAYLIGHT with an RRULE,
derived from the time zone data and compared with it year by year. A zone that has no such pair
(Cairo, Casablanca, Santiago, Jerusalem, …) is not published; its events are given in UTC.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from scheduler.domain import zones
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.plan import zone_named
from scheduler.ical import lines

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Rules are read off the last years, then followed back as far as they hold.
_FIRST_YEAR, _RULE_YEAR, _LAST_YEAR = 2020, 2030, 2037
_YEARS = _LAST_YEAR - _RULE_YEAR + 1
_UNTIL = datetime(_LAST_YEAR + 1, 1, 1, tzinfo=UTC)
_EPOCH_YEAR = 1970
_CHANGES_A_YEAR = 2
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LAST = -1


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the clock that happened: when, and the offsets around it."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def wall(self) -> datetime:
        """What the clock showed when it was changed."""
        return (self.at + self.before).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class YearlyChange:
    """A change of the clock on, say, the last Sunday of each March."""

    month: int
    #: 0 is Monday.
    weekday: int
    #: 1 is the first in the month, -1 the last.
    nth: int
    wall: time
    before: timedelta
    after: timedelta
    name: str

    def wall_in(self, year: int) -> datetime:
        """Return what the clock shows at the change of that year, before it is changed."""
        days = calendar.monthrange(year, self.month)[1]
        found = [day for day in range(1, days + 1) if date(year, self.month, day).weekday() == self.weekday]
        return datetime.combine(date(year, self.month, found[self.nth - (self.nth > 0)]), self.wall)

    def key_in(self, year: int) -> tuple[datetime, timedelta, timedelta]:
        """Return the instant and the offsets of that year's change."""
        return self.wall_in(year).replace(tzinfo=UTC) - self.before, self.before, self.after


@dataclass(frozen=True, slots=True)
class ZoneRule:
    """A zone as it is published."""

    name: str
    #: The VTIMEZONE, ready to be joined into a document.
    component: bytes
    #: From here until the end of 2037 the component says what the time zone data says.
    since: datetime


def placed(start: datetime, end: datetime, zone: str) -> tuple[datetime, datetime]:
    """Return both instants on the clock of `zone` where every reader finds them again, else in UTC.

    UTC it is for zones without a yearly rule, years the rule does not cover, and hours that
    happen twice: a `TZID` can't say which of the two is meant.
    """
    rule = rule_of(zone)
    in_utc = start.astimezone(UTC), end.astimezone(UTC)
    if rule is None or not (rule.since <= in_utc[0] and in_utc[1] < _UNTIL):
        return in_utc
    there = zone_named(zone)
    local = start.astimezone(there), end.astimezone(there)
    return in_utc if any(map(_happens_twice, local)) else local


def _happens_twice(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


@zones.remembered(most=1024)
def rule_of(zone: str) -> ZoneRule | None:
    """Return how `zone` is published; `None` for UTC, unknown names and zones without a yearly rule."""
    try:
        there = zone_named(zone)
    except InvalidInputError:
        return None
    if zone.removeprefix("Etc/").upper() in {"UTC", "UCT", "ZULU", "UNIVERSAL"}:
        return None
    changes = list(_changes(zone))
    yearly = _yearly([change for change in changes if change.at.year >= _RULE_YEAR])
    if yearly is None:
        return None
    last = datetime(_LAST_YEAR, 12, 31, tzinfo=there)
    offset, name = last.utcoffset() or timedelta(), last.tzname() or zone
    component = _component(zone, yearly) if yearly else fixed(zone, offset, name)
    return ZoneRule(zone, component, _holds_since(changes, yearly))


def fixed(zone: str, offset: timedelta, name: str) -> bytes:
    """Return the VTIMEZONE of a zone whose clock is never changed."""
    wall = datetime(_EPOCH_YEAR, 1, 1)  # noqa: DTZ001 - a wall clock
    return _published(zone, [_part("STANDARD", wall, name=name, before=offset, after=offset)])


def _changes(zone: str) -> Iterator[Change]:
    there = zone_named(zone)
    at, end, day = datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC), _UNTIL, timedelta(days=1)
    before = at.astimezone(there).utcoffset()
    while at < end:
        after = (at + day).astimezone(there).utcoffset()
        if before is not None and after is not None and after != before:
            low, high = at, at + day
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
                low, high = (
                    (middle, high) if middle.astimezone(there).utcoffset() == before else (low, middle)
                )
            yield Change(high, before, after, high.astimezone(there).tzname() or zone)
        at, before = at + day, after


def _yearly(changes: list[Change]) -> list[YearlyChange] | None:
    kinds: defaultdict[tuple[timedelta, timedelta], list[Change]] = defaultdict(list)
    for change in changes:
        kinds[change.before, change.after].append(change)
    if not kinds:
        return []
    found = [rule for kind in kinds.values() if (rule := _rule(kind))]
    return found if len(found) == len(kinds) == _CHANGES_A_YEAR else None


def _rule(changes: list[Change]) -> YearlyChange | None:
    walls = [change.wall for change in changes]
    places = {(wall.month, wall.weekday(), wall.time()) for wall in walls}
    if len(changes) != _YEARS or len(places) != 1:
        return None
    month, weekday, wall = places.pop()
    counted = {(wall.day - 1) // 7 + 1 for wall in walls}
    is_last = all(wall.day + 7 > calendar.monthrange(wall.year, wall.month)[1] for wall in walls)
    if not is_last and len(counted) != 1:
        return None
    first = changes[0]
    nth = _LAST if is_last else counted.pop()
    return YearlyChange(month, weekday, nth, wall, first.before, first.after, first.name)


def _holds_since(changes: list[Change], yearly: list[YearlyChange]) -> datetime:
    happened: defaultdict[int, set[tuple[datetime, timedelta, timedelta]]] = defaultdict(set)
    for change in changes:
        happened[change.at.year].add((change.at, change.before, change.after))
    for year in range(_LAST_YEAR, _FIRST_YEAR - 1, -1):
        if happened[year] != {rule.key_in(year) for rule in yearly}:
            return datetime(year + 1, 1, 1, tzinfo=UTC)
    return datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC)


def _component(zone: str, yearly: list[YearlyChange]) -> bytes:
    parts = []
    for each in yearly:
        kind = "DAYLIGHT" if each.after > each.before else "STANDARD"
        rule = f"FREQ=YEARLY;BYDAY={each.nth}{_WEEKDAYS[each.weekday]};BYMONTH={each.month}"
        wall = each.wall_in(_EPOCH_YEAR)
        parts.append(_part(kind, wall, rule, name=each.name, before=each.before, after=each.after))
    return _published(zone, parts)


def _part(
    kind: str, wall: datetime, rule: str = "", *, name: str, before: timedelta, after: timedelta
) -> bytes:
    written = [lines.moment("DTSTART", wall)]
    if rule:
        written.append(lines.line("RRULE", rule))
    written += [lines.text("TZNAME", name), lines.offset("TZOFFSETFROM", before)]
    return lines.component(kind, [*written, lines.offset("TZOFFSETTO", after)])


def _published(zone: str, parts: list[bytes]) -> bytes:
    return lines.component(
        "VTIMEZONE", [lines.text("TZID", zone), lines.text("X-LIC-LOCATION", zone), *parts]
    )
