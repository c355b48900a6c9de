"""Count honestly what became of the posts: sent, lost, doubled, late, by what is written down.

`doubled`: a part has two ids on the network. `lost`: not out, although its useful time or its daemon's
lease is over, and in no state that tells a person. Both are 0 by the way the engine works; they are
counted all the same. The daemon counts a day that is over once and keeps the sums, so that a count reads
a day however many posts there ever were.
"""

from __future__ import annotations

import math
import threading
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from scheduler.domain.plan import wall_clock
from scheduler.domain.value import Instant, Value
from scheduler.services.timekeeping import sets_since
from scheduler.store.tally import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.domain.clock import Clock
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

#: How long the engine may take to notice; younger than this nothing is lost.
_GRACE = timedelta(minutes=5)
_OVERDUE = timedelta(minutes=1)
#: Lateness is measured over this span.
_MEASURED = timedelta(days=30)
#: A page is drawn often.
_KEPT_SECONDS: Final = 30.0
#: The note that keeps the days that are over, and how long after midnight (UTC) one surely is.
_CLOSED = "delivery.closed"
_MARGIN = timedelta(minutes=10)


class Delivery(Value):
    """What became of the posts so far."""

    at: Instant
    sent: int
    #: When the first of them went out.
    since: Instant | None
    #: The organisation's zone, by whose calendar that day is named.
    zone: str = "UTC"
    #: Numbers of the posts.
    lost: tuple[int, ...] = ()
    doubled: tuple[int, ...] = ()
    #: Posts that should have left and still may.
    overdue: int = 0
    #: Seconds after their time at which half, and 99 of 100, of the posts of the last 30 days left.
    late_p50: float | None = None
    late_p99: float | None = None

    @property
    def is_well(self) -> bool:
        """Is nothing lost and nothing doubled?"""
        return not self.lost and not self.doubled

    @property
    def since_day(self) -> date | None:
        """The day on which the first of them went out, where the organisation is."""
        return wall_clock(self.since, self.zone).date() if self.since else None

    @property
    def words(self) -> str:
        """The counter, as people read it."""
        day = self.since_day
        since = f" since {day.day} {day:%b %Y}" if day else ""
        sent = f"{self.sent:,} post{'' if self.sent == 1 else 's'} sent{since}"
        late = f" · 99 % within {_span(self.late_p99)}" if self.late_p99 is not None else ""
        return f"{sent} · {len(self.lost)} lost · {len(self.doubled)} doubled{late}"


class Closed(Value):
    """The counts of the days that are over, so that nobody need count them again."""

    #: Posts that were written down as out before this are counted here.
    before: Instant
    sent: int
    since: Instant | None
    doubled: tuple[int, ...]
    #: For each day: how many posts were so many microseconds late.
    late: dict[str, dict[int, int]]


class Counting:
    """The counter."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._last: tuple[float, Delivery] | None = None
        self._lock = threading.Lock()

    def delivery(self) -> Delivery:
        """Return the counts, at most half a minute old."""
        with self._lock:
            if self._last is None or self._clock.monotonic() - self._last[0] > _KEPT_SECONDS:
                self._last = (self._clock.monotonic(), self.count())
            return self._last[1]

    def count(self) -> Delivery:
        """Count anew."""
        with self._store.read() as unit:
            return delivery_in(unit, self._clock.now())

    def close(self) -> bool:
        """Count the days that are over once more and for the last time; return whether one was new.

        For the daemon, now and then. Sent and doubled are counted anew each time, so what a daemon that
        slept for days tells of an old post is known within a day.
        """
        now = self._clock.now()
        before = (now - _MARGIN).replace(hour=0, minute=0, second=0, microsecond=0)
        with self._store.read() as unit:
            known = _closed_in(unit, now)
            if known is not None and known.before >= before:
                return False
            closed = _closed_at(unit, before, known)
        self._store.together(lambda unit: unit.notes.put(_CLOSED, closed.model_dump_json(), at=now))
        return True


def delivery_in(unit: Unit, now: datetime) -> Delivery:
    """Return the counts as they are in one moment of the database."""
    closed = _closed_in(unit, now)
    since = closed.before if closed else None
    sent, first = unit.tally.sent(Span(since=since))
    late = _counted(unit.tally.lateness(now - _MEASURED, Span(since=since)))
    if closed:
        sent, first = closed.sent + sent, closed.since or first
        late = sum((Counter(closed.late[day]) for day in closed.late if day >= _day(now - _MEASURED)), late)
    doubled = {*(closed.doubled if closed else ()), *unit.tally.doubled(since)}
    return Delivery(
        at=now,
        sent=sent,
        since=first,
        zone=unit.plan.zone(),
        lost=lost_in(unit, now),
        doubled=tuple(sorted(doubled)),
        overdue=unit.tally.overdue(now - _OVERDUE),
        late_p50=_percentile(late, 0.50),
        late_p99=_percentile(late, 0.99),
    )


def lost_in(unit: Unit, now: datetime) -> tuple[int, ...]:
    """Return the posts that are lost; quick, whatever the number of posts."""
    return tuple(unit.tally.lost(now - _GRACE))


def _closed_in(unit: Unit, now: datetime) -> Closed | None:
    """Return the counts of the days that are over; `None` where a clock that was set makes them unsure."""
    note = unit.notes.get(_CLOSED)
    if note is None:
        return None
    closed = Closed.model_validate_json(note[0])
    is_sure = closed.before <= now and not sets_since(unit, closed.before - _MARGIN)[1]
    return closed if is_sure else None


def _closed_at(unit: Unit, before: datetime, known: Closed | None) -> Closed:
    """Return the counts up to `before`: sent and doubled anew, for what is late only the days not `known`."""
    sent, since = unit.tally.sent(Span(before=before))
    oldest = before - _MEASURED
    late = {day: each for day, each in known.late.items() if day >= _day(oldest)} if known else {}
    start = max(known.before, oldest) if known else oldest
    while start < before:
        end = start + timedelta(days=1)
        counted = _counted(unit.tally.lateness(oldest, Span(start, end)))
        late |= {_day(start): dict(counted)} if counted else {}
        start = end
    return Closed(before=before, sent=sent, since=since, doubled=tuple(unit.tally.doubled()), late=late)


def _day(at: datetime) -> str:
    return at.date().isoformat()


def _counted(late: Iterable[timedelta]) -> Counter[int]:
    """Return how many were how late, in microseconds; kept to two digits, never less than it was."""
    counts: Counter[int] = Counter()
    for each in late:
        micros = max(0, each // timedelta(microseconds=1))
        step = 10 ** max(0, len(str(micros)) - 2)
        counts[-(-micros // step) * step] += 1
    return counts


def _percentile(counts: Counter[int], share: float) -> float | None:
    """Return the smallest that so large a share does not exceed (nearest rank), in seconds."""
    rank = max(1, math.ceil(share * counts.total()))
    for micros, so_far in zip(
        sorted(counts), accumulate(counts[each] for each in sorted(counts)), strict=True
    ):
        if so_far >= rank:
            return micros / 1_000_000
    return None


def _span(seconds: float) -> str:
    seconds = max(0.0, seconds)
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 60 else f"{seconds / 60:.0f} min"  # noqa: PLR2004 - a minute
