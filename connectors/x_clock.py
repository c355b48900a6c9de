"""How far this machine's clock runs ahead of X's, by the date that each of X's answers carries; pure.

Only a clock ahead matters: a look that begins too late misses a post that is there, and it would be
sent again; one that begins too early meets older posts, which are told by what they say.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

#: A date of HTTP leaves out the fraction of a second, and an answer is on its way for a while.
CLOSE: Final = timedelta(seconds=2)
_NONE: Final = timedelta(0)


def ahead(headers: Mapping[str, str], now: datetime) -> timedelta:
    """Return by how much `now` is later than the date of an answer; nothing where that can't be told."""
    try:
        told = parsedate_to_datetime(headers.get("date", ""))
    except ValueError:
        return _NONE
    return max(now - (told if told.tzinfo else told.replace(tzinfo=UTC)), _NONE)
