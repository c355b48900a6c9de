"""Files that a person names on the command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from scheduler.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from pathlib import Path


def given(file: Path, *, most: int = -1) -> bytes:
    """Return the first `most` bytes of a file, or of standard input for `-`.

    Raises `InvalidInputError` for a file that can't be read.
    """
    try:
        if str(file) == "-":
            return sys.stdin.buffer.read(most)
        with file.open("rb") as opened:
            return opened.read(most)
    except OSError as why:
        raise InvalidInputError(f"{file} can't be read: {why.strerror}. Check its name.") from why
