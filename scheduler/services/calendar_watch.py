"""Tell whether anything was committed since a calendar was looked up, without looking it up again.

Guarantees: a number that is returned twice means that nothing was committed between the two
questions, by whomever; where that can't be known the number is another one.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.store.waking import Commits


class CommitWatch:
    """Numbers the moments between commits. May be used from any thread."""

    def __init__(self, commits: Callable[[], Commits] | None) -> None:
        """Begin to count; without `commits` each question gets another number."""
        self._commits = commits
        self._eye: Commits | None = None
        self._lock = threading.Lock()
        self._begun = self._ended = 0
        self._number = 0

    def number(self) -> int:
        """Return the number of this moment; those who ask while another is told share the next answer."""
        came = self._begun
        with self._lock:
            if self._ended <= came:  # else somebody asked the database after we came
                self._begun += 1
                self._number += self._may_be_new()
                self._ended = self._begun
            return self._number

    def close(self) -> None:
        """Stop watching; the next question begins anew, with another number."""
        with self._lock:
            self._close()

    def _may_be_new(self) -> bool:
        if self._commits is None:
            return True
        try:
            if self._eye is None:
                self._eye = self._commits()
                return True
            return self._eye.are_new()
        except Exception:  # noqa: BLE001 - whatever is wrong, whoever reads the database next says it
            self._close()
            return True

    def _close(self) -> None:
        eye, self._eye = self._eye, None
        try:
            if eye is not None:
                eye.__exit__(None, None, None)
        except Exception:  # noqa: BLE001, S110 - it was broken before
            pass
