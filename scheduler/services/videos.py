"""Videos and animations made fit to post: known by their bytes, within a network's limits, without positions.

Pure but for the file it reads; no more than a chunk is ever in memory. What can't be cleaned without
a guess, such as a track of positions, is refused with the next step.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.value import Value
from scheduler.services.gif import is_gif, read_animation
from scheduler.services.mp4 import BadFileError, is_mp4, read_film
from scheduler.services.patches import Patch, patched

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedIOBase

    from connectors.base import Limits

_HEAD: Final = 256
_PICTURE, _SOUND = b"vide", b"soun"
#: What every network that takes MP4 can show: H.264 with AAC.
_CODECS: Final = {_PICTURE: {b"avc1", b"avc3"}, _SOUND: {b"mp4a"}}


class VideoError(InvalidInputError):
    """This file can't be posted as a video; the message says why and what to do."""


class ReadyVideo(Value):
    """What is known of a file that can be posted."""

    mime: str
    #: Of the file as it came.
    source_size: int
    #: Length in seconds; 0 where it is not known.
    seconds: float
    patches: tuple[Patch, ...]


def examine(file: BufferedIOBase, limits: Limits, *, name: str = "This file") -> ReadyVideo:
    """Look at a file by its bytes; raises `VideoError`, which calls it by `name`, for a bad one."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    head = file.read(_HEAD)
    try:
        if is_gif(head):
            return _animation(file, size, limits)
        if is_mp4(head):
            return _film(file, size, limits)
    except BadFileError as why:
        raise VideoError(f"{name} {why}") from why
    raise VideoError(f"{name} is neither an MP4 video nor an animated GIF. Save it as MP4 and try again.")


def clean(file: BufferedIOBase, ready: ReadyVideo) -> Iterator[bytes]:
    """Yield the file that was examined, without what is not picture or sound."""
    return patched(file, ready.source_size, ready.patches)


def _animation(file: BufferedIOBase, size: int, limits: Limits) -> ReadyVideo:
    _check(size, limits.animation_bytes, is_taken="image/gif" in limits.animation_types)
    found = read_animation(file, size)
    if found.pictures < 2:  # noqa: PLR2004 - one picture does not move
        raise BadFileError("is a GIF that does not move. Add it as a picture.")
    return ReadyVideo(
        mime="image/gif", source_size=size, seconds=round(found.seconds, 3), patches=tuple(found.patches)
    )


def _film(file: BufferedIOBase, size: int, limits: Limits) -> ReadyVideo:
    _check(size, limits.video_bytes, is_taken="video/mp4" in limits.video_types)
    found = read_film(file, size)
    if _PICTURE not in found.tracks:
        raise BadFileError("holds no moving picture. Use another file.")
    if set(found.tracks) - {_PICTURE, _SOUND}:
        raise BadFileError(
            "carries a further track, such as positions or subtitles, and that may tell where it was "
            "recorded. Save it again with a video editor, picture and sound alone."
        )
    if any(codecs - _CODECS[kind] for kind, codecs in found.codecs.items()):
        raise BadFileError("is coded in a way that networks do not show. Save it as MP4 with H.264 and AAC.")
    _check_length(found.seconds, limits)
    return ReadyVideo(
        mime="video/mp4", source_size=size, seconds=round(found.seconds, 3), patches=tuple(found.patches)
    )


def _check(size: int, most: int, *, is_taken: bool) -> None:
    if not is_taken:
        raise BadFileError("is of a kind that this network does not show. Use a picture instead.")
    if size > most:
        raise BadFileError(
            f"has {size / 1_000_000:,.1f} MB; this network takes at most {most / 1_000_000:,.0f} MB. "
            "Save it smaller."
        )


def _check_length(seconds: float, limits: Limits) -> None:
    shortest, longest = limits.video_seconds
    if seconds and not shortest <= seconds <= longest:
        raise BadFileError(
            f"lasts {seconds:,.1f} seconds; this network takes {shortest:g} to {longest:g}. Cut it."
        )
