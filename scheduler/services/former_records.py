"""The records of houses that moved in: kept as they came, to be read and verified, never continued.

Each is named by its own SHA-256, which stands in the record of the new house: whoever changes one is found
out.
"""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from scheduler.domain.errors import StorageError
from scheduler.domain.record import AuditEntry
from scheduler.domain.value import Value
from scheduler.store.flushing import flush_folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_READ_ONLY: Final = 0o440


class Chain(Value):
    """What came of following a record from its first line to its last."""

    lines: int
    first: int = 0
    seq: int = 0
    hash: str = ""
    #: What is wrong with it; empty where it is whole.
    trouble: str = ""


class FormerRecords:
    """The folder of such records."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> list[Path]:
        """Return the files, by name."""
        return sorted(self._folder.glob("*.jsonl"))

    def keep(self, sha256: str, chunks: Iterable[bytes]) -> None:
        """Keep a record; it is on the disk before this returns."""
        path = self._folder / f"{sha256}.jsonl"
        beside = self._folder / f".{secrets.token_hex(8)}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o750)
            with beside.open("wb") as file:
                for chunk in chunks:
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            beside.chmod(_READ_ONLY)
            beside.replace(path)
            flush_folder(self._folder)
        except OSError as why:
            beside.unlink(missing_ok=True)
            raise StorageError(
                f"The former record can't be kept: {why.strerror}. Nothing was changed."
            ) from why


def chain_of(lines: Iterable[bytes]) -> Chain:
    """Follow a record: every line must be what its hash says, and name the one before it.

    A record may begin later than at its first line, where older ones were removed after their time.
    """
    count, first, last = 0, 0, None
    for line in lines:
        try:
            entry = AuditEntry.model_validate_json(line)
            is_whole = entry.sealed().hash == entry.hash
        except (ValidationError, ValueError, OverflowError, RecursionError):
            return Chain(lines=count, trouble=f"Its line {count + 1} can't be read.")
        if not is_whole or (last and (entry.previous, entry.seq) != (last.hash, last.seq + 1)):
            return Chain(lines=count, trouble=f"Its line {count + 1} is not the one that was written.")
        count, first, last = count + 1, first or entry.seq, entry
    if last is None:
        return Chain(lines=0)
    return Chain(lines=count, first=first, seq=last.seq, hash=last.hash)
