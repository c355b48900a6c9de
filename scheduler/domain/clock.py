"""Where "now" comes from, so that a test or a rehearsal can decide it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time, always aware and in UTC."""

    def now(self) -> datetime:
        """Return the current instant."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the current instant."""
        return datetime.now(UTC)


@dataclass
class FrozenClock:
    """A clock that moves only when told to; ships, because `rounds rehearse` runs on it."""

    at: datetime
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def now(self) -> datetime:
        """Return the instant it was last moved to."""
        with self._lock:
            return self.at

    def advance(self, by: timedelta) -> None:
        """Move forward, or back with a negative span."""
        with self._lock:
            self.at += by

    def move_to(self, at: datetime) -> None:
        """Show `at` from now on."""
        with self._lock:
            self.at = at
