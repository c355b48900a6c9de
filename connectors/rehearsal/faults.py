"""The ways in which networks fail, on request."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class FaultKind(StrEnum):
    """What goes wrong with one post."""

    RATE_LIMITED = "rate_limited"
    """429 with the instant of the reset; nothing is posted."""
    RATE_LIMITED_SILENT = "rate_limited_silent"
    """429 without a reset; nothing is posted."""
    SERVER_ERROR = "server_error"
    """503; nothing is posted."""
    SERVER_ERROR_AFTER = "server_error_after"
    """503, and yet it is posted."""
    LOST = "lost"
    """It is posted, and the connection is cut before the answer is whole."""
    CUT = "cut"
    """The connection is cut; nothing is posted."""
    LATE = "late"
    """It is posted, `seconds` later; by then the client has given up."""
    HTML = "html"
    """200 with a page instead of an answer; it is posted."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault for one post."""

    kind: FaultKind
    #: For `late`: how long until it is posted. For `rate_limited`: until the reset.
    seconds: float = 1.0


class Faults:
    """Which fault the next post meets: first those in line, then by chance from a seed."""

    def __init__(self, *, chances: Mapping[FaultKind, float] | None = None, seed: int = 0) -> None:
        self._line: list[Fault] = []
        self._chances = dict(chances or {})
        self._chance = random.Random(seed)
        self._lock = threading.Lock()
        #: How many faults were met, by kind.
        self.met: dict[FaultKind, int] = {}

    def put(self, fault: Fault, *, times: int = 1) -> None:
        """Put a fault in line for the next `times` posts."""
        with self._lock:
            self._line += [fault] * times

    def clear(self) -> None:
        """From here on nothing fails."""
        with self._lock:
            self._line.clear()
            self._chances.clear()

    def next(self) -> Fault | None:
        """Return what the post at hand meets, if anything."""
        with self._lock:
            fault = self._line.pop(0) if self._line else self._by_chance()
            if fault is not None:
                self.met[fault.kind] = self.met.get(fault.kind, 0) + 1
        return fault

    def _by_chance(self) -> Fault | None:
        drawn = self._chance.random()
        for kind, chance in self._chances.items():
            if drawn < chance:
                return Fault(kind)
            drawn -= chance
        return None
