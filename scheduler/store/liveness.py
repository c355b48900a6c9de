"""Which daemons are alive: each holds a lock that is let go of when it dies, by whatever cause.

No clock is involved: a daemon that is merely slow, or whose machine slept, keeps its lock and is
never robbed of what it has in hand. On one machine the lock is the kernel's, on a file; for daemons
on many machines it is the database server's (`advisory.py`).
"""

from __future__ import annotations

import fcntl
import os
import secrets
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TextIO

if TYPE_CHECKING:
    from pathlib import Path


class Presence(Protocol):
    """This process's own sign of life, and the eye on the others'."""

    @property
    def name(self) -> str:
        """The owner that posts in hand carry; the lock is taken when it is first asked for.

        After a loss the next call takes a new lock under a new name; raises `StorageError` while it can't.
        """

    @property
    def is_lost(self) -> bool:
        """Was the lock lost, so that others may take what was in hand under its name?"""

    def holds(self, owner: str) -> bool:
        """Is `owner` this very process, and its lock still held?"""

    def is_alive(self, owner: str) -> bool:
        """Does the daemon called `owner` still run?"""

    def any_alive(self) -> bool:
        """Does any daemon run?"""

    def is_led(self) -> bool:
        """Does a daemon run that hands out posts? Those that only send do not count."""

    def lead(self) -> bool:
        """Try to be, or to stay, the one daemon that hands out posts; always so where each has its own."""

    def sweep(self) -> None:
        """Clear away what dead daemons left behind."""

    def close(self) -> None:
        """Let go; from here on this daemon counts as dead."""


class FilePresence:
    """Presence on one machine: a `flock` on a file in the data folder."""

    is_lost = False

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "daemons"
        self._file: TextIO | None = None

    @cached_property
    def name(self) -> str:
        """The owner that posts in hand carry; the lock is taken when it is first asked for."""
        name = new_name()
        self._folder.mkdir(parents=True, exist_ok=True)
        self._file = (self._folder / f"{name}.lock").open("w")
        fcntl.flock(self._file, fcntl.LOCK_EX)
        return name

    def holds(self, owner: str) -> bool:
        """Is `owner` this very process? The kernel never takes its lock away."""
        return self._file is not None and not self._file.closed and owner == self.name

    def is_alive(self, owner: str) -> bool:
        """Does the daemon called `owner` still run? One whose file is gone does not."""
        return self.holds(owner) or _is_locked(self._folder / f"{owner}.lock")

    def any_alive(self) -> bool:
        """Does any daemon run on this data folder?"""
        return any(self.is_alive(path.stem) for path in self._folder.glob("*.lock"))

    def is_led(self) -> bool:
        """Does any daemon run on this data folder?"""
        return self.any_alive()

    def lead(self) -> bool:
        """Return true: on one machine each daemon claims for itself."""
        return True

    def sweep(self) -> None:
        """Delete the files of dead daemons."""
        for path in self._folder.glob("*.lock"):
            if not self.is_alive(path.stem):
                path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go; from here on this daemon counts as dead."""
        if self._file is not None:
            self._file.close()
            (self._folder / f"{self.name}.lock").unlink(missing_ok=True)


def new_name() -> str:
    """Return a name that no other daemon has or had."""
    return f"{os.getpid()}-{secrets.token_hex(4)}"


def _is_locked(path: Path) -> bool:
    try:
        with path.open("r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
