"""How often one may come: token buckets, in bounded memory. For one thread."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable


class Buckets:
    """One bucket for each key: holds `most`, is filled by `a_minute`, and each coming takes from it."""

    def __init__(
        self,
        *,
        most: float,
        a_minute: float,
        keys: int = 10_000,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin with full buckets. Of more than `keys`, the one not used for longest is full again."""
        self._most = most
        self._a_second = a_minute / 60
        self._keys = keys
        self._now = now
        #: How full each was, and when.
        self._levels: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def wait(self, key: Hashable, cost: float = 1.0) -> float:
        """Take `cost` and return 0; where there is not so much, return the seconds until there is."""
        now = self._now()
        level, when = self._levels.pop(key, (self._most, now))
        level = min(self._most, level + max(0.0, now - when) * self._a_second)
        is_enough = level >= cost
        self._levels[key] = (level - cost if is_enough else level, now)
        if len(self._levels) > self._keys:
            self._levels.popitem(last=False)
        return 0.0 if is_enough else (cost - level) / self._a_second

    def __len__(self) -> int:
        return len(self._levels)
