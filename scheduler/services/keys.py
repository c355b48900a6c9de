"""The file of keys that seal credentials: read, begun, changed. It stands outside of the database.

One key a line, the one that seals first, then those that still open; behind each the instant it was
made, and `next` behind one that is prepared but does not seal yet. Guarantees: the file is changed
as a whole or not at all, keeps its owner, and is readable by that owner only.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.domain.errors import EnvironmentProblemError
from scheduler.domain.secret import Secret
from scheduler.store.flushing import flush_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.domain.clock import Clock

_NEXT = "next"
_OTHERS = 0o077
_OWNER_WRITES = 0o200


@dataclass(frozen=True, slots=True)
class Key:
    """One key."""

    secret: Secret
    #: `None` where the file does not tell.
    made_at: datetime | None = None
    #: Is it handed out to all machines, and not yet sealing?
    is_next: bool = False


class KeyFile:
    """The keys in one file. For any thread; a change by another process is seen at the next look."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self.path = path
        self._clock = clock
        self._seen: tuple[tuple[int, ...], tuple[Key, ...]] | None = None

    def exists(self) -> bool:
        """Is there a file?"""
        return self.path.exists()

    def is_exposed(self) -> bool:
        """Can others than its owner read it? A credential of the service manager is guarded by its folder."""
        guarded = os.environ.get("CREDENTIALS_DIRECTORY")
        if guarded and self.path.absolute().is_relative_to(guarded):
            return False
        return bool(self.path.stat().st_mode & _OTHERS)

    def read(self) -> tuple[Key, ...]:
        """Return the keys, the sealing one first; raises `EnvironmentProblemError` where there is none."""
        try:
            now = self.path.stat()
            sign = (now.st_ino, now.st_mtime_ns, now.st_ctime_ns, now.st_size)
            seen = self._seen  # another thread may put an older one there at any moment
            if seen is None or seen[0] != sign:
                seen = self._seen = (sign, _read(self.path.read_text(encoding="ascii")))
        except (OSError, ValueError) as why:
            raise EnvironmentProblemError(_unreadable(self.path, why)) from None  # it may quote a key
        return seen[1]

    def begin(self) -> None:
        """Make the file with a first key, where there is none; of two who do so, one does."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        made = _written(self.path, [self.new()])
        try:
            os.link(made, self.path)
        except FileExistsError:
            pass  # somebody was first; theirs is as good
        finally:
            made.unlink()
        flush_folder(self.path.parent)

    def new(self) -> Key:
        """Return a key that nobody had before; it is in no file yet."""
        from cryptography.fernet import Fernet  # heavy, and rarely is a key made

        return Key(Secret(Fernet.generate_key().decode()), self._clock.now())

    def replace(self, keys: Sequence[Key]) -> None:
        """Put `keys` in the place of those in the file.

        Raises `EnvironmentProblemError` for a file that others can read, and for one that can't be
        written, as a credential of the service manager can't: `write_to` helps there.
        """
        where = self.path.resolve()
        before = where.stat()
        if self.is_exposed():
            raise EnvironmentProblemError(
                f"Others can read {self.path.name}. Run “chmod 600” on it; see that nobody copied it."
            )
        if not before.st_mode & _OWNER_WRITES:
            raise EnvironmentProblemError(_given_by_the_system(self.path))
        try:
            made = _written(where, keys, owner=before)
            made.replace(where)
        except OSError as why:
            raise EnvironmentProblemError(_given_by_the_system(self.path)) from why
        flush_folder(where.parent)

    def write_to(self, copy: Path, keys: Sequence[Key]) -> None:
        """Write `keys` to a new file, to be handed to the system; an existing one is left alone."""
        try:
            handle = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as why:
            raise EnvironmentProblemError(
                f"{copy} can't be written: {why.strerror}. Choose another file."
            ) from why
        _fill(handle, keys)


def head_first(keys: Sequence[Key], head: Key) -> tuple[Key, ...]:
    """Return `keys` with `head` as the one that seals."""
    return (replace(head, is_next=False), *(each for each in keys if each.secret != head.secret))


def _read(text: str) -> tuple[Key, ...]:
    lines = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return _checked(tuple(_key(words) for words in lines if words))


def _key(words: list[str]) -> Key:
    from cryptography.fernet import Fernet  # heavy, and only what seals or opens has read a key

    secret, *told = words
    Fernet(secret)
    instants = [each for each in told if each != _NEXT]
    made_at = datetime.fromisoformat(instants[0]).astimezone(UTC) if instants else None
    return Key(Secret(secret), made_at, is_next=_NEXT in told)


def _checked(keys: tuple[Key, ...]) -> tuple[Key, ...]:
    if not keys or keys[0].is_next:
        raise ValueError("no key that seals")
    return keys


def _line(key: Key) -> str:
    made = key.made_at.isoformat(timespec="seconds") if key.made_at else ""
    return " ".join(filter(None, [key.secret.reveal(), made, _NEXT if key.is_next else ""]))


def _written(beside: Path, keys: Sequence[Key], *, owner: os.stat_result | None = None) -> Path:
    """Write `keys` to a file beside another, on the disk before this returns; readable by its owner only."""
    handle, name = tempfile.mkstemp(prefix=f".{beside.name}.", dir=beside.parent)
    if owner is not None and (owner.st_uid, owner.st_gid) != (os.geteuid(), os.getegid()):
        os.fchown(handle, owner.st_uid, owner.st_gid)  # the daemon must go on reading it
    _fill(handle, keys)
    return Path(name)


def _fill(handle: int, keys: Sequence[Key]) -> None:
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.writelines(f"{_line(key)}\n" for key in keys)
        file.flush()
        os.fsync(file.fileno())


def _unreadable(path: Path, why: OSError | ValueError) -> str:
    if isinstance(why, FileNotFoundError):
        return f"The key file {path.name} is missing. Put it back from where you keep a copy."
    if isinstance(why, OSError):
        return f"The key file {path.name} can't be read: {why.strerror}. Give Rounds the right to read it."
    return f"{path.name} does not hold a key. Put the right key file back."


def _given_by_the_system(path: Path) -> str:
    return (
        f"The key file {path.name} can't be written; it seems to be given by the system. Run the command "
        "again with --to FILE, give that file to the system in its place, and restart Rounds."
    )
