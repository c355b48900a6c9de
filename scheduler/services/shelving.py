"""Keep cleaned pictures as files named by their digest, beside the database."""

from __future__ import annotations

import os
import re
import secrets
from typing import TYPE_CHECKING

from scheduler.domain.errors import StorageError, UnknownNameError
from scheduler.domain.post import Picture

if TYPE_CHECKING:
    from pathlib import Path

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Shelf:
    """The folder of pictures. What stands in it was cleaned, and never changes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes, *, alt: str, file_name: str) -> Picture:
        """Clean a picture and keep it; raises `PictureError` for what is none.

        The bytes are on the disk before this returns; the same picture twice is one file.
        """
        from scheduler.services.pictures import prepare  # Pillow is heavy, and most commands see no picture

        ready = prepare(data, name=file_name or "This file")
        path = self._folder / ready.sha256
        if not path.exists():
            self._write(path, ready.data)
        return Picture(
            sha256=ready.sha256,
            mime=ready.mime,
            width=ready.width,
            height=ready.height,
            alt=" ".join(alt.split()),
            file_name=file_name,
        )

    def path_of(self, sha256: str) -> Path:
        """Return where a picture or video stands; raises `UnknownNameError` for what is no digest."""
        if not _DIGEST.fullmatch(sha256):
            raise UnknownNameError("picture", sha256[:80])
        return self._folder / sha256

    def get(self, sha256: str) -> bytes:
        """Return the bytes of a picture."""
        try:
            return self.path_of(sha256).read_bytes()
        except FileNotFoundError as why:
            raise UnknownNameError("picture", sha256) from why

    def _write(self, path: Path, data: bytes) -> None:
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with beside.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except OSError as why:
            beside.unlink(missing_ok=True)
            raise StorageError(f"The picture can't be kept: {why.strerror}. Nothing was changed.") from why
