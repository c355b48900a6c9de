"""One run of chaos: real daemons on one database, a network that answers badly, and kill -9 at any moment."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self

from connectors.rehearsal import Account, Fault, FaultKind, Faults, Operation, Rehearsal, RehearsalServer
from tests.builders import x_credentials
from tests.chaos.plans import Plan, Planned

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[2]
#: Answers that are no good answers, by their share of all calls that would post something.
BAD = {
    FaultKind.LOST: 0.04,
    FaultKind.SERVER_ERROR_AFTER: 0.03,
    FaultKind.SERVER_ERROR: 0.025,
    FaultKind.RATE_LIMITED: 0.025,
    FaultKind.LATE: 0.02,
    FaultKind.CUT: 0.01,
    FaultKind.HTML: 0.005,
    FaultKind.EMPTY: 0.005,
    FaultKind.TRICKLE: 0.005,
}
ACCOUNTS = tuple(str(number) for number in range(4201, 4209))
_LAG = timedelta(seconds=0.3)
_BEFORE = timedelta(seconds=3)
_PATIENCE, _AFTERMATH = 150.0, 1.5
_HIT_LEADER = 1 / 3
_EVERY_THREAD = 20


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    posts: int = 400
    kills: int = 40
    seconds: float = 25.0
    daemons: int = 2


@dataclass(frozen=True)
class Result:
    """What came of a run, by what the network has and by what the database says of it."""

    seed: int
    posts: int
    kills: int
    calls: int
    bad: int
    #: On the network more than once.
    doubled: list[str]
    #: Not on the network, though nothing says why, or though it is said to be out.
    lost: list[str]
    #: On the network, though something else is said of it; with another post's number; or out of its thread.
    denied: list[str]
    states: Counter[str]
    is_intact: bool
    #: Daemons that ended though nobody killed them.
    fell: int
    seconds: float

    @property
    def bad_share(self) -> float:
        """The share of calls that were answered badly."""
        return self.bad / max(1, self.calls)

    @property
    def unknown(self) -> int:
        """Posts that are still under way, or of which nobody knows."""
        return sum(self.states[each] for each in ("scheduled", "claimed", "sending", "unknown"))


class _Counted(Faults):
    """Counts the calls that would post something, whatever comes of them."""

    calls = 0

    def next(self, operation: Operation = Operation.POST) -> Fault | None:
        self.calls += operation is Operation.POST
        return super().next(operation)


class BadNetwork:
    """The rehearsal, answering badly to the end. It takes the same text twice."""

    def __init__(self, seed: int) -> None:
        self.faults = _Counted(chances=BAD, seed=seed)
        for kind in (FaultKind.SERVER_ERROR, FaultKind.CUT):
            self.faults.put(Fault(kind, on=Operation.TIMELINE))
        self.rehearsal = Rehearsal(
            [Account(f"larkspur{each}", each, x_credentials(each)) for each in ACCOUNTS],
            faults=self.faults,
            timeline_lag=_LAG,
            refuses_duplicates=False,
        )
        self.server = RehearsalServer(self.rehearsal)

    def __enter__(self) -> Self:
        self.server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.stop()

    def taken(self) -> Counter[str]:
        """Count what is on the network, by text."""
        return Counter(kept.text for kept in self.rehearsal.posts())

    def text_of(self, number: str) -> str:
        kept = self.rehearsal.post(number)
        return kept.text if kept else ""

    def misplaced(self, post: Planned) -> list[str]:
        """Return the parts of a thread that answer another post than the part before them."""
        kept = {each.text: each for each in self.rehearsal.posts(post.account)}
        pairs = zip(post.texts, post.further, strict=False)
        return [
            text
            for before, text in pairs
            if text in kept and kept[text].manner.reply_to != (kept[before].id if before in kept else None)
        ]


@dataclass
class Pack:
    """The daemons that run, each in its slot."""

    plan: Plan
    log: Path
    size: int
    slots: list[int] = field(default_factory=list)
    kills: int = 0
    fell: int = 0

    def __enter__(self) -> Self:
        self._nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.nursery"],
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def start(self) -> None:
        """Start the daemons."""
        self.slots = [self._born(slot) for slot in range(self.size)]

    def __exit__(self, *_: object) -> None:
        for number in self.slots:
            _kill(number)
        self._nursery.communicate()

    def kill(self, slot: int) -> None:
        """Kill a daemon where it stands, and start another in its place."""
        if _kill(self.slots[slot]):
            self.kills += 1
        else:
            self.fell += 1
        self.slots[slot] = self._born(slot)

    def mend(self) -> None:
        """Start those again that ended by themselves."""
        for slot, number in enumerate(self.slots):
            if not _lives(number):
                self.kill(slot)

    def _born(self, slot: int) -> int:
        told = {**self.plan.told(slot), "kind": self.plan.kind, "log": str(self.log)}
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.write(json.dumps(told) + "\n")
        self._nursery.stdin.flush()
        return int(self._nursery.stdout.readline())


def run(
    plan: Plan,
    network: BadNetwork,
    *,
    size: Size,
    seed: int,
    log: Path,
    leader: Callable[[Sequence[int]], int | None] = lambda _: None,
) -> Result:
    """Let daemons send `size.posts` while they are killed, and return what came of it.

    `leader` names the slot, of those that run, whose daemon leads; every third kill is meant for it.
    """
    chance, began = random.Random(seed), time.monotonic()
    with Pack(plan, log, size.daemons) as pack:
        start = datetime.now(UTC) + _BEFORE
        posts = _planned(size, seed, chance, start, has_threads=plan.takes_threads)
        plan.fill(posts)
        pack.start()
        tick = threading.Event()
        while pack.kills < size.kills:
            # Kills come in swarms with lulls between: without lulls nothing would be sent that could be lost.
            tick.wait(chance.expovariate(size.kills / size.seconds))
            led = leader(pack.slots) if chance.random() < _HIT_LEADER else None
            pack.kill(led if led is not None else chance.randrange(size.daemons))
        over = time.monotonic() + _PATIENCE
        while not plan.is_at_rest() and time.monotonic() < over:
            pack.mend()
            tick.wait(0.1)
        tick.wait(_AFTERMATH)  # a late post, or a second one, would come now
    return _judged(plan, network, posts, seed=seed, pack=pack, seconds=time.monotonic() - began)


def _planned(
    size: Size, seed: int, chance: random.Random, start: datetime, *, has_threads: bool
) -> list[Planned]:
    """Spread three quarters of the posts over the run, let the rest come in two bursts; some are threads."""
    bursts = [size.seconds * 0.3, size.seconds * 0.7]
    posts = []
    for number in range(size.posts):
        is_in_burst, is_thread = number % 4 == 0, has_threads and number % _EVERY_THREAD == 1
        offset = chance.choice(bursts) if is_in_burst else chance.uniform(0, size.seconds * 0.9)
        further = tuple(f"Part {part} after post {number} of run {seed}" for part in (2, 3) if is_thread)
        text, due = f"Post {number} of run {seed}", start + timedelta(seconds=offset)
        posts.append(Planned(text, chance.choice(ACCOUNTS), due, further))
    return posts


def _judged(
    plan: Plan, network: BadNetwork, posts: Sequence[Planned], *, seed: int, pack: Pack, seconds: float
) -> Result:
    taken, states, numbers = network.taken(), plan.states(), plan.numbers()
    explained = {"held", "missed", "refused", "cancelled"}
    missing = [post for post in posts if states.get(post.text) not in explained]
    out = [post for post in posts if states.get(post.text) != "published"]
    return Result(
        seed=seed,
        posts=len(posts),
        kills=pack.kills,
        calls=network.faults.calls,
        bad=sum(network.faults.met.values()),
        doubled=[text for post in posts for text in post.texts if taken[text] > 1],
        lost=[text for post in missing for text in post.texts if not taken[text]],
        denied=[
            *(text for post in out for text in post.texts if taken[text] and text not in numbers),
            *(text for text, number in numbers.items() if network.text_of(number) != text),
            *(text for post in posts for text in network.misplaced(post)),
        ],
        states=Counter(states.values()),
        is_intact=plan.is_intact(),
        fell=pack.fell,
        seconds=seconds,
    )


def _kill(number: int) -> bool:
    """Kill a process; return whether there was one."""
    try:
        os.kill(number, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True
