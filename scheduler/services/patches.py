"""Places of a file that are not passed on as they are, and the file read with them changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from io import BufferedIOBase

_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Patch:
    """What stands instead of the bytes from `start` up to but not at `end`."""

    start: int
    end: int
    #: `None` for as many zeros; empty to leave them out.
    data: bytes | None


def patched(file: BufferedIOBase, size: int, patches: Sequence[Patch]) -> Iterator[bytes]:
    """Yield the first `size` bytes of `file` with `patches` in place, no more than a chunk at a time.

    The patches do not overlap. Raises `OSError` where the file is shorter by now.
    """
    at = 0
    for patch in sorted(patches, key=lambda each: each.start):
        yield from _as_it_is(file, at, patch.start)
        if patch.data is None:
            yield from _zeros(patch.end - patch.start)
        else:
            yield patch.data
        at = patch.end
    yield from _as_it_is(file, at, size)


def _as_it_is(file: BufferedIOBase, start: int, end: int) -> Iterator[bytes]:
    file.seek(start)
    while start < end:
        data = file.read(min(_CHUNK, end - start))
        if not data:
            raise OSError(0, "the file has changed meanwhile")
        start += len(data)
        yield data


def _zeros(count: int) -> Iterator[bytes]:
    while count > 0:
        yield bytes(min(_CHUNK, count))
        count -= _CHUNK
