"""The schedulers that are measured: each prepares a place, adds posts, works, and can be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from benchmarks.delivery_parts import machine, rounds_rows
from benchmarks.delivery_parts.environments import ROOT, python_with
from benchmarks.delivery_parts.rounds_daemon import settings_for
from scheduler.store.postgres import LEADER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.delivery_parts.servers import Postgresql, Redis
    from scheduler.bootstrap import App

_STOP_WITHIN = 10.0
#: The port from which the holder of the leader's lock is connected.
_LEADS = (
    "select client_port from pg_locks join pg_stat_activity using (pid)"  # noqa: S608 - a constant
    f" where locktype = 'advisory' and classid = {LEADER} and granted"
)


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


class Peer(System):
    """A peer: a module of `delivery_peers` in an environment of its own."""

    module: ClassVar[str]
    variant: ClassVar[str] = ""
    environment: ClassVar[str] = ""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._python = python_with(self.environment)
        self._addresses = {}
        if "postgresql" in self.needs:
            self._addresses["DELIVERY_DATABASE"] = place.database()
        if "redis" in self.needs and place.redis is not None:
            place.redis.clear()
            self._addresses["DELIVERY_REDIS"] = place.redis.url

    def prepare(self) -> None:
        """Ask the peer to make its tables."""
        self._ask("prepare")

    def add(self, posts: Sequence[tuple[str, float]]) -> float:
        """Hand the posts over in a file; the seconds are the peer's own, without its start."""
        path = self.place.folder / "posts"
        path.write_text("".join(f"{uid} {due:.6f}\n" for uid, due in posts), "ascii")
        return float(self._ask("add", str(path)).split()[-1])

    def command(self) -> Sequence[str | Path]:
        """Return the peer's own worker."""
        return self._command("work")

    def variables(self) -> dict[str, str]:
        """Add where its servers are."""
        return {**super().variables(), **self._addresses, "DELIVERY_VARIANT": self.variant, "TZ": "UTC"}

    def _command(self, *arguments: str) -> Sequence[str | Path]:
        return [self._python, "-m", "benchmarks.delivery_peers", self.module, *arguments]

    def _ask(self, *arguments: str) -> str:
        done = subprocess.run(
            self._command(*arguments),
            env={**os.environ, **self.variables()},
            cwd=self.place.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{self.name} {arguments[0]}: {done.stderr.strip()[-500:]}")
        return done.stdout


class Rounds(System):
    """Rounds on SQLite, in the way `rounds daemon` runs it."""

    name = "rounds-sqlite"
    words = "Rounds on SQLite, `synchronous=FULL`"

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._url = self._address()
        self._settings = settings_for(place.folder / "data", self._url)
        self._app: App | None = None

    @property
    def app(self) -> App:
        """The application in this process: another program beside the daemon."""
        assert self._app is not None  # noqa: S101 - `prepare` comes first
        return self._app

    def prepare(self) -> None:
        """Make the database."""
        self._app = rounds_rows.create(self._settings)

    def add(self, posts: Sequence[tuple[str, float]]) -> float:
        """Insert the posts, approved."""
        return rounds_rows.insert_posts(self.app, posts)

    def command(self) -> Sequence[str | Path]:
        """Return the engine on the network of the measurement."""
        module = "benchmarks.delivery_parts.rounds_daemon"
        return [sys.executable, "-m", module, self._settings.data_dir, self._url]

    def stop(self) -> None:
        """End the daemon and close the application."""
        super().stop()
        if self._app is not None:
            self._app.close()

    def states(self) -> dict[str, int]:
        """Return how many posts are in each state in the database."""
        return rounds_rows.states(self.app)

    def multiply(self, times: int) -> None:
        """Have every post of a far day so many times."""
        rounds_rows.multiply(self.app, times)

    def number_of(self, uid: str) -> int:
        """Return a post's number in the database."""
        return rounds_rows.number_of(self.app, uid)

    def _address(self) -> str:
        return ""


class RoundsOnPostgresql(Rounds):
    """Rounds on PostgreSQL with Procrastinate."""

    name = "rounds-postgresql"
    words = "Rounds on PostgreSQL, with Procrastinate"
    needs = frozenset({"postgresql"})

    def kill_leader(self) -> None:
        """Kill the worker whose session holds the leader's lock."""
        assert self.place.postgresql is not None  # noqa: S101 - `needs` was looked at
        [[port]] = self.place.postgresql.ask(self._database, _LEADS)
        [leader] = [worker for worker in self.workers if machine.has_port(worker.pid, int(port))]
        os.killpg(leader.pid, signal.SIGKILL)
        leader.wait()

    def _address(self) -> str:
        address = self.place.database()
        self._database = address.rpartition("/")[2]
        return address.replace("postgresql:", "postgresql+psycopg:")


class Naive(Peer):
    """One job of APScheduler for each post, all settings as they come."""

    name = "naive"
    words = "APScheduler 3, one date job a post, as it comes"
    module = "naive"
    works_last = True


class NaiveTuned(Naive):
    """The same, tuned."""

    name = "naive-tuned"
    words = "APScheduler 3, one date job a post, tuned, not durable"
    variant = "tuned"
    is_durable = False


class NaiveDurable(Naive):
    """The same, tuned, and every commit on the disk."""

    name = "naive-durable"
    words = "APScheduler 3, one date job a post, tuned, durable"
    variant = "durable"


class Huey(Peer):
    """Huey on SQLite."""

    name = "huey"
    words = "Huey on SQLite"
    module = "huey_sqlite"


class Procrastinate(Peer):
    """Procrastinate with its own poll of five seconds."""

    name = "procrastinate"
    words = "Procrastinate alone, as it comes (5 s poll)"
    module = "procrastinate_alone"
    variant = "5.0"
    needs = frozenset({"postgresql"})


class ProcrastinateTuned(Procrastinate):
    """Procrastinate that looks ten times a second."""

    name = "procrastinate-tuned"
    words = "Procrastinate alone, 0.1 s poll"
    variant = "0.1"


class Celery(Peer):
    """Celery with processes; its Redis writes to the disk once a second."""

    name = "celery"
    words = "Celery with ETA on Redis, forty processes, not durable"
    module = "celery_redis"
    variant = "prefork"
    is_durable = False
    needs = frozenset({"redis"})


class CeleryThreads(Celery):
    """Celery with threads."""

    name = "celery-threads"
    words = "Celery with ETA on Redis, forty threads, not durable"
    variant = "threads"


class ApschedulerFour(Peer):
    """The alpha of APScheduler 4."""

    name = "apscheduler-4"
    words = "APScheduler 4.0.0a6 on PostgreSQL"
    module = "apscheduler_four"
    environment = "four"
    needs = frozenset({"postgresql"})


SYSTEMS: dict[str, type[System]] = {
    each.name: each
    for each in (
        Rounds,
        RoundsOnPostgresql,
        Naive,
        NaiveTuned,
        NaiveDurable,
        Huey,
        Procrastinate,
        ProcrastinateTuned,
        Celery,
        CeleryThreads,
        ApschedulerFour,
    )
}
