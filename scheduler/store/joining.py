"""Threads that want to write at the same moment: who goes first, and who may share a transaction."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from scheduler.domain.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scheduler.store.unit import Unit

T = TypeVar("T")

_PATIENCE = 10.0


class Turns:
    """Who of this process's threads may write: one at a time, and those first who can't wait."""

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._is_taken = False
        self._urgent = 0

    @contextmanager
    def taken(self, *, urgent: bool = False) -> Iterator[None]:
        """Have the turn; raises `StorageError` where it does not come within ten seconds."""
        with self._change:
            self._urgent += urgent
            try:
                came = self._change.wait_for(
                    lambda: not self._is_taken and (urgent or not self._urgent), timeout=_PATIENCE
                )
            finally:
                self._urgent -= urgent
            if not came:
                raise StorageError("The database was busy for ten seconds; nothing was changed. Try again.")
            self._is_taken = True
        try:
            yield
        finally:
            with self._change:
                self._is_taken = False
                self._change.notify_all()


class _Wish:
    """One thread's work, and what came of it."""

    def __init__(self, work: Callable[[Unit], Any]) -> None:
        self.work = work
        self.is_done = False
        self.result: Any = None
        self.error: BaseException | None = None


class Joining:
    """Group commit: whoever finds nobody writing writes for all who wait.

    A work that raises spoils the shared transaction: it is rolled back, and each work is run again in
    one of its own, so that only the culprit fails.
    """

    def __init__(self, transact: Callable[[Callable[[Unit], None]], None]) -> None:
        self._transact = transact
        self._turn = threading.Condition()
        self._waiting: list[_Wish] = []
        self._is_writing = False

    def run(self, work: Callable[[Unit], T]) -> T:
        """Run `work` with those of others; return what it returned or raise what it raised."""
        wish = _Wish(work)
        batch = self._take_turn(wish)
        if batch:
            try:
                self._write(batch)
            finally:
                self._end_turn(batch)
        if wish.error is not None:
            raise wish.error
        result: T = wish.result
        return result

    def _take_turn(self, wish: _Wish) -> list[_Wish]:
        """Wait until the wish is done, or until it is on us to write; return what is to be written."""
        with self._turn:
            self._waiting.append(wish)
            self._turn.wait_for(lambda: wish.is_done or not self._is_writing)
            if wish.is_done:
                return []
            self._is_writing = True
            batch, self._waiting = self._waiting, []
            return batch

    def _end_turn(self, batch: list[_Wish]) -> None:
        with self._turn:
            for wish in batch:
                wish.is_done = True
            self._is_writing = False
            self._turn.notify_all()

    def _write(self, batch: list[_Wish]) -> None:
        try:
            self._transact(lambda unit: _run_all(batch, unit))
        except BaseException as why:  # noqa: BLE001 - it is handed to the threads whose work it is
            if len(batch) > 1 and isinstance(why, Exception):
                for wish in batch:
                    self._write([wish])
                return
            for wish in batch:
                wish.error = why


def _run_all(batch: list[_Wish], unit: Unit) -> None:
    for wish in batch:
        wish.result = wish.work(unit)
