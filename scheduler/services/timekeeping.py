"""Notice that a machine's clock was set, and remember it for whoever compares its instants later.

Instants written down before the clock was set and after it do not belong together: an hour seems to
lie between two that are a second apart. The time since the machine started, sleep included, tells a
clock that was set from time that passed. Guarantees: a clock set by more than half a second is
noticed at the daemon's next tick, or at its next start where the machine was not started anew; what
is remembered makes a look-up reach further back and an absence be believed later, never the other
way round.
"""

from __future__ import annotations

import ctypes
import logging
import platform
import uuid
from datetime import datetime, timedelta
from itertools import dropwhile
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from scheduler.domain.people import ENGINE
from scheduler.domain.post import PostState
from scheduler.domain.value import Instant, Value
from scheduler.services.cooling import COOLING

if TYPE_CHECKING:
    from scheduler.domain.clock import Clock
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

logger = logging.getLogger(__name__)

#: Time servers correct a clock by less without setting it.
_LEAST = timedelta(milliseconds=500)
_MOMENT = 0.05
_SETS = "clock.sets"
_MOST_REMEMBERED = 20
#: `man 2 adjtimex`: what it returns for a clock that is not synchronised; room for its structure.
_TIME_ERROR = 5
_TIMEX_BYTES = 512
_PROGRAM = str(uuid.uuid4())
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_WAITING = (PostState.SCHEDULED, PostState.UNKNOWN)


class ClockSet(Value):
    """The clock showed `was`, and in the same moment `now`."""

    was: Instant
    now: Instant

    @property
    def by(self) -> timedelta:
        """How far it was set forward; negative for back."""
        return self.now - self.was


_SETS_TYPE = TypeAdapter(list[ClockSet])


class Timekeeping:
    """The daemon's eye on the clock of its machine."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._place = f"clock.start.{platform.node()}"
        self._start: datetime | None = None

    def notice(self) -> timedelta | None:
        """Return by how much the clock was set since the last look; `None` where it was not.

        The first look compares with what the last daemon on this machine saw. Waiting times that lay
        ahead move back with the clock, so that nothing waits longer than it was meant to. A clock that
        is set and set back between two looks was not seen: what was to be asked again meanwhile waits by
        the clock as it was, and is neither lost nor sent twice. No try begins by such a clock: see `now`.
        """
        _, start = self._look()
        if self._start is not None and abs(start - self._start) < _LEAST:
            return None
        with self._store.write() as unit:
            note = unit.notes.get(self._place)
            # looked at anew: before its turn came, the program may have stood still while the clock was set
            now, start = self._look()
            by = self._compare(unit, note, start, now)
        self._start = start
        return by

    def now(self) -> datetime:
        """Return the time by a clock whose settings until then are all remembered.

        For an instant that is written down to be compared: the clock may be set back before the next tick.
        Raises `StorageError` where a setting can't be remembered.
        """
        while True:
            now, start = self._look()
            if self._start is not None and abs(start - self._start) < _LEAST:
                return now
            self.notice()

    def _look(self) -> tuple[datetime, datetime]:
        """Return the time and when the machine started by it; both clocks are read in one moment."""
        while True:
            before, now, after = self._clock.monotonic(), self._clock.now(), self._clock.monotonic()
            if after - before < _MOMENT:  # else the program was stopped in between
                return now, now - timedelta(seconds=before)

    def _compare(
        self, unit: Unit, note: tuple[str, datetime] | None, start: datetime, now: datetime
    ) -> timedelta | None:
        """Compare when the machine started by this clock and by the clock as it was, which `note` tells."""
        boot = _boot()
        unit.notes.put(self._place, f"{boot} {start.isoformat()}", at=now)
        was_boot, _, was_start = note[0].partition(" ") if note else ("", "", "")
        if was_boot != boot or not was_start:
            return None
        by = start - datetime.fromisoformat(was_start)
        if abs(by) < _LEAST:
            return None  # another daemon of this machine was first
        _remember(unit, ClockSet(was=now - by, now=now))
        if by < timedelta(0):
            _shorten_waits(unit, by, now)
            _shorten_cooling(unit, now)
        unit.audit.append(ENGINE, "clock.set", "machine", at=now, facts={"seconds": by.total_seconds()})
        logger.warning("the clock was set seconds=%.1f", by.total_seconds())
        return by


def sets_since(unit: Unit, at: datetime) -> tuple[timedelta, timedelta]:
    """Return how far clocks were set forward and how far back since one of them showed `at`.

    Where a clock showed `at` twice, the first time is taken.
    """
    since = list(dropwhile(lambda each: each.was < at, _sets(unit)))
    forward = sum((each.by for each in since if each.by > timedelta(0)), timedelta(0))
    back = sum((-each.by for each in since if each.by < timedelta(0)), timedelta(0))
    return forward, back


def is_kept_by_a_time_server() -> bool | None:
    """Return whether the system says that its clock is synchronised; `None` where it does not say."""
    try:
        look = ctypes.CDLL(None).adjtimex
        state = int(look(ctypes.create_string_buffer(_TIMEX_BYTES)))  # all zero: look, and change nothing
    except (OSError, AttributeError):
        return None
    return None if state < 0 else state != _TIME_ERROR


def _sets(unit: Unit) -> list[ClockSet]:
    note = unit.notes.get(_SETS)
    return [] if note is None else _SETS_TYPE.validate_json(note[0])


def _remember(unit: Unit, news: ClockSet) -> None:
    kept = [*_sets(unit), news][-_MOST_REMEMBERED:]
    unit.notes.put(_SETS, _SETS_TYPE.dump_json(kept).decode(), at=news.now)


def _shorten_waits(unit: Unit, by: timedelta, now: datetime) -> None:
    for number in unit.walls.waiting_after(now, *_WAITING):
        post = unit.posts.get(number)
        if post.not_before is not None:
            sooner = max(post.not_before + by, now)
            unit.posts.save(post.model_copy(update={"not_before": sooner}), at=now)


def _shorten_cooling(unit: Unit, now: datetime) -> None:
    """Let no channel wait for longer, from now on, than its network asked for when that was noted."""
    for channel in unit.notes.named(COOLING):
        note = unit.notes.get(COOLING + channel)
        if note is not None:
            until, noted_at = datetime.fromisoformat(note[0]), note[1]
            sooner = min(until, now + (until - noted_at))
            unit.notes.put(COOLING + channel, sooner.isoformat(), at=min(noted_at, now))


def _boot() -> str:
    """Return what names the present run of this machine, or of this program where that has no name."""
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return _PROGRAM
