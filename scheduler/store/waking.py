"""Tell the daemons that something was committed.

On one machine a datagram is sent to every socket in a folder that the data folder's path names; each
daemon listens on one. Daemons on many machines hear it from the database (`notifying.py`). A lost
wake-up costs at most the daemon's own tick, never a post.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from scheduler.store.troubles import in_words

if TYPE_CHECKING:
    from sqlalchemy import Engine


class Listener(Protocol):
    """The daemon's ear."""

    def wait(self, seconds: float) -> bool:
        """Return whether somebody woke us within `seconds`; many wake-ups count as one."""

    def __enter__(self) -> Self:
        """Listen."""

    def __exit__(self, *_: object) -> None:
        """Stop listening."""


class Commits(Protocol):
    """Sees that somebody committed, even a program that wakes nobody; for one thread."""

    def are_new(self) -> bool:
        """Return whether another connection committed since the last call."""

    def __enter__(self) -> Self:
        """Begin to watch."""

    def __exit__(self, *_: object) -> None:
        """Give the connection back."""


def folder_of(data_dir: Path) -> Path:
    """Return where the sockets stand: short, because the path of a socket may have 100 bytes only."""
    digest = hashlib.sha256(str(data_dir.absolute()).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"rounds-{os.getuid()}-{digest}"


def wake(data_dir: Path) -> None:
    """Wake every daemon that listens; never blocks and never fails."""
    for path in folder_of(data_dir).glob("*.wake"):
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
            door.setblocking(False)
            door.sendto(b"!", str(path))


class SocketListener:
    """The daemon's end: waits for a wake-up, at most for a given time on the monotonic clock."""

    def __init__(self, data_dir: Path, name: str) -> None:
        folder = folder_of(data_dir)
        folder.mkdir(mode=0o700, exist_ok=True)
        self._path = folder / f"{name}.wake"
        self._path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(self._path))

    def wait(self, seconds: float) -> bool:
        """Return whether somebody woke us within `seconds`; many wake-ups count as one."""
        self._socket.settimeout(seconds)
        try:
            self._socket.recv(1)
        except TimeoutError:
            return False
        self._socket.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while self._socket.recv(64):
                pass
        return True

    def close(self) -> None:
        """Stop listening and take the socket away."""
        self._socket.close()
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class FileCommits:
    """Sees that somebody committed, even a program that sends no wake-up (`PRAGMA data_version`)."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection = engine.raw_connection()
        self._cursor = self._connection.cursor()  # asked with every request for a calendar
        self._seen = self._version()

    def are_new(self) -> bool:
        """Return whether another connection committed since the last call."""
        version = self._version()
        changed, self._seen = version != self._seen, version
        return changed

    def _version(self) -> int:
        with in_words(self._engine):
            return int(self._cursor.execute("PRAGMA data_version").fetchone()[0])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._cursor.close()
        self._connection.close()
