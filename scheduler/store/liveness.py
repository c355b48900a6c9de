"""Which daemons are alive: each holds a lock on a file, and the kernel lets go of it when it dies.

No clock is involved: a daemon that is merely slow, or whose machine slept, keeps its lock and is
never robbed of what it has in hand.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path


class Presence:
    """This process's own sign of life; `name` is the owner that posts in hand carry."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "daemons"
        self._folder.mkdir(parents=True, exist_ok=True)
        self.name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._path = self._folder / f"{self.name}.lock"
        self._file = self._path.open("w")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def is_alive(self, owner: str) -> bool:
        """Does the daemon called `owner` still run? One whose file is gone does not."""
        if owner == self.name:
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
        self._file.close()
        self._path.unlink(missing_ok=True)

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
