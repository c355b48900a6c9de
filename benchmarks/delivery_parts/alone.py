"""What is asked of Rounds alone: queue size, idleness, changes by others, the death of a leader."""

from __future__ import annotations

import statistics
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from benchmarks.delivery_parts import bursts, ledger
from benchmarks.delivery_parts.machine import Watch
from benchmarks.delivery_parts.workloads import Workload
from scheduler.domain.people import OPERATOR

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.delivery_parts.rounds import Rounds, RoundsOnPostgresql

Row = dict[str, Any]
_YEAR = 365 * 86_400.0
_FEW, _MANY = 1_000, 1_000_000
_SPREAD = Workload("size", 2_500, 15.0, "2,500 posts within 15 s")
#: What is inserted; more than that is copied.
_INSERTED = 20_000
_TURNS = 3
_IDLE_ROWS = 10_000
_IDLE_SECONDS = 30.0
_CHANGES = 100
_STEADY = Workload("leader", 400, 20.0, "400 posts within 20 s")
_KILL_AFTER = 8.0
_STARTS_WITHIN = 6.0


def size(make: Callable[[], Rounds], *, many: int = _MANY) -> Row:
    """Compare the lateness with few and with very many posts of next year stored, in turns."""
    few_p99, many_p99 = [], []
    few_system, many_system = make(), make()
    try:
        _store(few_system, _FEW)
        _store(many_system, many)
        for turn in range(_TURNS):
            few_p99.append(_p99(few_system, turn))
            many_p99.append(_p99(many_system, turn))
    finally:
        few_system.stop()
        many_system.stop()
    few, lots = statistics.median(few_p99), statistics.median(many_p99)
    return {
        "kind": "size",
        "system": few_system.name,
        "stored": [_FEW, many],
        "p99_ms": [few, lots],
        "p99_ms_each": [few_p99, many_p99],
        "ratio": round(lots / few, 2),
    }


def idle(system: Rounds) -> Row:
    """Watch a daemon that has nothing to do for half a minute, with posts of next year stored."""
    _store(system, _IDLE_ROWS)
    system.work()
    bursts.answers(system)
    time.sleep(3.0)
    watch = Watch({"worker": system.roots, "server": system.servers})
    time.sleep(_IDLE_SECONDS)
    used, others = watch.finish()
    return {
        "kind": "idle",
        "system": system.name,
        "stored": _IDLE_ROWS,
        "cpu_percent": round(100 * used["worker"].cpu_s / _IDLE_SECONDS, 2),
        "server_cpu_percent": round(100 * used["server"].cpu_s / _IDLE_SECONDS, 2),
        "rss_mb": used["worker"].rss_mb,
        "pss_mb": used["worker"].pss_mb,
        "other_load_percent": others,
    }


def change(system: Rounds, *, changes: int = _CHANGES) -> Row:
    """Move posts of next year to now, from this process, and see how soon each goes out.

    Counted from the return of the move, which is after its commit.
    """
    bursts.begin(system)
    system.add([(f"p{number}", time.time() + _YEAR) for number in range(changes + 1)])
    _moved(system, f"p{changes}")
    waited = sorted(1000 * _moved(system, f"p{number}") for number in range(changes))
    return {
        "kind": "change",
        "system": system.name,
        "changes": changes,
        "p50_ms": ledger.percentile(waited, 0.50),
        "p99_ms": ledger.percentile(waited, 0.99),
        "max_ms": ledger.percentile(waited, 1.0),
    }


def leader(system: RoundsOnPostgresql) -> Row:
    """Kill the leader of two daemons while a post is due twenty times a second."""
    bursts.begin(system)
    system.work()
    time.sleep(_STARTS_WITHIN)
    start = time.time() + 3.0
    posts = [(uid, start + number * 0.05) for number, (uid, _) in enumerate(_STEADY.due(start))]
    system.add(posts)
    time.sleep(max(0.0, start + _KILL_AFTER - time.time()))
    system.kill_leader()
    last = posts[-1][1]
    bursts.await_all(system, len(posts), until=last + 60, due=last)
    states = bursts.settled(system)
    found = ledger.outcome(system.place.folder, posts)
    return {
        "kind": "leader",
        "system": system.name,
        "posts": len(posts),
        "latest_ms": found.max_ms,
        "p50_ms": found.p50_ms,
        "lost": found.lost,
        "doubled": found.doubled,
        "states": states,
    }


def _store(system: Rounds, posts: int) -> None:
    system.prepare()
    due, some = time.time() + _YEAR, min(posts, _INSERTED)
    system.add([(f"far{number}", due + number) for number in range(some)])
    system.multiply(posts // some)


def _p99(system: Rounds, turn: int) -> float:
    """Return how late one of a hundred posts was, by a daemon that started anew."""
    system.work()
    bursts.answers(system, name=f"ready{turn}")
    start = time.time() + 3.0
    posts = [(f"p{turn}-{uid}", due) for uid, due in _SPREAD.due(start)]
    system.add(posts)
    end = posts[-1][1]
    bursts.await_all(system, (turn + 1) * len(posts), until=end + 60, due=end)
    bursts.settled(system)
    system.stop_workers()
    found = ledger.outcome(system.place.folder, posts)
    if found.lost or found.p99_ms is None:
        raise RuntimeError(f"{found.lost} posts were not sent")
    return found.p99_ms


def _moved(system: Rounds, uid: str) -> float:
    post = system.number_of(uid)
    system.app.planning.move(OPERATOR, post, datetime.now(UTC))
    moved_at = time.time()
    until = time.monotonic() + 30
    while time.monotonic() < until:
        for each in ledger.sendings(system.place.folder):
            if each.uid == uid:
                return each.at - moved_at
        time.sleep(0.005)
    raise TimeoutError(f"{uid} was not sent within 30 s")
