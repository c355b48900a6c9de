"""What processes use, and what else the machine does meanwhile; read from Linux's `/proc`."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_MEGABYTE = 1_000_000
_SAMPLE_EVERY = 0.25


@dataclass(frozen=True, slots=True)
class _Process:
    """One line of `/proc/PID/stat`: processor seconds include those of children that ended."""

    parent: int
    seconds: float
    resident: int


@dataclass(frozen=True, slots=True)
class Used:
    """What some processes used: processor seconds, most resident memory, and their share of it at the end."""

    cpu_s: float
    rss_mb: float
    pss_mb: float


class Watch:
    """Watches groups of processes, each with all that descends from it, from its making to `finish`."""

    def __init__(self, groups: Mapping[str, Callable[[], Iterable[int]]]) -> None:
        self._groups = groups
        self._began = time.monotonic()
        self._busy = _busy_seconds()
        self._own = time.process_time()
        self._before = {name: _seconds(tree(roots())) for name, roots in groups.items()}
        self._after = dict(self._before)
        self._resident = dict.fromkeys(groups, 0)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def finish(self) -> tuple[dict[str, Used], float]:
        """Return what each group used, and the share of the machine that others used, in percent."""
        self._stopped.set()
        self._thread.join()
        self._sample()
        used = {name: self._used(name) for name in self._groups}
        ours = sum(each.cpu_s for each in used.values()) + time.process_time() - self._own
        capacity = (time.monotonic() - self._began) * (os.cpu_count() or 1)
        others = max(0.0, _busy_seconds() - self._busy - ours)
        return used, round(100 * others / capacity, 1)

    def _used(self, name: str) -> Used:
        held = sum(share(process) for process in tree(self._groups[name]()))
        return Used(
            cpu_s=round(self._after[name] - self._before[name], 2),
            rss_mb=round(self._resident[name] / _MEGABYTE, 1),
            pss_mb=round(held / _MEGABYTE, 1),
        )

    def _run(self) -> None:
        while not self._stopped.wait(_SAMPLE_EVERY):
            self._sample()

    def _sample(self) -> None:
        for name, roots in self._groups.items():
            found = tree(roots())
            self._after[name] = max(self._after[name], _seconds(found))
            resident = sum(each.resident for each in found.values())
            self._resident[name] = max(self._resident[name], resident)


def tree(roots: Iterable[int]) -> dict[int, _Process]:
    """Return the processes `roots` and all that descend from them, by number."""
    alive = dict(_processes())
    found = {root: alive[root] for root in roots if root in alive}
    waiting = list(found)
    while waiting:
        parent = waiting.pop()
        for number, process in alive.items():
            if process.parent == parent and number not in found:
                found[number] = process
                waiting.append(number)
    return found


def prefer(process: int) -> bool:
    """Put a process and its descendants before everything else that runs; return whether that was allowed."""
    try:
        for number in tree([process]):
            os.sched_setscheduler(number, os.SCHED_RR, os.sched_param(1))
    except PermissionError:
        return False
    except ProcessLookupError:
        return True
    return True


def has_port(process: int, port: int) -> bool:
    """Has a process a connection from this port of loopback?"""
    lines = (line.split() for line in (_PROC / "net" / "tcp").read_text("ascii").splitlines()[1:])
    ours = {f"socket:[{words[9]}]" for words in lines if words[1].endswith(f":{port:04X}")}
    return any(str(path.readlink()) in ours for path in (_PROC / str(process) / "fd").iterdir())


def describe(folder: Path) -> dict[str, object]:
    """Say on what was measured."""
    return {
        "processors": os.cpu_count(),
        "processor": _field(_PROC / "cpuinfo", "model name"),
        "memory_gb": round(os.sysconf("SC_PHYS_PAGES") * _PAGE / 1e9),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "fsync_ms": _fsync_ms(folder),
        "load": round(os.getloadavg()[0], 2),
    }


def _processes() -> Iterable[tuple[int, _Process]]:
    for path in _PROC.glob("[0-9]*"):
        try:
            words = (path / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            continue
        seconds = sum(int(ticks) for ticks in words[11:15]) / _TICKS
        yield int(path.name), _Process(int(words[1]), seconds, int(words[21]) * _PAGE)


def _seconds(processes: Mapping[int, _Process]) -> float:
    return sum(each.seconds for each in processes.values())


def share(process: int) -> int:
    """Return the bytes a process holds, those shared with others divided among them; 0 where it ended."""
    return _bytes(_PROC / str(process) / "smaps_rollup", "Pss")


def resident(process: int) -> int:
    """Return the bytes of a process that are in memory, those shared with others whole; 0 where it ended."""
    return _bytes(_PROC / str(process) / "status", "VmRSS")


def _bytes(path: Path, name: str) -> int:
    try:
        return 1024 * int(_field(path, f"{name}:").split()[0])
    except (OSError, IndexError):
        return 0


def _busy_seconds() -> float:
    words = (_PROC / "stat").read_text("ascii").split("\n", 1)[0].split()[1:]
    user, nice, system, _idle, _waiting, irq, softirq = (int(word) for word in words[:7])
    return (user + nice + system + irq + softirq) / _TICKS


def _field(path: Path, name: str) -> str:
    lines = path.read_text("utf-8", "replace").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")


def _fsync_ms(folder: Path) -> float:
    """Return what one small durable write costs on the disk that is measured, the median of fifty."""
    took = []
    with (folder / "fsync").open("wb", buffering=0) as file:
        for _ in range(50):
            file.write(b"x" * 4096)
            began = time.perf_counter()
            os.fsync(file.fileno())
            took.append(1000 * (time.perf_counter() - began))
    return round(statistics.median(took), 2)
