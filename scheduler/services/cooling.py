"""Until when a network wants a channel to be silent, as this process was told."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.domain.clock import Clock

#: Notes that tell it to the other daemons.
COOLING = "cooling:"


class Cooling:
    """For any thread. Kept by the clock that nobody sets: a wait grows no longer with the wall clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._until: dict[str, float] = {}

    def begin(self, channel: str, until: datetime) -> None:
        """Let the channel be silent until then."""
        left = (until - self._clock.now()).total_seconds()
        with self._lock:
            self._until[channel] = self._clock.monotonic() + left

    def until(self, channel: str) -> datetime | None:
        """Return until when the channel must be silent, `None` where it need not."""
        with self._lock:
            if channel not in self._until:
                return None
            left = self._until[channel] - self._clock.monotonic()
        return self._clock.now() + timedelta(seconds=left) if left > 0 else None
