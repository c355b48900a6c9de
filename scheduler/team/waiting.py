"""How many posts wait in the team's queue, as far as the daemon that hands them out knows."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.domain.clock import Clock

#: The database is asked at most so often, in seconds.
_COUNTED_EVERY = 0.1


class Waiting:
    """The number of posts that wait: never too small, and asked for only while it may be too large.

    For any thread.
    """

    def __init__(self, count: Callable[[], int], clock: Clock) -> None:
        self._count = count
        self._clock = clock
        self._guard = threading.Lock()
        #: `None` where others may have handed posts out.
        self._known: int | None = None
        self._counted_at = clock.monotonic()
        self._additions = 0

    @property
    def is_over(self) -> bool:
        """Is it known that none waits?"""
        return self._known == 0

    def add(self, posts: int) -> None:
        """Note that so many more wait."""
        with self._guard:
            self._additions += 1
            if self._known is not None:
                self._known += posts

    def forget(self) -> None:
        """Note that another daemon hands posts out now."""
        with self._guard:
            self._known = None

    def number(self) -> int:
        """Return how many wait."""
        with self._guard:
            known, additions, now = self._known, self._additions, self._clock.monotonic()
        if known == 0 or (known is not None and now - self._counted_at < _COUNTED_EVERY):
            return known
        found = self._count()
        with self._guard:
            # What was added meanwhile may be counted or not: it counts anew then.
            if additions == self._additions:
                self._known, self._counted_at = found, now
        return found if known is None else max(found, self._known or 0)
