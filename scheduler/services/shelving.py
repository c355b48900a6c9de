"""Keep cleaned pictures and videos as files named by their digest, beside the database."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from typing import TYPE_CHECKING

from scheduler.domain.errors import StorageError, UnknownNameError
from scheduler.domain.post import Picture, Video

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from io import BufferedIOBase
    from pathlib import Path

    from connectors.base import Limits

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Shelf:
    """The folder of pictures and videos. What stands in it was cleaned, and never changes."""

    def __init__(self, folder: Path, *, noticed: Callable[[str, bytes, bytes], None] | None = None) -> None:
        """Keep pictures in `folder`; `noticed` is told each one's digest, its bytes, and those that came."""
        self._folder = folder
        self._noticed = noticed

    def put(self, data: bytes, *, alt: str, file_name: str) -> Picture:
        """Clean a picture and keep it; raises `PictureError` for what is none.

        The bytes are on the disk before this returns; the same picture twice is one file.
        """
        from scheduler.services.pictures import prepare  # Pillow is heavy, and most commands see no picture

        ready = prepare(data, name=file_name or "This file")
        if not (self._folder / ready.sha256).exists():
            self._write([ready.data], what="picture")
        if self._noticed:
            self._noticed(ready.sha256, ready.data, data)
        return Picture(
            sha256=ready.sha256,
            mime=ready.mime,
            width=ready.width,
            height=ready.height,
            alt=" ".join(alt.split()),
            file_name=file_name,
        )

    def put_video(self, file: BufferedIOBase, *, limits: Limits, alt: str, file_name: str) -> Video:
        """Clean a video or animation and keep it, a chunk at a time.

        Raises `VideoError` for what a network with `limits` does not take.
        """
        from scheduler.services.videos import clean, examine  # most commands see no video

        ready = examine(file, limits, name=file_name or "This file")
        sha256, size = self._write(clean(file, ready), what="video")
        return Video(
            sha256=sha256,
            mime=ready.mime,
            size=size,
            seconds=ready.seconds,
            alt=" ".join(alt.split()),
            file_name=file_name,
        )

    def keep(self, sha256: str, chunks: Iterable[bytes]) -> None:
        """Keep what was cleaned already, under its digest; raises `StorageError` where that is another."""
        if self.path_of(sha256).exists():
            return
        written, _ = self._write(chunks, what="picture")
        if written != sha256:
            self.path_of(written).unlink(missing_ok=True)
            raise StorageError("A picture is not what its name says. Nothing was changed.")

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

    def _write(self, chunks: Iterable[bytes], *, what: str) -> tuple[str, int]:
        """Write a file that only ever stands there whole, and return its digest and size."""
        beside = self._folder / f".{secrets.token_hex(8)}"
        digest, size = hashlib.sha256(), 0
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with beside.open("wb") as file:
                for chunk in chunks:
                    file.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self._folder / digest.hexdigest())
        except OSError as why:
            beside.unlink(missing_ok=True)
            raise StorageError(f"The {what} can't be kept: {why.strerror}. Nothing was changed.") from why
        return digest.hexdigest(), size
