"""What a document is written in, where it says something else."""

from __future__ import annotations

import re
from typing import Final

GUESSED: Final = "The document is not written in the encoding that it names; the likeliest was taken."

_DECLARED: Final = re.compile(rb"\A\s{0,20}<\?xml[^<>]{0,200}?encoding\s{0,5}=\s{0,5}[\"']([\w.:-]{2,40})")
_CHARSET: Final = re.compile(r"charset\s{0,5}=\s{0,5}[\"']?([\w.:-]{2,40})", re.IGNORECASE)
#: Encodings in which every byte is a character, so that UTF-8 read by them never fails, only looks wrong.
_NEVER_FAIL: Final = re.compile(r"iso[-_]?8859[-_]?\d{1,2}|latin-?\d|windows-?125\d|cp-?125\d|us-ascii|ascii")


def honest(document: bytes, content_type: str | None) -> tuple[str | None, str]:
    """Return the content type to read `document` by, and a remark where that is not what is said of it.

    A type without a charset is of no use: the parser would take it for American ASCII (RFC 3023).
    UTF-8 that calls itself an encoding of single bytes is read as UTF-8: other text is hardly ever valid
    UTF-8 by accident. Whatever else is wrong, the parser guesses.
    """
    header, declared = _CHARSET.search(content_type or ""), _DECLARED.search(document[:300])
    content_type = content_type if header else None
    said = header[1] if header else declared[1].decode("ascii", "replace") if declared else ""
    if not _NEVER_FAIL.fullmatch(said.lower()) or document.isascii() or b"\0" in document:
        return content_type, ""
    try:
        document.decode("utf-8")
    except UnicodeDecodeError:
        return content_type, ""
    return (
        "application/xml; charset=utf-8",
        f"The document calls itself {said.lower()}, but is UTF-8; so it was read.",
    )
