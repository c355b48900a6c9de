"""What every measured scheduler can do: prepare a place, add posts, work, be killed."""

from __future__ import annotations

import os
import signal
import subprocess
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from benchmarks.delivery_parts import machine
from benchmarks.delivery_parts.environments import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.delivery_parts.servers import Postgresql, Redis

_STOP_WITHIN = 10.0


@dataclass
class Place:
    """Where one measurement happens: an empty folder, and empty servers where they run."""

    folder: Path
    postgresql: Postgresql | None = None
    redis: Redis | None = None

    def database(self) -> str:
        """Make an empty database for this measurement and return its address."""
        assert self.postgresql is not None  # noqa: S101 - `needs` was looked at
        return self.postgresql.create(self.folder.name.replace("-", "_"))


class System(ABC):
    """One scheduler in one place."""

    name: ClassVar[str]
    words: ClassVar[str]
    #: Servers it stands on: `postgresql`, `redis`.
    needs: ClassVar[frozenset[str]] = frozenset()
    #: Is every commit on the disk before the next step? Rounds is, or it could promise nothing.
    is_durable: ClassVar[bool] = True
    #: Only one process may touch its store, so the work begins when all posts are in.
    works_last: ClassVar[bool] = False

    def __init__(self, place: Place) -> None:
        self.place = place
        self.workers: list[subprocess.Popen[bytes]] = []
        #: Whether this process was allowed to put its workers before everything else.
        self.preferred = False

    @abstractmethod
    def prepare(self) -> None:
        """Make databases and tables."""

    @abstractmethod
    def add(self, posts: Sequence[tuple[str, float]]) -> float:
        """Add posts, each with the second since 1970 at which it is due; return the seconds it took."""

    @abstractmethod
    def command(self) -> Sequence[str | Path]:
        """Return what starts one worker."""

    def variables(self) -> dict[str, str]:
        """Return what a worker finds in its environment."""
        return {"DELIVERY_FOLDER": str(self.place.folder), "PYTHONPATH": str(ROOT)}

    def work(self) -> None:
        """Start one worker."""
        with (self.place.folder / "log").open("ab") as log:
            worker = subprocess.Popen(
                self.command(),
                env={**os.environ, **self.variables()},
                cwd=self.place.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.preferred = machine.prefer(worker.pid)
        self.workers.append(worker)

    def roots(self) -> list[int]:
        """Return the processes of the running workers, without what descends from them."""
        return [worker.pid for worker in self.workers if worker.poll() is None]

    def servers(self) -> list[int]:
        """Return the processes of the servers it stands on."""
        place = self.place
        running = {"postgresql": place.postgresql, "redis": place.redis}
        return [server.process for name in self.needs if (server := running[name]) is not None]

    def kill(self) -> None:
        """Kill every worker at once, with all its children, as a power cut does."""
        for worker in self.workers:
            os.killpg(worker.pid, signal.SIGKILL)
        for worker in self.workers:
            worker.wait()
        self.workers.clear()

    def stop(self) -> None:
        """End every worker, and give back what was opened."""
        self.stop_workers()

    def stop_workers(self) -> None:
        """End every worker and wait for it."""
        for worker in self.workers:
            if worker.poll() is None:
                os.killpg(worker.pid, signal.SIGTERM)
        for worker in self.workers:
            try:
                worker.wait(_STOP_WITHIN)
            except subprocess.TimeoutExpired:
                os.killpg(worker.pid, signal.SIGKILL)
                worker.wait()
        self.workers.clear()

    def last_words(self) -> str:
        """Return the end of what the workers said."""
        log = self.place.folder / "log"
        return log.read_text("utf-8", "replace")[-1000:] if log.exists() else ""

    def states(self) -> dict[str, int]:
        """Return how many posts are in each state by its own account, where it keeps one."""
        return {}
