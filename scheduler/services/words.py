"""Text as people type it, made fit to keep: nothing is lost but what no network can carry."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from scheduler.domain.errors import InvalidInputError

#: Longer texts are refused at the door; the longest post of any network is 25,000 characters.
LONGEST_TEXT = 25_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def clean_text(text: str) -> str:
    """Return `text` in NFC with plain line ends; raises `InvalidInputError` for broken Unicode."""
    if len(text) > LONGEST_TEXT:
        raise InvalidInputError(
            f"The text has {len(text):,} characters; at most {LONGEST_TEXT:,} can be kept."
        )
    try:
        text.encode()
    except UnicodeEncodeError as why:
        raise InvalidInputError(
            f"Character {why.start + 1} of the text is not valid Unicode. Delete it and type it again."
        ) from why
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _CONTROL.sub("", plain)).strip()


def clean_link(link: str | None) -> str | None:
    """Return an http(s) address without blanks around it, or `None` for an empty one."""
    if link is None or not link.strip():
        return None
    found = link.strip()
    try:
        parts = urlsplit(found)
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in found
    except ValueError:
        fits = False
    if not fits or len(found) > 2_000:  # noqa: PLR2004 - longer ones break in real programs
        raise InvalidInputError(f"“{found[:80]}” is not a web address. It must begin with https://.")
    return found
