"""The small files beside the database that tell how far it had come: a backup put in its place is older.

Three of them, named after the first. `high-water` is the mark: how far the record and the tries had
come when it was last looked at. `high-water.tries` names every try begun since, each before its first
byte leaves. Both outlive a process that is killed, but not surely a power cut: they are not flushed.
`high-water.until` is: it says until when posts may have been sent that the other two know nothing of.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from scheduler.domain.errors import StorageError
from scheduler.store.flushing import flush_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


class Try(NamedTuple):
    """What names a try at sending."""

    post: int
    fence: int
    part: int


_WORDS = len(Try._fields)


class Mark(NamedTuple):
    """How far a database had come: number and hash of its last line, and its last try."""

    line: int = 0
    digest: str = "-"
    number: int = 0
    post: int = 0
    fence: int = 0

    def covers(self, other: Mark) -> bool:
        """Did it come as far as `other`?"""
        return self.line >= other.line and self.number >= other.number


class Marks:
    """The files. Any number of processes may write them; each raises `StorageError` where it can't be."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark
        self._tries = mark.with_name(f"{mark.name}.tries")
        self._until = mark.with_name(f"{mark.name}.until")
        self._lock = mark.with_name(f"{mark.name}.lock")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other program from its mark for as long; those that add tries go on."""
        with _locked(self._lock, fcntl.LOCK_EX):
            yield

    def read(self) -> Mark | None:
        """Return the mark; `None` where there is none, or one that a power cut tore."""
        try:
            line, digest, *of_try = _words(self._mark)
            return Mark(int(line), digest, *map(int, of_try))
        except (ValueError, TypeError):
            return None

    def put(self, mark: Mark) -> None:
        """Replace the mark; never torn by a crash of this program."""
        self._replace(self._mark, mark)

    def promised(self) -> list[str]:
        """Return the words that were promised last; none where there are none."""
        return _words(self._until)

    def promise(self, *words: object) -> None:
        """Replace what was promised; it is on the disk before this returns."""
        self._replace(self._until, words, is_flushed=True)

    def add(self, tries: Iterable[Try]) -> None:
        """Name tries that begin now, in one write that nothing tears or overtakes."""
        lines = "".join(f"{each.post} {each.fence} {each.part}\n" for each in tries).encode("ascii")
        with _locked(self._tries, fcntl.LOCK_SH) as file:
            if os.write(file, lines) != len(lines):
                raise OSError("the disk took a part only")

    def tries(self) -> set[Try]:
        """Return the tries that are named; a line that a power cut tore is left out."""
        try:
            *lines, _torn = self._tries.read_bytes().split(b"\n")
        except FileNotFoundError:
            return set()
        named = (line.split() for line in lines)
        return {Try(*map(int, each)) for each in named if len(each) == _WORDS and b"".join(each).isdigit()}

    def size(self) -> int:
        """Return how many bytes name tries."""
        try:
            return self._tries.stat().st_size
        except FileNotFoundError:
            return 0

    def forget_tries(self, size: int) -> None:
        """Forget the tries named so far, unless more came than these `size` bytes."""
        with _locked(self._tries, fcntl.LOCK_EX) as file:
            if os.fstat(file).st_size == size:
                os.ftruncate(file, 0)

    def _replace(self, path: Path, words: Iterable[object], *, is_flushed: bool = False) -> None:
        # Named by the process: two daemons of one folder would tear each other's.
        beside = path.with_name(f"{path.name}.{os.getpid()}")
        with _in_words():
            try:
                with beside.open("w", encoding="ascii") as file:
                    file.write(" ".join(map(str, words)) + "\n")
                    file.flush()
                    if is_flushed:
                        os.fsync(file.fileno())
                beside.replace(path)
            except OSError:
                beside.unlink(missing_ok=True)
                raise
            if is_flushed:
                flush_folder(path.parent)


@contextmanager
def _locked(path: Path, lock: int) -> Iterator[int]:
    with _in_words():
        file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            fcntl.flock(file, lock)
            yield file
        finally:
            os.close(file)


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except OSError as why:
        reason = why.strerror or str(why)
        raise StorageError(
            f"The marks beside the database can't be written: {reason}. Free space on the data folder's "
            "disk, or give Rounds the right to write there; nothing else is needed."
        ) from why


def _words(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="ascii").split()
    except (FileNotFoundError, ValueError):
        return []
