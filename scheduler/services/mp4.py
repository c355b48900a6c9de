"""MP4 files, read box by box from the disk: what they hold, how long, and what is no picture or sound.

What the format names for picture and sound is left as it is; every other box is to be overwritten
in its place, so that no offset in the file changes: positions, comments, thumbnails, makers' data.
Box layouts are those of ISO/IEC 14496-12. The coded pictures themselves are not looked at.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from scheduler.services.patches import Patch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedIOBase

_BRANDS: Final = frozenset(
    {b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"M4VP"}
)
#: Boxes that hold boxes.
_HOLDERS: Final = frozenset(
    {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf", b"mvex", b"moof", b"traf"}
)
#: Boxes that picture and sound need; what is not here is overwritten.
_NEEDED: Final = _HOLDERS | frozenset(
    b"ftyp styp mdat mfra sidx mvhd iods tkhd tref elst mdhd hdlr elng vmhd smhd dref stsd stts ctts cslg "
    b"stss stsc stsz stz2 stco co64 sgpd sbgp sdtp subs saiz saio padb stdp mehd trex leva mfhd tfhd trun "
    b"tfdt".split()
)
_TIMED: Final = frozenset({b"mvhd", b"tkhd", b"mdhd"})
_HEADER: Final = struct.Struct(">I4s")
_LARGE: Final = struct.Struct(">Q")
#: No honest file comes near; a forged one must not keep us.
_MOST_BOXES: Final = 20_000
_MOST_DEPTH: Final = 8
_SAMPLE_ENTRY: Final = 12
#: The box that says what a track is lies in moov, trak, mdia; others of its name are about less.
_DEPTH_OF_A_TRACK: Final = 3
#: Bytes of that box before its free text.
_HANDLER: Final = 24


class BadFileError(Exception):
    """The file can't be used; the message ends a sentence that begins with its name."""


@dataclass
class Film:
    """What an MP4 file was found to hold."""

    seconds: float = 0.0
    #: The four letters of each track's codec, by kind of track.
    codecs: dict[bytes, set[bytes]] = field(default_factory=dict)
    #: Kinds of tracks, such as `vide` and `soun`.
    tracks: list[bytes] = field(default_factory=list)
    patches: list[Patch] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Box:
    kind: bytes
    start: int
    #: Where its content begins.
    body: int
    end: int


def is_mp4(head: bytes) -> bool:
    """Return whether a file that begins with `head` says that it is an MP4, by any of its brands."""
    if head[4:8] != b"ftyp":
        return False
    size = min(int.from_bytes(head[:4]), len(head))
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, size - 3, 4))}
    return bool(brands & _BRANDS)


def read_film(file: BufferedIOBase, size: int) -> Film:
    """Read the boxes of a file of `size` bytes; raises `BadFileError` for one that is damaged."""
    film = Film()
    for count, (box, depth) in enumerate(_walk(file, 0, size, depth=0)):
        if count >= _MOST_BOXES:
            raise BadFileError("has more parts than any video. Save it again with a video editor.")
        _note(file, box, film, depth=depth)
    if not film.tracks:
        raise BadFileError("is damaged or cut short. Save it again and try once more.")
    return film


def _walk(file: BufferedIOBase, start: int, end: int, *, depth: int) -> Iterator[tuple[_Box, int]]:
    """Yield every box and how deep it lies; only holders that are needed are looked into."""
    at = start
    while at < end:
        box = _box_at(file, at, end)
        yield box, depth
        if box.kind in _HOLDERS:
            if depth >= _MOST_DEPTH:
                raise BadFileError("is damaged. Save it again and try once more.")
            yield from _walk(file, box.body, box.end, depth=depth + 1)
        at = box.end


def _box_at(file: BufferedIOBase, at: int, end: int) -> _Box:
    header = _read(file, at, _HEADER.size)
    size, kind = _HEADER.unpack(header)
    body = at + _HEADER.size
    if size == 1:
        (size,) = _LARGE.unpack(_read(file, body, _LARGE.size))
        body += _LARGE.size
    stop = end if size == 0 else at + size
    if not body <= stop <= end:
        raise BadFileError("is damaged or cut short. Save it again and try once more.")
    return _Box(kind, at, body, stop)


def _read(file: BufferedIOBase, at: int, count: int) -> bytes:
    file.seek(at)
    data = file.read(count)
    if len(data) < count:
        raise BadFileError("is damaged or cut short. Save it again and try once more.")
    return data


def _note(file: BufferedIOBase, box: _Box, film: Film, *, depth: int) -> None:
    if box.kind not in _NEEDED:
        film.patches += [Patch(box.start + 4, box.start + 8, b"free"), Patch(box.body, box.end, None)]
        return
    if box.kind in _TIMED:
        _note_times(file, box, film)
    elif box.kind == b"hdlr":
        if depth == _DEPTH_OF_A_TRACK:
            film.tracks.append(_read(file, box.body + 8, 4))
        film.patches.append(Patch(min(box.body + _HANDLER, box.end), box.end, None))  # whose camera it was
    elif box.kind == b"stsd" and film.tracks:
        found = _read(file, box.body + _SAMPLE_ENTRY, 4)
        film.codecs.setdefault(film.tracks[-1], set()).add(found)


def _note_times(file: BufferedIOBase, box: _Box, film: Film) -> None:
    """Take out when it was recorded, and read how long it is."""
    is_long = _read(file, box.body, 1) == b"\1"
    times = 16 if is_long else 8
    film.patches.append(Patch(box.body + 4, box.body + 4 + times, None))
    if box.kind != b"mvhd":
        return
    form = struct.Struct(">IQ" if is_long else ">II")
    scale, length = form.unpack(_read(file, box.body + 4 + times, form.size))
    is_told = scale and length < (1 << (8 * (form.size - 4))) - 1
    film.seconds = length / scale if is_told else 0.0
