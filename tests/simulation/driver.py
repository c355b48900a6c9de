"""Runs the processes of a simulated world one step at a time, on one thread, by the word of one seed.

Every process is some greenlets that come back here at each boundary: before and after each commit, before and
after each call to a network. There the driver may kill the process, freeze it, or let others run.
"""

from __future__ import annotations

import heapq
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from greenlet import getcurrent, greenlet  # type: ignore[import-untyped] # it ships no types

from scheduler.domain.errors import RoundsError
from tests.simulation.weather import Weather


class KilledError(BaseException):
    """The process ended here, as by `kill -9`: nothing that follows may have an effect."""


@dataclass(eq=False)
class Process:
    """Some tasks that die and freeze together."""

    name: str
    is_dead: bool = False
    frozen_until: float = 0.0
    tasks: list[Task] = field(default_factory=list)
    #: What happens when it was killed.
    at_death: Callable[[], None] = lambda: None
    #: What happens when it begins to be frozen for so many seconds.
    at_freeze: Callable[[float], None] = lambda _: None
    is_mortal: bool = True
    #: When somebody last saw it move, by a clock of theirs.
    sign: float = float("inf")


@dataclass(eq=False)
class Task:
    """One thread of a process."""

    process: Process
    doing: str
    green: Any = None
    ticket: int = 0
    #: Called once, in the next commit of this task, with what the database holds then.
    after_commit: Callable[[], None] | None = None


class Driver:
    """Time, chance, and whose turn it is."""

    def __init__(self, chance: Random, weather: Weather, begin: datetime) -> None:
        self.chance = chance
        self.weather = weather
        self.begin = begin
        self.elapsed = 0.0
        #: How wrong the wall clock of the one machine is, in seconds.
        self.wall_error = 0.0
        self.is_stormy = True
        self.steps = self.kills = self.freezes = self.jumps = 0
        self.trace: list[tuple[Any, ...]] = []
        #: Errors that nobody expected.
        self.crashes: list[str] = []
        self.current: Task | None = None
        #: Who writes to the database just now; SQLite lets nobody else.
        self.writer: Task | None = None
        self._queue: list[tuple[float, int, Task | Callable[[], None]]] = []
        self._tickets = 0
        self._hub = getcurrent()

    # for those who are run

    def now(self) -> datetime:
        """Return what the wall clock of the machine shows."""
        return self.begin + timedelta(seconds=self.elapsed + self.wall_error)

    def monotonic(self) -> float:
        """Return seconds that no wall clock moves; those in which a process was frozen are among them."""
        return 1000.0 + self.elapsed

    def boundary(self, what: str, *, risk: float = 1.0, may_freeze: bool = True) -> None:
        """Let others run; the process may be killed or frozen here, `risk` times as likely as elsewhere."""
        task = self.current
        if task is None:
            return
        self.steps += 1
        if task.process.is_dead:
            raise KilledError
        if self.is_stormy:
            self._strike(task, what, risk, may_freeze=may_freeze)
            self.wait(self.chance.choice(self.weather.latencies))
        else:
            self.wait(0.01)

    def wait(self, seconds: float) -> None:
        """Let time pass for the present task."""
        task = self.current
        if task is None:
            return
        if task.process.is_dead:
            raise KilledError
        self._put(self.elapsed + seconds, task)
        self._hub.switch()
        self.current = task
        if task.process.is_dead:
            raise KilledError

    def log(self, what: str, *details: object) -> None:
        """Write into the trace what happened."""
        who = self.current.process.name if self.current else "-"
        self.trace.append((round(self.elapsed, 3), who, what, *details))

    # for those who run

    def start(self, process: Process, run: Callable[[], None], *, doing: str, after: float = 0.0) -> Task:
        """Begin a task of a process."""
        task = Task(process, doing)
        process.tasks.append(task)

        def body() -> None:
            self.current = task
            try:
                if not process.is_dead:
                    run()
            except KilledError:
                return
            except Exception as why:  # noqa: BLE001 - whatever it is, it must not end the world
                # A thread that must not die did: the daemon ends itself and is started again.
                self.log("ENDED", type(why).__name__)
                if not isinstance(why, RoundsError):
                    self.crashes.append(f"{task.doing}: {traceback.format_exc(limit=-4)}")
                if not process.is_dead:
                    self.kill(process)
            finally:
                process.tasks.remove(task)

        task.green = greenlet(body, parent=self._hub)
        self._put(self.elapsed + after, task)
        return task

    def later(self, seconds: float, action: Callable[[], None]) -> None:
        """Do something outside of every process, at its time."""
        self._tickets += 1
        heapq.heappush(self._queue, (self.elapsed + seconds, self._tickets, action))

    def kill(self, process: Process) -> None:
        """End a process without a word."""
        self.kills += 1
        self._end(process)
        process.at_death()

    def run(self, *, until: Callable[[], bool]) -> None:
        """Run whatever is next until `until` says so or nothing is left to do."""
        while self._queue and not until():
            self._next()

    def end(self) -> None:
        """Unwind all that still runs."""
        self.is_stormy = False
        while self._queue:
            _, _, what = heapq.heappop(self._queue)
            if isinstance(what, Task) and not what.green.dead:
                what.process.is_dead = True
                self._enter(what)

    def _next(self) -> None:
        at, ticket, what = heapq.heappop(self._queue)
        self.elapsed = max(self.elapsed, at)
        if not isinstance(what, Task):
            self.current = None
            what()
        elif what.ticket == ticket and not what.green.dead:
            if what.process.frozen_until > self.elapsed and not what.process.is_dead:
                self._put(what.process.frozen_until, what)
            else:
                self._enter(what)

    def _enter(self, task: Task) -> None:
        self.current = task
        task.green.switch()
        self.current = None

    def _put(self, at: float, task: Task) -> None:
        self._tickets += 1
        task.ticket = self._tickets
        heapq.heappush(self._queue, (at, self._tickets, task))

    def _strike(self, task: Task, what: str, risk: float, *, may_freeze: bool) -> None:
        chance, weather, process = self.chance.random(), self.weather, task.process
        if not process.is_mortal:
            return
        if chance < weather.kill * risk:
            self.log("KILL -9", "at", what, task.doing)
            self.kill(process)
            raise KilledError
        if may_freeze and chance < (weather.kill + weather.freeze) * risk:
            span = self.chance.choice((self.chance.uniform(1, 40), self.chance.uniform(40, 150)))
            span *= weather.standstill
            self.log("FROZEN", f"for {span:.0f} s", "at", what, task.doing)
            self.freezes += 1
            process.frozen_until = self.elapsed + span
            process.at_freeze(span)

    def _end(self, process: Process) -> None:
        process.is_dead = True
        for task in process.tasks:
            if task is not self.current:
                self._put(self.elapsed, task)
