"""Rounds under measurement, on both databases."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

from benchmarks.delivery_parts import machine, rounds_rows
from benchmarks.delivery_parts.rounds_daemon import settings_for
from benchmarks.delivery_parts.systems import Place, System
from scheduler.store.postgres import LEADER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scheduler.bootstrap import App

#: The port from which the holder of the leader's lock is connected.
_LEADS = (
    "select client_port from pg_locks join pg_stat_activity using (pid)"  # noqa: S608 - a constant
    f" where locktype = 'advisory' and classid = {LEADER} and granted"
)


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
