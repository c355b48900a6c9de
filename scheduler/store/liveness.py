"""Which daemons are alive: each holds a lock on a file, and the kernel lets go of it when it dies.

No clock is involved: a daemon that is merely slow, or whose machine slept, keeps its lock and is
never robbed of what it has in hand.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from functools import cached_property
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from pathlib import Path


class Presence:
    """This process's own sign of life, and the eye on the others'."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "daemons"
        self._file: TextIO | None = None

    @cached_property
    def name(self) -> str:
        """The owner that posts in hand carry; the lock is taken when it is first asked for."""
        name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._file = (self._folder / f"{name}.lock").open("w")
        fcntl.flock(self._file, fcntl.LOCK_EX)
        return name

    def is_alive(self, owner: str) -> bool:
        """Does the daemon called `owner` still run? One whose file is gone does not."""
        if self._file is not None and owner == self.name:
            return True
        path = self._folder / f"{owner}.lock"
        try:
            with path.open("r+") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

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

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def any_alive(data_dir: Path) -> bool:
    """Does any daemon run on this data folder?"""
    folder = data_dir / "daemons"
    if not folder.is_dir():
        return False
    for path in folder.glob("*.lock"):
        try:
            with path.open("r+") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except FileNotFoundError:
            continue
    return False
