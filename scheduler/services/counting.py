"""Count honestly what became of the posts: sent, lost, doubled, late. Reads the record and changes nothing.

`doubled`: a part has two ids on the network. `lost`: not out, although its useful time or its daemon's
lease is over, and in no state that tells a person. Both are 0 by the way the engine works; they are
counted all the same.
"""

from __future__ import annotations

import math
import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from scheduler.domain.value import Instant, Value

if TYPE_CHECKING:
    from scheduler.domain.clock import Clock
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

#: How long the engine may take to notice; younger than this nothing is lost.
_GRACE = timedelta(minutes=5)
_OVERDUE = timedelta(minutes=1)
#: Lateness is measured over this span.
_MEASURED = timedelta(days=30)
#: A page is drawn often, and the counts of a large house take a second.
_KEPT_SECONDS: Final = 30.0


class Delivery(Value):
    """What became of the posts so far."""

    at: Instant
    sent: int
    #: When the first of them went out.
    since: Instant | None
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
    def words(self) -> str:
        """The counter, as people read it."""
        since = f" since {self.since.day} {self.since:%b %Y}" if self.since else ""
        sent = f"{self.sent:,} post{'' if self.sent == 1 else 's'} sent{since}"
        late = f" · 99 % within {_span(self.late_p99)}" if self.late_p99 is not None else ""
        return f"{sent} · {len(self.lost)} lost · {len(self.doubled)} doubled{late}"


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


def delivery_in(unit: Unit, now: datetime) -> Delivery:
    """Return the counts as they are in one moment of the database."""
    sent, since = unit.tally.sent()
    late = sorted(each.total_seconds() for each in unit.tally.lateness(now - _MEASURED))
    return Delivery(
        at=now,
        sent=sent,
        since=since,
        lost=lost_in(unit, now),
        doubled=tuple(unit.tally.doubled()),
        overdue=unit.tally.overdue(now - _OVERDUE),
        late_p50=_percentile(late, 0.50),
        late_p99=_percentile(late, 0.99),
    )


def lost_in(unit: Unit, now: datetime) -> tuple[int, ...]:
    """Return the posts that are lost; quick, whatever the number of posts."""
    return tuple(unit.tally.lost(now - _GRACE))


def _percentile(ordered: list[float], share: float) -> float | None:
    """Return the smallest of `ordered` that so large a share does not exceed (nearest rank)."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else None


def _span(seconds: float) -> str:
    seconds = max(0.0, seconds)
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 60 else f"{seconds / 60:.0f} min"  # noqa: PLR2004 - a minute
