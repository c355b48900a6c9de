"""The ways in which networks fail, on request: the next few times, by chance, or until told otherwise."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Operation(StrEnum):
    """What a fault can befall."""

    POST = "post"
    DELETE = "delete"
    LOOK_UP = "look_up"
    TIMELINE = "timeline"
    MENTIONS = "mentions"
    ME = "me"
    UPLOAD = "upload"
    ALT_TEXT = "alt_text"
    INITIALIZE = "initialize"
    APPEND = "append"
    FINALIZE = "finalize"
    STATUS = "status"
    TOKEN = "token"  # noqa: S105 - the name of a call
    REVOKE = "revoke"


class FaultKind(StrEnum):
    """What goes wrong with one call. Where nothing else is said, it has no effect."""

    RATE_LIMITED = "rate_limited"
    """429 with the instant of the reset."""
    RATE_LIMITED_SILENT = "rate_limited_silent"
    """429 without a reset."""
    SERVER_ERROR = "server_error"
    """The fault's status, 503 by itself."""
    SERVER_ERROR_AFTER = "server_error_after"
    """The same, and yet the call takes effect."""
    LOST = "lost"
    """It takes effect, and the connection is cut before the answer."""
    CUT = "cut"
    """The connection is cut."""
    LATE = "late"
    """The connection is cut, and a post takes effect `seconds` later."""
    HTML = "html"
    """It takes effect, and the answer is a page, with status 200."""
    EMPTY = "empty"
    """It takes effect, and the answer is empty, with status 200."""
    ERRORS = "errors"
    """The answer has status 200 and holds nothing but `errors`."""
    NO_NUMBER = "no_number"
    """It takes effect, and the id in the answer is none."""
    TRICKLE = "trickle"
    """It takes effect, and the answer comes a byte at a time, `seconds` apart by the machine's clock."""
    LAG = "lag"
    """All is well, but the time-line shows the post `seconds` later."""

    @property
    def takes_effect(self) -> bool:
        """Does the call do what it asks for, sooner or later?"""
        return self in {
            FaultKind.SERVER_ERROR_AFTER,
            FaultKind.LOST,
            FaultKind.LATE,
            FaultKind.HTML,
            FaultKind.EMPTY,
            FaultKind.NO_NUMBER,
            FaultKind.TRICKLE,
            FaultKind.LAG,
        }


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one call. Its seconds are those of the network's clock."""

    kind: FaultKind
    #: Until the reset, until a late post is there, until the time-line shows it.
    seconds: float = 1.0
    on: Operation = Operation.POST
    #: Of a server error.
    status: int = 503
    #: Does a cut connection stay open without a word, until the client gives up?
    silent: bool = False


@dataclass(slots=True)
class _Rule:
    fault: Fault
    left: int | None
    chance: float


class Faults:
    """Which fault the next call meets: first those put in line, then by chance. For any thread."""

    def __init__(self, *, chances: Mapping[FaultKind, float] | None = None, seed: int = 0) -> None:
        self._rules: list[_Rule] = []
        self._chances = dict(chances or {})
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        #: How many faults were met, by kind.
        self.met: dict[FaultKind, int] = {}

    def put(self, fault: Fault, *, times: int | None = 1, chance: float = 1.0) -> None:
        """Let the next `times` calls meet `fault`, each with `chance`; `None` is until `clear`."""
        with self._lock:
            self._rules.append(_Rule(fault, times, chance))

    def clear(self) -> None:
        """From here on nothing fails."""
        with self._lock:
            self._rules.clear()
            self._chances.clear()

    def waiting(self) -> list[tuple[Fault, int | None]]:
        """Return the faults in line, with how many times each is left to be met."""
        with self._lock:
            return [(rule.fault, rule.left) for rule in self._rules]

    def next(self, operation: Operation = Operation.POST) -> Fault | None:
        """Return what the call at hand meets, if anything; lag is asked for apart."""
        with self._lock:
            by_chance = operation is Operation.POST
            fault = self._in_line(operation, is_lag=False) or (self._by_chance() if by_chance else None)
            return self._counted(fault)

    def lag(self) -> float:
        """Return how many seconds the time-line keeps the post at hand to itself."""
        with self._lock:
            fault = self._counted(self._in_line(Operation.POST, is_lag=True))
            return fault.seconds if fault else 0.0

    def _in_line(self, operation: Operation, *, is_lag: bool) -> Fault | None:
        for rule in self._rules:
            fits = rule.fault.on is operation and (rule.fault.kind is FaultKind.LAG) is is_lag
            if fits and self._random.random() < rule.chance:
                self._spend(rule)
                return rule.fault
        return None

    def _spend(self, rule: _Rule) -> None:
        if rule.left is None:
            return
        rule.left -= 1
        if rule.left <= 0:
            self._rules.remove(rule)

    def _by_chance(self) -> Fault | None:
        drawn = self._random.random()
        for kind, chance in self._chances.items():
            if drawn < chance and kind is not FaultKind.LAG:
                return Fault(kind)
            drawn -= chance
        return None

    def _counted(self, fault: Fault | None) -> Fault | None:
        if fault is not None:
            self.met[fault.kind] = self.met.get(fault.kind, 0) + 1
        return fault
