"""The peers that are measured, and all systems by name."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, ClassVar

from benchmarks.delivery_parts.environments import python_with
from benchmarks.delivery_parts.rounds import Rounds, RoundsOnPostgresql
from benchmarks.delivery_parts.systems import Place, System

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


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
