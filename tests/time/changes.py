"""Every change of a clock in the installed zone data, found by asking which offset each day has."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources

import scheduler.domain.zones  # noqa: F401 - says which data is read
from scheduler.domain.plan import WallKind

FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2041, 1, 1, tzinfo=UTC)
_STEP, _EXACT = timedelta(days=2), timedelta(seconds=1)


@dataclass(frozen=True)
class Change:
    """A clock is changed at an instant by which it ran `before` and after which it runs `after`."""

    zone: str
    at: datetime
    before: timedelta
    after: timedelta

    @property
    def wall(self) -> datetime:
        """What the clock shows at the change, before it is changed."""
        return (self.at + self.before).replace(tzinfo=None)

    @property
    def jump(self) -> timedelta:
        return self.after - self.before

    def expected(self, wall: datetime) -> tuple[datetime, WallKind]:
        """Work out by hand what `wall`, at most a day from the change, means: no zone library is asked."""
        since = wall - self.wall
        if timedelta(0) <= since < self.jump:
            return self._at(wall, self.before), WallKind.GAP
        if self.jump <= since < timedelta(0):
            return self._at(wall, self.before), WallKind.FOLD
        return self._at(wall, self.before if since < timedelta(0) else self.after), WallKind.PLAIN

    def second(self, wall: datetime) -> datetime:
        """Return the later meaning of a repeated time."""
        return self._at(wall, self.after)

    @staticmethod
    def _at(wall: datetime, offset: timedelta) -> datetime:
        return (wall - offset).replace(tzinfo=UTC)


def names() -> list[str]:
    """Return every zone of the package, one name for those that share their data."""
    folder = resources.files("tzdata").joinpath("zoneinfo")
    seen: dict[bytes, str] = {}
    for name in sorted(zoneinfo.available_timezones()):
        place = folder.joinpath(*name.split("/"))
        if place.is_file():
            seen.setdefault(place.read_bytes(), name)
    return list(seen.values())


def between(zone: str, start: datetime, end: datetime) -> list[Change]:
    """Return the changes of `zone` in a range, to the second."""
    there = zoneinfo.ZoneInfo(zone)
    found = []
    at, before = start, _offset(start, there)
    while at < end:
        after = _offset(at + _STEP, there)
        if after != before:
            low, high = at, at + _STEP
            while high - low > _EXACT:
                middle = low + (high - low) // 2
                middle = middle.replace(microsecond=0)
                low, high = (middle, high) if _offset(middle, there) == before else (low, middle)
            found.append(Change(zone, high, before, after))
        at, before = at + _STEP, after
    return found


@cache
def all_changes() -> tuple[Change, ...]:
    """Return every change of every zone from 2024 to 2040."""
    return tuple(change for name in names() for change in between(name, FIRST, LAST))


def _offset(at: datetime, there: zoneinfo.ZoneInfo) -> timedelta:
    offset = at.astimezone(there).utcoffset()
    assert offset is not None
    return offset
