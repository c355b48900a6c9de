"""The plan's fixed parts: channels, pillars, slots, gaps, pauses, and wall clocks made into instants."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scheduler.domain import zones
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.lane import Lane
from scheduler.domain.value import Instant, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Channel(Value):
    """One account on one network. Its credentials never leave the store but through `bootstrap`."""

    #: Short name, unique, never changed: `demo-x`.
    name: str
    title: str
    network: str = "x"
    handle: str = ""
    zone: str
    #: How long after its due time a post of this channel is still worth sending.
    useful_for: timedelta = timedelta(hours=6)
    active: bool = True
    #: The most it may cost in a calendar month (UTC), in mills (1/1000 USD); `None` sets no limit.
    budget: int | None = None
    #: Do proposals carry the link? X charges thirteen times as much for a post with one.
    sends_links: bool = True
    #: Licences of the sources that proposals for it may be made from; empty for any.
    licences: tuple[str, ...] = ()
    #: The most posts of others that name it read in a day; 0 reads none. X charges for each.
    mentions_a_day: int = 0
    #: Number of the person whose own account it is: nothing leaves before they agreed.
    belongs_to: int | None = None


class Pillar(Value):
    """A content theme with a target share of the plan."""

    name: str
    title: str
    #: Share of the posts of a month, in per cent.
    target: int
    description: str = ""
    #: Words by which an item is recognised as fitting, lower case.
    words: tuple[str, ...] = ()
    #: CSS colour for the calendar.
    colour: str = "#0f766e"


class Slot(Value):
    """A recurring place in the week, by the wall clock of its zone."""

    id: int = 0
    channel: str
    #: 0 is Monday.
    weekday: int
    wall: time
    zone: str
    pillar: str | None = None


class WallKind(StrEnum):
    """How a wall-clock time stands to real time."""

    PLAIN = "plain"
    GAP = "gap"
    """The clock jumps over it; the instant the same span later is used (02:30 becomes 03:30)."""
    FOLD = "fold"
    """It happens twice; the first one is used."""


class Gap(Value):
    """A slot instance with no post in it."""

    slot: int
    channel: str
    pillar: str | None
    due: Instant
    wall: datetime
    zone: str
    #: Does the clock skip or repeat `wall`?
    kind: WallKind = WallKind.PLAIN


class PauseScope(StrEnum):
    """How much a pause holds."""

    EVERYTHING = "everything"
    CHANNEL = "channel"
    PILLAR = "pillar"


class Pause(Value):
    """A hold over a scope: nothing in it leaves after the pause is committed.

    Its end counts from when it is written down in `lifted_at`: by a person who lifts it, or by the engine
    that first finds `ends_at` passed. What was over once holds nothing again, whatever a clock shows later.
    """

    id: int = 0
    scope: PauseScope
    #: Name of the channel or pillar; empty for everything.
    name: str = ""
    reason: str
    by: str
    created_at: Instant
    #: When it ends by itself; `None` for not before somebody lifts it.
    ends_at: Instant | None = None
    lifted_at: Instant | None = None
    #: Who lifted it; the engine where it ended by itself.
    lifted_by: str | None = None
    #: Channels that may go on speaking during a pause of everything.
    exceptions: tuple[str, ...] = ()
    #: Posts approved in these lanes may leave in spite of it.
    lanes: tuple[Lane, ...] = ()
    #: A drill holds nothing; all else is as in earnest.
    is_drill: bool = False
    #: When whoever made it turned to making it.
    opened_at: Instant | None = None

    def holds(
        self, *, channel: str, pillar: str | None, lane: Lane | None = None, at: datetime | None = None
    ) -> bool:
        """Does it hold a post of this channel and pillar, approved in `lane`?

        With `at`: will it at that instant, if nobody changes it? A drill holds nothing.
        """
        is_over = self.lifted_at is not None or (at is not None and self.is_due_to_end(at))
        return not is_over and not self.is_drill and self.covers(channel=channel, pillar=pillar, lane=lane)

    def covers(self, *, channel: str, pillar: str | None, lane: Lane | None = None) -> bool:
        """Is such a post within its scope, and not among its exceptions?"""
        if channel in self.exceptions or (lane is not None and lane in self.lanes):
            return False
        if self.scope is PauseScope.EVERYTHING:
            return True
        return self.name == (channel if self.scope is PauseScope.CHANNEL else pillar)

    def is_due_to_end(self, at: datetime) -> bool:
        """Is `at` its end, or later?"""
        return self.ends_at is not None and at >= self.ends_at


@zones.remembered(most=256)
def zone_named(name: str) -> ZoneInfo:
    """Return the IANA zone, or raise `InvalidInputError` with an example."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as why:
        raise InvalidInputError(
            f"There is no time zone “{name}”. Use an IANA name such as America/Chicago."
        ) from why


def resolve(wall: datetime, zone: str) -> tuple[datetime, WallKind]:
    """Return the UTC instant of `wall` in `zone`, and whether the clock skips or repeats it.

    Skipped times move forward by the gap, repeated ones mean the first: RFC 5545 and
    Temporal's `compatible` rule. A `fold=1` on `wall` asks for the second of a repeated time.
    """
    there = zone_named(zone)
    first = wall.replace(tzinfo=there)
    at = first.astimezone(UTC)
    if at.astimezone(there).replace(tzinfo=None, fold=0) != wall.replace(fold=0):
        early = wall.replace(tzinfo=there, fold=0)
        return early.astimezone(UTC), WallKind.GAP
    if wall.replace(tzinfo=there, fold=1).utcoffset() != wall.replace(tzinfo=there, fold=0).utcoffset():
        return at, WallKind.FOLD
    return at, WallKind.PLAIN


def meant(at: datetime, zone: str) -> tuple[datetime, datetime]:
    """Return instant and wall clock of what a person typed: naive means the clock of `zone`.

    A time that the clock skips is refused with the two nearest that exist; of a repeated one the
    first is taken, unless `fold=1` asks for the second.
    """
    try:
        due, kind = (at.astimezone(UTC), WallKind.PLAIN) if at.utcoffset() is not None else resolve(at, zone)
        wall = at if at.tzinfo is None else wall_clock(due, zone)
    except OverflowError as why:
        raise InvalidInputError(f"The year {at.year} is out of reach. Check the year.") from why
    if kind is WallKind.GAP:
        raise InvalidInputError(_skipped(at, zone, later=due))
    return due, wall


def wall_clock(at: datetime, zone: str) -> datetime:
    """Return what a clock on the wall in `zone` shows at `at`, without offset; `fold` is kept."""
    return at.astimezone(zone_named(zone)).replace(tzinfo=None)


def _skipped(wall: datetime, zone: str, *, later: datetime) -> str:
    before = wall.replace(tzinfo=zone_named(zone), fold=1).astimezone(UTC)
    nearest = [wall_clock(at, zone) for at in (before, later)]
    is_same_day = all(each.date() == wall.date() for each in nearest)
    first, last = (f"{each:%H:%M}" if is_same_day else f"{each:%Y-%m-%d %H:%M}" for each in nearest)
    return (
        f"{wall:%Y-%m-%d %H:%M} does not exist in {zone}: the clocks jump over it. Choose {first} or {last}."
    )


def instances(slot: Slot, *, start: datetime, end: datetime) -> Iterator[Gap]:
    """Yield every instance of `slot` due from `start` up to but not at `end`, earliest first.

    Each local date gives exactly one, even where the clock skips or repeats the slot's time; only
    a date that the zone skips as a whole (Apia, 30 December 2011) gives none.
    """
    day = start.astimezone(zone_named(slot.zone)).date() - timedelta(days=1)
    day += timedelta(days=(slot.weekday - day.weekday()) % 7)
    while True:
        gap = _instance(slot, day)
        if gap.due >= end:
            return
        if gap.due >= start and not _is_skipped(gap):
            yield gap
        day += timedelta(days=7)


def oddities(slot: Slot, *, start: datetime, end: datetime) -> Iterator[Gap]:
    """Yield the instances in the range whose time the clock skips or repeats."""
    return (gap for gap in instances(slot, start=start, end=end) if gap.kind is not WallKind.PLAIN)


def _instance(slot: Slot, day: date) -> Gap:
    wall = datetime.combine(day, slot.wall)
    due, kind = resolve(wall, slot.zone)
    return Gap(
        slot=slot.id,
        channel=slot.channel,
        pillar=slot.pillar,
        due=due,
        wall=wall,
        zone=slot.zone,
        kind=kind,
    )


def _is_skipped(gap: Gap) -> bool:
    """Does the whole date of this instance not exist?"""
    if gap.kind is not WallKind.GAP:
        return False
    noon = datetime.combine(gap.wall, _NOON)
    return wall_clock(resolve(noon, gap.zone)[0], gap.zone).date() != noon.date()


def gaps(
    slots: Iterable[Slot], taken: Iterable[tuple[str, datetime]], *, start: datetime, end: datetime
) -> list[Gap]:
    """Return the slot instances in the range with no post near them, by time and then channel.

    `taken` are channel and due time of posts. A post within half an hour of an instance fills
    it, the nearest instance first, and each post fills one.
    """
    free: dict[str, list[Gap]] = {}
    for slot in slots:
        free.setdefault(slot.channel, []).extend(instances(slot, start=start, end=end))
    for there in free.values():
        there.sort(key=_due_and_slot)
    for channel, due in sorted(taken, key=lambda pair: (pair[1], pair[0])):
        there = free.get(channel, [])
        near = range(bisect_left(there, due - _NEAR, key=_due), bisect_right(there, due + _NEAR, key=_due))
        if near:
            del there[min(near, key=lambda at: (abs(there[at].due - due), there[at].slot))]
    return sorted(chain.from_iterable(free.values()), key=lambda gap: (gap.due, gap.channel, gap.slot))


def _due(gap: Gap) -> datetime:
    return gap.due


def _due_and_slot(gap: Gap) -> tuple[datetime, int]:
    return gap.due, gap.slot


_NEAR = timedelta(minutes=30)
_NOON = time(12)
