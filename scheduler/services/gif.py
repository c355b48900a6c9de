"""GIF files, read block by block: how many pictures, how long, and which blocks are no picture.

Comments, plain text and makers' blocks (XMP is one of them) are left out, and so is what follows
the end. Block layouts are those of the GIF89a specification.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from scheduler.services.mp4 import BadFileError
from scheduler.services.patches import Patch

if TYPE_CHECKING:
    from io import BufferedIOBase

_SCREEN: Final = 13
_IMAGE, _EXTENSION, _END = b"\x2c", b"\x21", b"\x3b"
_TIMING, _MAKER = 0xF9, 0xFF
#: They say how often an animation begins anew.
_LOOPS: Final = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_DAMAGED: Final = "is damaged or cut short. Save it again and try once more."


@dataclass
class Animation:
    """What a GIF was found to hold."""

    pictures: int = 0
    seconds: float = 0.0
    patches: list[Patch] = field(default_factory=list)


def is_gif(head: bytes) -> bool:
    """Return whether a file that begins with `head` is a GIF."""
    return head.startswith((b"GIF87a", b"GIF89a"))


def read_animation(file: BufferedIOBase, size: int) -> Animation:
    """Read the blocks of a file of `size` bytes; raises `BadFileError` for one that is damaged."""
    found = Animation()
    file.seek(0)
    _skip(file, _table(_take(file, _SCREEN)[10]))
    while (kind := _take(file, 1)) != _END:
        if kind == _IMAGE:
            found.pictures += 1
            _skip(file, _table(_take(file, 9)[8]) + 1)
            _skip_blocks(file)
        elif kind == _EXTENSION:
            _extension(file, found)
        else:
            raise BadFileError(_DAMAGED)
    if file.tell() < size:
        found.patches.append(Patch(file.tell(), size, b""))
    return found


def _extension(file: BufferedIOBase, found: Animation) -> None:
    start = file.tell() - 1
    kind = _take(file, 1)[0]
    first = _take(file, _take(file, 1)[0])
    if kind == _TIMING:
        found.seconds += int.from_bytes(first[1:3], "little") / 100
    if first:
        _skip_blocks(file)
    if kind != _TIMING and not (kind == _MAKER and first in _LOOPS):
        found.patches.append(Patch(start, file.tell(), b""))


def _table(packed: int) -> int:
    """Return how many bytes of colours follow."""
    return 3 << ((packed & 7) + 1) if packed & 0x80 else 0


def _skip_blocks(file: BufferedIOBase) -> None:
    while count := _take(file, 1)[0]:
        _skip(file, count)


def _skip(file: BufferedIOBase, count: int) -> None:
    _take(file, count)


def _take(file: BufferedIOBase, count: int) -> bytes:
    data = file.read(count)
    if len(data) < count:
        raise BadFileError(_DAMAGED)
    return data
