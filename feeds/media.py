"""What a feed says of sound and film: which it is, how long, how often seen.

Texts in, values out; what can't be read counts as not said.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_CLOCK: Final = re.compile(r"(?:(\d{1,3}):)?(\d{1,4}):(\d{1,2})(?:\.\d+)?")
_SECONDS: Final = re.compile(r"(\d{1,7})(?:\.\d+)?")
_MOST_VIEWS: Final = 10**15


def seconds_in(written: object) -> int:
    """Return the length of a podcast's or film's tag: 1:02:03, 62:03 or seconds; 0 where it says none."""
    text = str(written).strip()
    if match := _SECONDS.fullmatch(text):
        return int(match[1])
    if match := _CLOCK.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return 3600 * hours + 60 * minutes + seconds
    return 0


def views_in(written: object) -> int | None:
    """Return a count as its service writes it, `None` where it is none."""
    text = str(written).strip().replace(",", "")
    if not text.isascii() or not text.isdigit() or len(text) > len(str(_MOST_VIEWS)):
        return None
    return int(text)


def medium_of(types: Iterable[str]) -> str:
    """Return `audio` or `video` after the first of the types that is either, else an empty text."""
    kinds = (kind.strip().lower().partition("/")[0] for kind in types)
    return next((kind for kind in kinds if kind in {"audio", "video"}), "")
