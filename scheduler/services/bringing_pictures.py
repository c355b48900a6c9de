"""Pictures and videos that a sheet names: files of one folder, or addresses on the web.

Guarantees: no file outside of the folder is read, and no address of this machine or its network is asked.
"""

from __future__ import annotations

import io
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from scheduler.domain.errors import InvalidInputError
from scheduler.services.content import MOST_PICTURES, NewPicture, NewVideo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from io import BufferedIOBase
    from pathlib import Path

    from feeds.fetch import Fetcher
    from scheduler.domain.post import Picture, Video

_MOST_BYTES: Final = 30_000_000
#: Of a video on the web, which is held in memory while it comes.
_MOST_VIDEO: Final = 150_000_000


class BringingPictures:
    """Brings what a sheet names by name or address."""

    def __init__(self, fetcher: Callable[[], Fetcher]) -> None:
        self._fetcher = fetcher

    def check(self, names: Sequence[str], *, folder: Path | None) -> list[str]:
        """Return what can be said against pictures before any is brought, a sentence each."""
        wrongs = [_found(name, folder)[1] for name in names if not is_address(name)]
        if len(names) > MOST_PICTURES:
            wrongs.append(f"It names {len(names)} pictures; a post takes {MOST_PICTURES}.")
        return [each for each in wrongs if each]

    def bring(
        self, names: Sequence[str], alts: Sequence[str], *, folder: Path | None
    ) -> tuple[NewPicture, ...]:
        """Return the pictures with their alt texts, or raise `InvalidInputError` for the first that fails."""
        told = [*alts, *[""] * (len(names) - len(alts))]
        return tuple(
            NewPicture(data=self._bytes(name, folder), alt=alt, file_name=_file_name(name))
            for name, alt in zip(names, told, strict=False)
        )

    @contextmanager
    def video(self, name: str, alt: str, *, folder: Path | None) -> Iterator[NewVideo | None]:
        """Give the video of that name while it is taken, `None` for no name; raises `InvalidInputError`."""
        if not name:
            yield None
            return
        with self._film(name, folder) as file:
            yield NewVideo(file=file, alt=alt, file_name=_file_name(name))

    @contextmanager
    def _film(self, name: str, folder: Path | None) -> Iterator[BufferedIOBase]:
        if is_address(name):
            yield io.BytesIO(self._fetched(name, most=_MOST_VIDEO))
            return
        path, wrong = _found(name, folder)
        if path is None:
            raise InvalidInputError(wrong)
        try:
            opened = path.open("rb")
        except OSError as why:
            raise InvalidInputError(f"The video “{name[:80]}” can't be read. Check the file.") from why
        with opened:
            yield opened

    def _bytes(self, name: str, folder: Path | None) -> bytes:
        if is_address(name):
            return self._fetched(name)
        path, wrong = _found(name, folder)
        if path is None:
            raise InvalidInputError(wrong)
        with suppress(OSError), path.open("rb") as file:
            return file.read(_MOST_BYTES + 1)
        raise InvalidInputError(f"The picture “{name[:80]}” can't be read. Check the file.")

    def _fetched(self, address: str, *, most: int = _MOST_BYTES) -> bytes:
        from feeds.errors import FetchError

        try:
            return self._fetcher().fetch_file(address, most=most).body
        except FetchError as why:
            raise InvalidInputError(f"The picture can't be brought: {why}.") from why


def file_of(picture: Picture | Video) -> str:
    """Return the name under which a kept picture or video leaves in a folder: unlike that of any other."""
    return f"{picture.sha256[:16]}.{picture.mime.rsplit('/', 1)[-1].replace('jpeg', 'jpg')}"


def is_address(name: str) -> bool:
    """Is it the address of a picture or video, and not the name of a file?"""
    return name.lower().startswith(("http://", "https://"))


def _file_name(name: str) -> str:
    if not is_address(name):
        return name.replace("\\", "/").rsplit("/", 1)[-1]
    with suppress(ValueError):
        return unquote(urlsplit(name).path.rsplit("/", 1)[-1])[:200]
    return ""


def _found(name: str, folder: Path | None) -> tuple[Path | None, str]:
    """Return the file of that name inside the folder, or a sentence."""
    if folder is None:
        return None, f"“{name[:80]}” is a file. Say in which folder the pictures are."
    with suppress(OSError, ValueError):
        inside = folder.resolve()
        path = (inside / name.replace("\\", "/")).resolve()
        if path.is_relative_to(inside) and path.is_file():
            return path, ""
    return None, f"There is no file “{name[:80]}” in the folder of the pictures."
