"""Kill every worker in the middle of a burst, start one again, and count what is lost and doubled."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.delivery_parts import bursts, ledger
from benchmarks.delivery_parts.workloads import WORKLOADS

if TYPE_CHECKING:
    from benchmarks.delivery_parts.systems import System

#: So many are out when the kill comes.
_KILL_AT = 300
_RECOVERS_WITHIN = 75.0
#: A double can come after all are out.
_WATCH_ON = 10.0
_LOOK_EVERY = 0.002


@dataclass(frozen=True, slots=True)
class Killed:
    """What a system made of a kill."""

    system: str
    posts: int
    sent_at_kill: int
    #: Not sent within 75 seconds of the new start.
    lost: int
    doubled: int
    #: Seconds from the new start until all were out, `None` where that never came.
    recovered_s: float | None
    states: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        """Return one flat object."""
        return {"kind": "kill", **asdict(self)}


def measure(system: System) -> Killed:
    """Kill it when 300 of 1,000 posts that are due at one instant are out."""
    workload, folder = WORKLOADS["b1k"], system.place.folder
    each = bursts.begin(system)
    start = time.time() + 1.3 * each * workload.posts + (12.0 if system.works_last else 5.0)
    posts = workload.due(start)
    system.add(posts)
    if system.works_last:
        system.work()
    while ledger.count(folder) < _KILL_AT and time.time() < start + 60:
        time.sleep(_LOOK_EVERY)
    system.kill()
    at_kill = ledger.count(folder)
    system.work()
    recovered = _recovered(system, posts)
    found = ledger.outcome(folder, posts)
    return Killed(system.name, workload.posts, at_kill, found.lost, found.doubled, recovered, system.states())


def _recovered(system: System, posts: list[tuple[str, float]]) -> float | None:
    began = time.monotonic()
    while (passed := time.monotonic() - began) < _RECOVERS_WITHIN:
        if ledger.outcome(system.place.folder, posts).lost == 0:
            time.sleep(_WATCH_ON)
            return round(passed, 1)
        time.sleep(0.25)
    return None
