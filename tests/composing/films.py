"""Small MP4 and GIF files made by hand, with whatever a test wants in them."""

from __future__ import annotations

import io
import struct

from PIL import Image

POSITION = b"+39.3292-094.9275/ patient J. Doe"
#: What stands for coded pictures: long enough to be more than one chunk.
CODED = bytes(range(256)) * 5_000


def box(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


def large_box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4sQ", 1, kind, 16 + len(body)) + body


def track(
    kind: bytes = b"vide", codec: bytes = b"avc1", *more: bytes, name: bytes = b"Maker 3000\0"
) -> bytes:
    entries = box(b"stsd", struct.pack(">II", 0, 1) + box(codec, bytes(70)))
    places = box(b"stco", struct.pack(">III", 0, 1, 48))
    media = (
        box(b"mdhd", struct.pack(">IIIIII", 0, 7, 7, 600, 6000, 0))
        + box(b"hdlr", struct.pack(">II4s12x", 0, 0, kind) + name)
        + box(b"minf", box(b"vmhd", bytes(12)) + box(b"stbl", entries + places))
    )
    return box(
        b"trak", box(b"tkhd", struct.pack(">III", 0, 7, 7) + bytes(72)) + box(b"mdia", media) + b"".join(more)
    )


def film(
    *tracks: bytes, seconds: float = 12.0, brand: bytes = b"mp42", inside: bytes = b"", beside: bytes = b""
) -> bytes:
    """Return an MP4 whose coded pictures stand before the box that tells of them."""
    header = box(b"mvhd", struct.pack(">IIIII", 0, 7, 7, 600, int(seconds * 600)) + bytes(80))
    shown = b"".join(tracks or (track(), track(b"soun", b"mp4a")))
    start = box(b"ftyp", brand + bytes(4) + b"isom" if brand != b"qt  " else brand + bytes(4))
    return start + large_box(b"mdat", CODED) + beside + box(b"moov", header + shown + inside)


def animation(*, pictures: int = 3, comment: bytes = b"") -> bytes:
    """Return a GIF that moves, or one that does not."""
    frames = [Image.new("RGB", (8, 8), (each * 60, 90, 120)) for each in range(pictures)]
    out = io.BytesIO()
    more = {"comment": comment} if comment else {}
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=200, loop=0, **more)
    return out.getvalue()
