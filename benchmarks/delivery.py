"""How late, how often and at what cost posts go out: Rounds beside other schedulers, in one run.

Run: `python benchmarks/delivery.py [--quick] [--only SYSTEM,…] [--workload NAME,…] [--turns N] [--out FILE]`.
All of it takes about an hour, `--quick` under three minutes.

Every system does the same: each post is 20 ms of waiting for a network, forty in flight. Rounds also
commits an attempt before and a result after each sending, durably. Peers run in environments of their
own, made once under `.make/bench`; PostgreSQL and Redis are started on loopback where Debian's packages
are installed. As root, what is measured runs before everything else on the machine (`SCHED_RR`).
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SQLAlchemyError

from benchmarks.delivery_parts import alone, bursts, kills, machine, servers, tables
from benchmarks.delivery_parts.errors import MissingError, TooSlowError
from benchmarks.delivery_parts.peers import SYSTEMS
from benchmarks.delivery_parts.rounds import Rounds, RoundsOnPostgresql
from benchmarks.delivery_parts.systems import Place, System
from benchmarks.delivery_parts.workloads import WORKLOADS, Workload
from scheduler.domain.errors import RoundsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Row = dict[str, Any]
#: What is asked of Rounds alone.
ALONE = ("size", "idle", "change", "leader")
EVERYTHING = (*WORKLOADS, "kill", *ALONE)
FULL = ("b1k", "w10k", "w50k", "kill", *ALONE)
QUICK = ("b1k", "change")
QUICK_SYSTEMS = ("rounds-sqlite", "rounds-postgresql", "naive-tuned", "huey", "procrastinate-tuned", "celery")
#: What may go wrong with one system without ending the run.
_FAULTS = (
    MissingError,
    TooSlowError,
    RoundsError,
    SQLAlchemyError,
    subprocess.SubprocessError,
    LookupError,
    OSError,
    RuntimeError,
    ValueError,
)
#: A quarter of what this needs is already too much for it.
HOPELESS = {("apscheduler-4", "w50k")}


class Bench:
    """The servers of one run, and an empty place for each measurement."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._open = ExitStack()
        self._postgresql: servers.Postgresql | None = None
        self._redis: servers.Redis | None = None
        #: Why a server does not run, by its name.
        self.missing: dict[str, str] = {}

    def start(self, needs: set[str]) -> None:
        """Start what is needed; where that fails, say why in `missing`."""
        if "postgresql" in needs:
            with self._excused("postgresql"):
                self._postgresql = self._open.enter_context(servers.postgresql(self._folder / "postgresql"))
        if "redis" in needs:
            with self._excused("redis"):
                self._redis = self._open.enter_context(servers.redis(self._folder / "redis"))

    @contextmanager
    def _excused(self, name: str) -> Iterator[None]:
        try:
            yield
        except (MissingError, OSError, subprocess.SubprocessError) as why:
            self.missing[name] = str(why)

    def about(self) -> dict[str, object]:
        """Say on what is measured."""
        running = [each.version for each in (self._postgresql, self._redis) if each is not None]
        return {**machine.describe(self._folder), "servers": ", ".join(running) or "none"}

    def place(self) -> Place:
        """Return an empty place."""
        folder = self._folder / f"run-{next(self._numbers)}"
        folder.mkdir()
        return Place(folder, self._postgresql, self._redis)

    def close(self) -> None:
        """Stop the servers."""
        self._open.close()


def main() -> int:
    """Measure what was asked for, print it, keep it."""
    options = _options().parse_args()
    chosen = options.only or (QUICK_SYSTEMS if options.quick else tuple(SYSTEMS))
    workloads = options.workload or (QUICK if options.quick else FULL)
    plan = [
        (system, workload)
        for workload in workloads
        for _ in range(options.turns if workload in WORKLOADS else 1)
        for system in chosen
        if _fits(system, workload)
    ]
    with tempfile.TemporaryDirectory(prefix="delivery-", dir=options.folder) as folder:
        Path(folder).chmod(0o755)  # the servers are other users
        bench = Bench(Path(folder))
        bench.start({need for system, _ in plan for need in SYSTEMS[system].needs})
        try:
            about = {"at": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC", **bench.about()}
            rows = [_tried(bench, SYSTEMS[system], workload) for system, workload in plan]
        finally:
            bench.close()
    _keep(options.out, {"machine": about, "rows": rows})
    print(
        json.dumps({"machine": about, "rows": rows}, indent=1) if options.json else tables.render(about, rows)
    )
    return any(row["kind"] == "trouble" for row in rows)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--quick", action="store_true", help="the burst and the wake-up only, under three minutes"
    )
    parser.add_argument("--only", type=partial(_names, tuple(SYSTEMS)), help=f"of {', '.join(SYSTEMS)}")
    parser.add_argument("--workload", type=partial(_names, EVERYTHING), help=f"of {', '.join(EVERYTHING)}")
    parser.add_argument("--turns", type=int, default=1, help="so often each workload, the median is shown")
    parser.add_argument("--out", type=Path, help="append the result to this JSON file")
    parser.add_argument("--json", action="store_true", help="print JSON in the place of tables")
    parser.add_argument("--folder", type=Path, help="an existing folder on the disk to measure on")
    return parser


def _names(known: Sequence[str], given: str) -> tuple[str, ...]:
    names = tuple(given.split(","))
    unknown = [name for name in names if name not in known]
    if unknown:
        raise argparse.ArgumentTypeError(f"{unknown[0]} is none of {', '.join(known)}")
    return names


def _fits(system: str, workload: str) -> bool:
    if workload in ALONE:
        return issubclass(SYSTEMS[system], RoundsOnPostgresql if workload == "leader" else Rounds)
    return (system, workload) not in HOPELESS


def _tried(bench: Bench, kind: type[System], workload: str) -> Row:
    """Measure once more where adding was too slow; whatever else goes wrong is a row of its own."""
    missing = [bench.missing[need] for need in sorted(kind.needs) if need in bench.missing]
    began = time.monotonic()
    try:
        row = _trouble(kind, workload, missing[0]) if missing else _measured(bench, kind, workload)
    except _FAULTS as why:
        row = _trouble(kind, workload, f"{type(why).__name__}: {why}")
    sys.stderr.write(f"{workload} {kind.name}: {time.monotonic() - began:.0f} s {json.dumps(row)}\n")
    return row


def _trouble(kind: type[System], workload: str, why: str) -> Row:
    return {"kind": "trouble", "system": kind.name, "workload": workload, "why": why}


def _measured(bench: Bench, kind: type[System], workload: str) -> Row:
    made: list[Any] = []

    def make() -> Any:
        made.append(kind(bench.place()))
        return made[-1]

    try:
        if workload in WORKLOADS:
            return _at_its_pace(make, WORKLOADS[workload])
        return _OTHERS[workload](make)
    except Exception:
        sys.stderr.writelines(system.last_words() for system in made)
        raise
    finally:
        for system in made:
            system.stop()
            shutil.rmtree(system.place.folder)


def _at_its_pace(make: Callable[[], System], workload: Workload) -> Row:
    try:
        return bursts.measure(make(), workload).as_json()
    except TooSlowError:
        return bursts.measure(make(), workload, patience=4.0).as_json()


_OTHERS: dict[str, Callable[[Callable[[], Any]], Row]] = {
    "kill": lambda make: kills.measure(make()).as_json(),
    "size": alone.size,
    "idle": lambda make: alone.idle(make()),
    "change": lambda make: alone.change(make()),
    "leader": lambda make: alone.leader(make()),
}


def _keep(path: Path | None, run: Row) -> None:
    if path is not None:
        before = json.loads(path.read_text("utf-8")) if path.exists() else []
        path.write_text(json.dumps([*before, run], indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
