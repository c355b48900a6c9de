"""Addresses as pictures that a telephone reads; the only home of `segno`."""

from __future__ import annotations

from io import BytesIO
from typing import Final

#: The margin that the standard asks for, in modules.
_MARGIN: Final = 4
_SCALE: Final = 5


def qr_code(address: str, *, title: str = "") -> str:
    """Return `address` as an SVG picture, black on white also where the page is dark.

    Raises `ValueError` for one too long to be told (some 2,000 letters).
    """
    import segno  # few pages draw one

    out = BytesIO()
    code = segno.make_qr(address, error="m")
    code.save(
        out,
        kind="svg",
        scale=_SCALE,
        border=_MARGIN,
        dark="#000",
        light="#fff",
        title=title or None,
        xmldecl=False,
    )
    return out.getvalue().decode()
