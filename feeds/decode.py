"""Bytes of an answer to bytes of a document, counted on the way so that a bomb never unfolds."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: What a host may pack a document with, as we tell it.
ACCEPTED = "gzip, br"
_GZIP_WINDOW = 16 + zlib.MAX_WBITS
_SLICE = 65_536


class TooMuchError(Exception):
    """More bytes than allowed, as sent or once unpacked."""


class UndecodableError(Exception):
    """Packed in a way we don't unpack, or damaged."""


def decoded(chunks: Iterable[bytes], *, encoding: str, most: int) -> bytes:
    """Return the document that `chunks` carry under the Content-Encoding `encoding`.

    One encoding at most, gzip or brotli. Both the packed and the unpacked bytes may be `most`;
    memory stays near that, however small the bomb is. Raises `TooMuchError` or `UndecodableError`.
    """
    packed = _counted(chunks, most)
    match encoding.strip().lower():
        case "" | "identity":
            return b"".join(packed)
        case "gzip" | "x-gzip":
            return b"".join(_counted(_unzipped(packed), most))
        case "br":
            return b"".join(_counted(_unbrotlied(packed), most))
        case _:
            raise UndecodableError("neither gzip nor brotli, or both")


def _counted(chunks: Iterable[bytes], most: int) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > most:
            raise TooMuchError
        yield chunk


def _unzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield slices of bounded size; several gzip members in a row are one document (RFC 1952, 2.2)."""
    member = zlib.decompressobj(_GZIP_WINDOW)
    fresh = True
    for chunk in chunks:
        rest = chunk
        while rest:
            if member.eof:
                member, fresh = zlib.decompressobj(_GZIP_WINDOW), True
            try:
                yield member.decompress(rest, _SLICE)
            except zlib.error as error:
                raise UndecodableError("damaged") from error
            fresh = False
            rest = member.unused_data if member.eof else member.unconsumed_tail
    if not fresh and not member.eof:
        raise UndecodableError("broken off")


def _unbrotlied(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield slices of about bounded size; a stream ends once, and nothing may follow it (RFC 7932)."""
    import brotli  # few hosts use it, and a library of C is not loaded for the others

    stream = brotli.Decompressor()
    try:
        for chunk in chunks:
            yield stream.process(chunk, output_buffer_limit=_SLICE)
            while not stream.can_accept_more_data():
                yield stream.process(b"", output_buffer_limit=_SLICE)
    except brotli.error as error:
        raise UndecodableError("damaged") from error
    if not stream.is_finished():
        raise UndecodableError("broken off")
