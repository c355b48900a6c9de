"""Run one seed, or many, and say what was broken."""

from __future__ import annotations

import gc
import hashlib
import logging
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from tests.simulation.storage import Database
from tests.simulation.truth import broken_laws
from tests.simulation.weather import Weather, drawn
from tests.simulation.world import CHANNELS, PILLARS, Parts, World

if TYPE_CHECKING:
    from scheduler.domain.post import Post


@dataclass
class Course:
    """What came of one seed."""

    seed: int
    wrongs: list[str]
    #: Changes with every event: two runs of one seed have the same.
    digest: str
    trace: list[tuple[object, ...]]
    counts: Counter[str] = field(default_factory=Counter)

    def told(self) -> str:
        """Return what is wrong, and the trace of the first post it is wrong with."""
        lines = [f"seed {self.seed}:", *self.wrongs]
        uid = next((word.rstrip(":") for word in " ".join(self.wrongs).split() if word.startswith("p")
                    and word[1:].rstrip(":").isdigit()), "")  # fmt: skip
        for event in self.trace:
            words = [str(each) for each in event]
            names = {word.partition(".")[0] for word in words}
            if not uid or uid in names or not any(n[:1] == "p" and n[1:].isdigit() for n in names):
                lines.append(f"{words[0]:>9} {words[1]:8} {' '.join(words[2:])}")
        return "\n".join(lines)


@lru_cache(maxsize=1)
def database() -> Database:
    """Return this process's database, in memory where the machine has a folder there."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
    folder = tempfile.TemporaryDirectory(prefix="rounds-", dir=memory if memory.is_dir() else None)
    made = Database(Path(folder.name), CHANNELS, PILLARS)
    made.keep = folder
    return made


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let nobody look for garbage or write logs meanwhile: that takes a tenth of the time."""
    was_on, product = gc.isenabled(), logging.getLogger("scheduler")
    level = product.level
    gc.disable()
    product.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        product.setLevel(level)
        if was_on:
            gc.enable()


def run_seed(seed: int, *, weather: Weather | None = None, parts: Parts | None = None) -> Course:
    """Run the world of a seed; the same seed takes the same course."""
    weather = weather or drawn(Random(f"weather {seed}"))
    world = World(seed, weather, database(), parts or Parts())
    with _uncollected():
        world.run()
        ends = world.posts()
        wrongs = broken_laws(world, ends)
    trace = world.driver.trace
    told = repr((trace, world.driver.steps, [(post.uid, post.state, post.receipts) for post in ends]))
    digest = hashlib.sha256(told.encode()).hexdigest()
    return Course(seed, wrongs, digest, trace, _counted(world, ends, wrongs))


def _counted(world: World, ends: Sequence[Post], wrongs: Sequence[str]) -> Counter[str]:
    counts = Counter(
        worlds=1,
        posts=len(ends),
        boundaries=world.driver.steps,
        taken=sum(len(each.taken) for each in world.networks.values()),
        doubled=sum("DOUBLED" in wrong for wrong in wrongs),
        lost=sum("LOST" in wrong or "STUCK" in wrong for wrong in wrongs),
    )
    for event in world.driver.trace:
        if event[2] == "FAULT":
            counts[f"fault: {event[3]}"] += 1
        elif event[2] in _FAULTS:
            counts[f"fault: {_FAULTS[event[2]]}"] += 1
        elif event[2] in {"SEND", "PERSON"}:
            counts[{"SEND": "sends", "PERSON": "changes by people"}[event[2]]] += 1
    counts.update(f"ended {post.state.value}" for post in ends)
    return counts


_FAULTS = {
    "KILL -9": "killed",
    "FROZEN": "stood still",
    "THE CLOCK IS WRONG": "the clock was set",
    "DATABASE": "the database failed",
    "LOST": "taken for dead by the server",
    "RESTORED": "put back to a backup",
    "PAUSED": "paused by a person",
}
