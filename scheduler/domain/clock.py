"""Where "now" comes from, so that a test or a rehearsal can decide it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

#: Linux counts time asleep in this one; elsewhere the plain monotonic clock must do.
_BOOTTIME = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class Clock(Protocol):
    """Tells the time, always aware and in UTC."""

    def now(self) -> datetime:
        """Return the current instant."""
        ...

    def monotonic(self) -> float:
        """Return seconds that only grow, time asleep included; no wall clock moves them."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the current instant."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return the seconds since the machine started, asleep ones included where the system counts them."""
        return time.clock_gettime(_BOOTTIME)


@dataclass
class FrozenClock:
    """A clock that moves only when told to; ships, because `rounds rehearse` runs on it."""

    at: datetime
    elapsed: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def now(self) -> datetime:
        """Return the instant it was last moved to."""
        with self._lock:
            return self.at

    def monotonic(self) -> float:
        """Return the seconds it was advanced by."""
        with self._lock:
            return self.elapsed

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        with self._lock:
            self.at += by
            self.elapsed += max(by.total_seconds(), 0.0)

    def move_to(self, at: datetime) -> None:
        """Show `at` from now on; as much time has passed if it is later."""
        self.advance(at - self.now())

    def jump(self, by: timedelta) -> None:
        """Set the wall clock forward or back, while no time passes."""
        with self._lock:
            self.at += by
