"""The real store on real SQL, with a boundary before and after each read and each commit."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from scheduler.domain.errors import StorageError
from scheduler.domain.plan import Channel, Pillar
from scheduler.store.database import Store, open_engine
from scheduler.store.schema import migrate
from scheduler.store.unit import Unit
from tests.simulation.driver import Driver, Task
from tests.simulation.standing import standing

if TYPE_CHECKING:
    from sqlalchemy import Engine

T = TypeVar("T")
#: Others wait so long for a writer that does not end, in seconds.
BUSY = 10.0


class Database:
    """One file that is emptied for each world; opened once, for opening costs as much as a world."""

    def __init__(self, folder: Path, channels: list[Channel], pillars: list[Pillar]) -> None:
        self.folder = folder
        #: Whatever must live as long as the file.
        self.keep: object = None
        template = open_engine(f"sqlite:///{folder / 'template.db'}")
        migrate(template)
        store = Store(template)
        with store.write() as unit:
            for channel in channels:
                unit.plan.add_channel(channel)
            for pillar in pillars:
                unit.plan.add_pillar(pillar)
        store.close()
        self.engine = standing(folder / "world.db")
        self._template = sqlite3.connect(folder / "template.db")
        #: For the eyes of the simulation only: sees what is committed, is no boundary.
        self.eye = sqlite3.connect(folder / "world.db", isolation_level=None)
        self.eye.row_factory = sqlite3.Row
        self.eye.execute("PRAGMA synchronous=OFF")
        self.empty()

    def empty(self) -> None:
        """Make everything as it was at the beginning."""
        self._template.backup(self.eye)

    def snapshot(self) -> sqlite3.Connection:
        """Return a backup."""
        kept = sqlite3.connect(":memory:")
        self.eye.backup(kept)
        return kept

    def restore(self, kept: sqlite3.Connection) -> None:
        """Put a backup in the place of everything."""
        kept.backup(self.eye)
        kept.close()

    def rows(self, query: str, *values: object) -> list[Any]:
        """Return rows that are committed."""
        return self.eye.execute(query, values).fetchall()


class SteppedStore(Store):
    """A process's store: each unit of work is a step that others may come before and after."""

    def __init__(self, engine: Engine, driver: Driver, watch: Callable[[Task | None], None]) -> None:
        super().__init__(engine)
        self.driver = driver
        self._watch = watch
        self._is_joining = False

    @contextmanager
    def read(self) -> Iterator[Unit]:
        """Give a unit of work, as the store does."""
        self.driver.boundary("read")
        with super().read() as unit:
            yield unit

    @contextmanager
    def write(self) -> Iterator[Unit]:
        """Give a unit of work, as the store does."""
        with self._turn():
            with super().write() as unit:
                yield unit
                self._before_commit()
            self._after_commit()
        self._leave()

    def alone(self, work: Callable[[Unit], T], *, urgent: bool = False) -> T:
        """Run `work` in a transaction of its own, as the store does."""

        def stepped(unit: Unit) -> T:
            done = work(unit)
            self._before_commit()
            return done

        with self._turn():
            done = super().alone(stepped, urgent=urgent)
            self._after_commit()
        self._leave()
        return done

    def together(self, work: Callable[[Unit], T]) -> T:
        """Run `work` as the store does, sometimes twice, as it says."""
        if self.driver.is_stormy and self.driver.chance.random() < 0.05:
            with self._turn(), suppress(SpoiledError):
                super().alone(lambda unit: _spoil(work, unit))
        return self.alone(work)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        self.driver.boundary("write")
        task, waited = self.driver.current, 0.0
        while self.driver.writer is not None:
            if waited > BUSY:
                raise StorageError("The database was busy for ten seconds; nothing was changed. Try again.")
            self.driver.wait(0.05 if waited < 1 else 0.5)
            waited += 0.05 if waited < 1 else 0.5
        self.driver.writer = task
        try:
            yield
        finally:
            self.driver.writer = None

    def _before_commit(self) -> None:
        self._fail("The disk is full; nothing was changed.")
        if self.driver.is_stormy and self.driver.chance.random() < 0.2:
            self.driver.boundary("commit", risk=0.5)

    def _after_commit(self) -> None:
        task = self.driver.current
        self._watch(task)
        if task is not None and task.after_commit is not None:
            hook, task.after_commit = task.after_commit, None
            hook()

    def _leave(self) -> None:
        task = self.driver.current
        if task is not None:
            risk = self.driver.weather.buggify if task.doing in RISKY else 1.0
            self.driver.boundary("committed", risk=risk)
        self._fail("The database did not answer.")

    def _fail(self, sentence: str) -> None:
        driver = self.driver
        if driver.is_stormy and driver.weather.disk and driver.chance.random() < driver.weather.disk:
            driver.log("DATABASE", sentence)
            raise StorageError(sentence)


class SpoiledError(Exception):
    """Somebody else's work in the same transaction failed."""


def _spoil(work: Callable[[Unit], object], unit: Unit) -> None:
    work(unit)
    raise SpoiledError


#: Where a death or a sleep hurts most: right after a claim, a begin, an outcome.
RISKY = frozenset({"claim", "send", "settle", "ask"})
