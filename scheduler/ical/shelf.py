"""What was written before and may be used again: as much of it as so many bytes hold."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

Kept = TypeVar("Kept")


class Shelf(Generic[Kept]):
    """Keeps what was used last, up to a number of bytes. May be used from any thread."""

    def __init__(self, *, most: int, size_of: Callable[[Kept], int]) -> None:
        self._most = most
        self._size_of = size_of
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._lock = threading.Lock()
        #: Bytes of what is kept.
        self.size = 0

    def get(self, key: Hashable) -> Kept | None:
        """Return what was put under `key`, `None` where it was never there or had to make room."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Hashable, what: Kept) -> None:
        """Keep `what`; what was not used for the longest time makes room for it."""
        with self._lock:
            before = self._kept.pop(key, None)
            if before is not None:
                self.size -= self._size_of(before)
            self._kept[key] = what
            self.size += self._size_of(what)
            while self.size > self._most:
                self.size -= self._size_of(self._kept.popitem(last=False)[1])
