"""Run many worlds on several processors, and add up what came of them."""

from __future__ import annotations

import gc
import json
import subprocess
import time
import traceback
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from tests.simulation.running import run_seed
from tests.simulation.weather import mixed

_CHUNK = 10
_AHEAD = 3
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Goal:
    """What is to be simulated: so many worlds, or worlds until there were so many posts."""

    first: int
    worlds: int
    posts: int = 0
    is_mixed: bool = False

    def command(self, seed: int) -> str:
        """Return what replays a world."""
        return f"python -m tests.simulation --seed {seed}{' --mixed' if self.is_mixed else ''} -v"


@dataclass(frozen=True)
class Part:
    """What came of some worlds, one seed after the other."""

    first: int
    after: int
    counts: Counter[str]
    #: The seed of each world in which something was wrong, and what.
    wrongs: list[tuple[int, list[str]]]


@dataclass
class Sums:
    """What came of all worlds so far."""

    goal: Goal
    counts: Counter[str] = field(default_factory=Counter)
    broken: list[int] = field(default_factory=list)
    #: All seeds before this one are done; some after it may be.
    following: int = 0
    is_whole: bool = False
    _began: float = field(default_factory=time.monotonic)
    _began_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    _later: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.following = self.goal.first

    def add(self, part: Part) -> None:
        """Add what came of some worlds."""
        self.counts.update(part.counts)
        self.broken += [seed for seed, _ in part.wrongs]
        self._later[part.first] = part.after
        while self.following in self._later:
            self.following = self._later.pop(self.following)

    def is_enough(self, following: int) -> bool:
        """Need no world from this seed on be begun any more?"""
        if self.goal.posts:
            return self.counts["posts"] >= self.goal.posts
        return following >= self.goal.first + self.goal.worlds

    def line(self) -> str:
        """Return how far it is."""
        kind = "posts" if self.goal.posts else "worlds"
        done, whole = self.counts[kind], self.goal.posts or self.goal.worlds
        rate = done / max(self._spent(), 0.001)
        left = (whole - done) / rate / 60 if rate else 0.0
        return (
            f"{done:,} of {whole:,} {kind}, {rate:.1f} a second, {self.counts['lost']} lost, "
            f"{self.counts['doubled']} doubled, {len(self.broken)} worlds with a fault; "
            f"{left:.0f} minutes to go; go on with --from {self.following}"
        )

    def told(self) -> str:
        """Return the sums as a person reads them."""
        figures = ", ".join(f"{count:,} {name}" for name, count in sorted(self.counts.items()))
        seeds = f"; their seeds: {sorted(self.broken)}" if self.broken else ""
        return f"{figures} in {self._spent():.0f} s; worlds with a fault: {len(self.broken)}{seeds}"

    def summary(self) -> dict[str, object]:
        """Return the sums as a program reads them."""
        faults = {
            name.removeprefix("fault: "): n for name, n in self.counts.items() if name.startswith("fault")
        }
        others = {name: n for name, n in self.counts.items() if not name.startswith("fault")}
        return {
            "version": _version(),
            "began": self._began_at.isoformat(timespec="seconds"),
            "seconds": round(self._spent()),
            "is_whole": self.is_whole,
            "is_mixed": self.goal.is_mixed,
            "first_seed": self.goal.first,
            "next_seed": self.following,
            **{name: others.pop(name, 0) for name in ("worlds", "posts", "lost", "doubled")},
            "broken_seeds": sorted(self.broken),
            "faults": dict(sorted(faults.items())),
            "counts": dict(sorted(others.items())),
        }

    def _spent(self) -> float:
        return time.monotonic() - self._began


def appended(sums: Sums, path: Path) -> None:
    """Append the sums to a file, as a line of JSON."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(sums.summary()) + "\n")


def simulated(sums: Sums, *, jobs: int) -> Iterator[list[tuple[int, list[str]]]]:
    """Run worlds until it is enough; give seed and wrongs of those with a fault, handful by handful."""
    run = _each_alone if jobs == 1 else _side_by_side
    for part in run(sums, jobs):
        sums.add(part)
        yield part.wrongs


def _each_alone(sums: Sums, _: int) -> Iterator[Part]:
    at = sums.goal.first
    while not sums.is_enough(at):
        part = run_some(at, _count(sums.goal, at), is_mixed=sums.goal.is_mixed)
        at = part.after
        yield part


def _side_by_side(sums: Sums, jobs: int) -> Iterator[Part]:
    at, running = sums.goal.first, deque[Future[Part]]()
    pool = ProcessPoolExecutor(jobs, get_context("spawn"))
    try:
        while True:
            while len(running) < jobs * _AHEAD and not sums.is_enough(at):
                count = _count(sums.goal, at)
                running.append(pool.submit(run_some, at, count, is_mixed=sums.goal.is_mixed))
                at += count
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for each in done:
                running.remove(each)
                yield each.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _count(goal: Goal, at: int) -> int:
    return _CHUNK if goal.posts else min(_CHUNK, goal.first + goal.worlds - at)


def run_some(first: int, count: int, *, is_mixed: bool) -> Part:
    """Run some worlds; one that breaks the simulation itself counts as one with a fault."""
    counts, wrongs = Counter[str](), []
    for seed in range(first, first + count):
        try:
            course = run_seed(seed, weather=mixed(seed) if is_mixed else None)
        except Exception:  # noqa: BLE001 - the other worlds are still wanted
            wrongs.append((seed, [f"the simulation itself broke\n{traceback.format_exc()}"]))
            continue
        counts.update(course.counts)
        if course.wrongs:
            wrongs.append((seed, course.wrongs))
    gc.collect()
    return Part(first, first + count, counts, wrongs)


def _version() -> str:
    told = ["git", "describe", "--always", "--tags", "--dirty"]
    return subprocess.run(told, cwd=_ROOT, capture_output=True, text=True, check=False).stdout.strip()
