"""One workload on one system: how late, how many, at what cost."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.delivery_parts import ledger
from benchmarks.delivery_parts.errors import TooSlowError
from benchmarks.delivery_parts.machine import Watch

if TYPE_CHECKING:
    from benchmarks.delivery_parts.systems import System
    from benchmarks.delivery_parts.workloads import Workload

#: Posts of a far day that tell how fast a system takes posts.
_PILOT = 100
_DAY = 86_400.0
#: Between the last post's entry and the first due time; workers that start last need more.
_LEAD = 5.0
_BOOT = 8.0
#: A system that is watched before it is due must be at rest.
_CALM = 1.5
_ANSWERS_WITHIN = 60.0
#: After its time a workload may run on for so long, and no longer than this without any sending.
_OVERRUN = 120.0
_STALLED = 15.0
_LOOK_EVERY = 0.25
_SETTLES_WITHIN = 5.0


@dataclass(frozen=True, slots=True)
class Measured:
    """One row of the result."""

    system: str
    workload: str
    posts: int
    outcome: ledger.Outcome
    added_per_s: float
    cpu_s: float
    server_cpu_s: float | None
    rss_mb: float
    pss_mb: float
    other_load_percent: float
    preferred: bool
    states: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        """Return one flat object."""
        fields = asdict(self)
        return {"kind": "workload", **fields.pop("outcome"), **fields}


def measure(system: System, workload: Workload, *, patience: float = 1.3) -> Measured:
    """Run `workload` once; raises `TooSlowError` where adding took `patience` times what was foreseen."""
    each = begin(system)
    start = time.time() + patience * each * workload.posts + _LEAD + (_BOOT if system.works_last else 0.0)
    posts = workload.due(start)
    took = system.add(posts)
    if system.works_last:
        system.work()
    if time.time() > start - _CALM:
        raise TooSlowError(f"{system.name} took {took:.0f} s for {workload.posts} posts")
    time.sleep(max(0.0, start - _CALM - time.time()))
    watch = Watch({"worker": system.roots, "server": system.servers})
    await_all(system, workload.posts, until=start + workload.seconds + _OVERRUN, due=start + workload.seconds)
    states = settled(system)
    used, others = watch.finish()
    return Measured(
        system=system.name,
        workload=workload.name,
        posts=workload.posts,
        outcome=ledger.outcome(system.place.folder, posts),
        added_per_s=round(workload.posts / took),
        cpu_s=used["worker"].cpu_s,
        server_cpu_s=used["server"].cpu_s if system.needs else None,
        rss_mb=used["worker"].rss_mb,
        pss_mb=used["worker"].pss_mb,
        other_load_percent=others,
        preferred=system.preferred,
        states=states,
    )


def begin(system: System) -> float:
    """Prepare a system and have it at rest; return the seconds it needs to take one post.

    Where the worker runs already, one post of its own shows that it answers.
    """
    system.prepare()
    each = system.add([(f"far{number}", time.time() + _DAY) for number in range(_PILOT)]) / _PILOT
    if not system.works_last:
        system.work()
        answers(system)
    return each


def answers(system: System, *, name: str = "ready") -> None:
    """Wait until a post that is due now goes out; raises `TimeoutError` where none does."""
    system.add([(name, time.time() + 0.5)])
    until = time.monotonic() + _ANSWERS_WITHIN
    while not any(each.uid == name for each in ledger.sendings(system.place.folder)):
        if time.monotonic() > until:
            raise TimeoutError(f"{system.name} sent nothing within {_ANSWERS_WITHIN:.0f} s of its start")
        time.sleep(_LOOK_EVERY)


def await_all(system: System, posts: int, *, until: float, due: float) -> None:
    """Wait until all are sent, `until` passes, or nothing has moved for long after all are `due`."""
    sent, moved_at = 0, time.time()
    while sent < posts and time.time() < until:
        time.sleep(_LOOK_EVERY)
        now = ledger.count(system.place.folder)
        if now != sent:
            sent, moved_at = now, time.time()
        if time.time() > max(due, moved_at) + _STALLED:
            return


def settled(system: System) -> dict[str, int]:
    """Wait until a system has written down how its last posts fared; return its own account."""
    until = time.monotonic() + _SETTLES_WITHIN
    time.sleep(1.0)
    while (states := system.states()).keys() & {"claimed", "sending"} and time.monotonic() < until:
        time.sleep(_LOOK_EVERY)
    return states
