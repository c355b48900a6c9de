"""The file of signed heads beside the database: read, checked, continued, and kept in a second place.

Guarantees: a line is on the disk before `add` returns, or it is not in the file at all; nobody who
lacks the key can put, change or remove a line inside without `log` saying so. Whoever cuts lines off the
end of the file is noticed by its second place, by the note in the database, or by a head kept elsewhere.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import ValidationError

from scheduler.domain.errors import StorageError
from scheduler.domain.heads import FIRST, SignedHead, SignedKind
from scheduler.services.signing import id_of, is_signed
from scheduler.store.flushing import flush_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class HeadLog:
    """What a file of heads says, as far as it can be believed."""

    heads: tuple[SignedHead, ...] = ()
    #: Public keys by their ids.
    publics: dict[str, str] = field(default_factory=dict)
    #: Id of the key that signs now.
    signer: str = ""
    #: What is wrong with the rest of the file, in words; empty where nothing is.
    trouble: str = ""

    @property
    def end(self) -> str:
        """What the next line names as its predecessor."""
        return self.heads[-1].digest if self.heads else FIRST

    @property
    def standing(self) -> tuple[SignedHead, ...]:
        """The heads that still speak for the record: those that a person gave up are left out."""
        found: list[SignedHead] = []
        for head in self.heads:
            if head.lost_from is not None:
                found = [each for each in found if each.seq < head.lost_from]
            found.append(head)
        return tuple(found)

    @property
    def newest(self) -> SignedHead | None:
        """The head that speaks for most of the record; of several, the last."""
        return max(reversed(self.standing), key=lambda head: head.seq, default=None)


class HeadFile:
    """The file, and the copy of it in a second place where a setting names one."""

    def __init__(self, path: Path, copy: Path | None = None) -> None:
        self.path = path
        self.copy = copy

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other program from signing for as long."""
        beside = self.path.with_name(f"{self.path.name}.lock")
        try:
            lock = os.open(beside, os.O_RDWR | os.O_CREAT, 0o640)
        except OSError as why:
            raise _unwritten(beside, why) from why
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def own(self) -> HeadLog:
        """Return what the file beside the database says."""
        return _log_of(_lines(self.path), self.path.name)

    def log(self) -> HeadLog:
        """Return what both files say: the longer where one continues the other, and what is wrong."""
        own = self.own()
        if self.copy is None:
            return own
        other = _log_of(_lines(self.copy), str(self.copy))
        if own.trouble or other.heads == own.heads[: len(other.heads)]:
            return own
        if own.heads == other.heads[: len(own.heads)]:
            words = (
                f"{self.path.name} was cut: {self.copy} holds {len(other.heads) - len(own.heads)} more "
                f"signed lines. Copy {self.copy} over it."
            )
            return HeadLog(other.heads, other.publics, other.signer, words)
        words = f"{self.path.name} and {self.copy} tell of different heads. Find out which one is yours."
        return HeadLog(own.heads, own.publics, own.signer, words)

    def add(self, head: SignedHead) -> None:
        """Write a line at the end, here and then in the second place; call it in `alone`.

        Raises `StorageError` where either can't be written; the file here is then as it was, or holds it.
        """
        _append(self.path, f"{head.line}\n".encode("ascii"))
        self.follow()

    def ends_with(self, head: SignedHead) -> bool:
        """Is this the file's last line?"""
        return _lines(self.path)[-1:] == [head.line]

    def follow(self) -> None:
        """Bring the second place to where the file is; raises `StorageError` where that can't be done."""
        if self.copy is None:
            return
        own, other = "".join(f"{line}\n" for line in _lines(self.path)), _lines(self.copy)
        there = "".join(f"{line}\n" for line in other)
        if not own.startswith(there):
            raise StorageError(
                f"{self.copy} does not hold what {self.path.name} began with, so it is not continued. "
                "Name another file in ROUNDS_RECORD_HEADS_COPY, or put the right one there."
            )
        if len(own) > len(there):
            _append(self.copy, own[len(there) :].encode("utf-8"))

    def set_aside(self, name: str) -> None:
        """Give the file another name, so that a new one begins; what it says is kept for an auditor."""
        for path in (self.path, self.copy):
            if path is not None and path.exists():
                path.rename(path.with_name(f"{path.name}.{name}"))


def _lines(path: Path) -> list[str]:
    """Return the whole lines of a file; a last one that a power cut tore is none."""
    try:
        *whole, _torn = path.read_bytes().decode("utf-8", errors="replace").split("\n")
    except FileNotFoundError:
        return []
    except OSError as why:
        raise StorageError(
            f"{path} can't be read: {why.strerror}. Give Rounds the right to read it."
        ) from why
    return whole


def _log_of(lines: Sequence[str], name: str) -> HeadLog:
    """Believe line after line, and stop at the first that can't be."""
    heads: list[SignedHead] = []
    publics: dict[str, str] = {}
    signer, previous, trouble = "", FIRST, ""
    for number, line in enumerate(lines, 1):
        head = head_of(line)
        public = _public_of(head, signer, publics) if head is not None else None
        if head is None or public is None or head.previous != previous or not is_signed(head, public):
            trouble = (
                f"Line {number} of {name} is not what was signed. Put the file back from its second place "
                "or from a backup; keep this one for your auditor."
            )
            break
        if head.public is not None:
            signer = id_of(head.public)
            publics[signer] = head.public
        heads.append(head)
        previous = head.digest
    return HeadLog(tuple(heads), publics, signer, trouble)


def head_of(line: str) -> SignedHead | None:
    """Return the signed line that stands there in the very form Rounds writes; `None` for anything else."""
    try:
        head = SignedHead.model_validate_json(line)
    except ValidationError:
        return None
    return head if head.line == line else None


def _public_of(head: SignedHead, signer: str, publics: dict[str, str]) -> str | None:
    """Return the public key that must have signed a line; `None` where nobody may have.

    A new key is signed by the one before it. Only the first of a file, and one that a person resumed
    with, vouch for themselves; that the key file holds the newest is for the caller to see.
    """
    is_new_start = head.kind is SignedKind.RESUMED or (head.kind is SignedKind.KEY and not signer)
    if head.public is not None and is_new_start and _is_id_of(head.key, head.public):
        return head.public
    return publics.get(head.key) if head.key == signer else None


def _is_id_of(key: str, public: str) -> bool:
    try:
        return id_of(public) == key
    except ValueError:
        return False


def _append(path: Path, line: bytes) -> None:
    try:
        is_new = not path.exists()
        file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            _write(file, line)
        finally:
            os.close(file)
        if is_new:
            flush_folder(path.parent)
    except OSError as why:
        raise _unwritten(path, why) from why


def _unwritten(path: Path, why: OSError) -> StorageError:
    return StorageError(
        f"The signed head of the record can't be written to {path}: {why.strerror or why}. Free space "
        "there, or give Rounds the right to write; it signs again by itself."
    )


def _write(file: int, line: bytes) -> None:
    """Write a whole line and flush it; what a power cut tore before goes, and what fails leaves nothing."""
    before = os.pread(file, os.fstat(file).st_size, 0)
    size = before.rfind(b"\n") + 1
    os.ftruncate(file, size)
    try:
        while line:
            line = line[os.write(file, line) :]
        os.fsync(file)
    except OSError:
        os.ftruncate(file, size)
        raise
