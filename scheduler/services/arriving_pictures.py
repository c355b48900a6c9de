"""Look at the pictures and videos of an account file before any of them is kept.

What stands on the shelf was cleaned. Here nothing is repainted, for its digest is part of what was decided
on; so what is not as Rounds itself leaves it is refused.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from scheduler.services.account_file import Member, Parcel

_MOST_PICTURE: Final = 30_000_000
_MOST_VIDEO: Final = 2_000_000_000
#: What a picture may carry beside its pixels: what its own form asks for.
_HARMLESS: Final = frozenset(
    {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "progressive", "progression", "adobe"}
    | {"adobe_transform", "gamma", "aspect", "transparency"}
)
_NO_PICTURE: Final = "It is no picture or video as Rounds keeps them."


def trouble_with_media(parcel: Parcel, member: Member) -> str:
    """Say what is wrong with a picture or video; nothing, where it may be kept."""
    if member.name.rpartition("/")[2] != member.sha256:
        return "It is not called by its SHA-256."
    head = next(parcel.chunks(member.name), b"")
    if head[4:8] == b"ftyp" or head.startswith((b"GIF87a", b"GIF89a")):
        return "" if member.size <= _MOST_VIDEO else "It is larger than any video that Rounds keeps."
    if not head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return _NO_PICTURE
    if member.size > _MOST_PICTURE:
        return "It is larger than any picture that Rounds keeps."
    return _trouble_with_picture(b"".join(parcel.chunks(member.name)))


def _trouble_with_picture(data: bytes) -> str:
    from PIL import Image  # heavy, and few accounts move

    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
            strange = set(map(str, picture.info)) - _HARMLESS
            picture.verify()
    except (OSError, ValueError, SyntaxError, ArithmeticError, LookupError, Image.DecompressionBombError):
        return _NO_PICTURE
    return "It carries more than its pixels. Add it to its post anew." if strange else ""
