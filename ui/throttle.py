"""Counts failed sign-ins, so that guessing passwords takes years."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.domain.clock import Clock

#: Names remembered at most; the one that failed longest ago makes room.
_LARGEST_MEMORY = 4096


@dataclass
class Throttle:
    """Lets each name fail `limit` times within `window`. May be used from any thread."""

    clock: Clock
    limit: int
    window: timedelta = timedelta(minutes=15)
    _failures: dict[str, deque[datetime]] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def wait(self, name: str) -> timedelta:
        """Return how long `name` must wait before the next try; nothing most of the time."""
        with self._lock:
            failures = self._recent(name)
            if len(failures) < self.limit:
                return timedelta()
            return failures[0] + self.window - self.clock.now()

    def failed(self, name: str) -> None:
        """Remember a try that failed."""
        with self._lock:
            failures = self._recent(name)
            failures.append(self.clock.now())
            self._failures.pop(name, None)
            self._failures[name] = failures
            while len(self._failures) > _LARGEST_MEMORY:
                del self._failures[next(iter(self._failures))]

    def succeeded(self, name: str) -> None:
        """Forget the tries of `name`."""
        with self._lock:
            self._failures.pop(name, None)

    def _recent(self, name: str) -> deque[datetime]:
        since = self.clock.now() - self.window
        return deque(at for at in self._failures.get(name, ()) if at > since)
