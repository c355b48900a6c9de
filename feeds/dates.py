"""Dates as feeds write them, to aware UTC instants that can be believed."""

from __future__ import annotations

import calendar
import contextlib
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from time import struct_time

#: The web is no older; a date before it is a machine's zero.
EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
#: A publisher's clock and zone may be off by a day or two, not more.
AHEAD: Final = timedelta(days=2)
#: Forms seen in feeds of health departments that the parser leaves unread; none that two countries read
#: differently. Read by the C locale's month names.
_FORMS: Final = (
    "%B %d, %Y",
    "%b %d, %Y",
    "%b. %d, %Y",
    "%d %B %Y",
    "%d %b %Y",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d",
)


def from_parser(parsed: struct_time | None, written: str) -> datetime | None:
    """Return the instant the parser read, else what can be read from the date as written."""
    if parsed is None:
        return from_text(written)
    with contextlib.suppress(ValueError, OverflowError):
        return datetime.fromtimestamp(calendar.timegm(parsed), tz=UTC)
    return None


def from_text(written: str) -> datetime | None:
    """Return the instant of an RFC 3339 or mail date, or of a date in words; without a zone it is UTC."""
    text = written.strip()[:64]
    if not text:
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime, _in_words):
        with contextlib.suppress(ValueError, OverflowError, IndexError, TypeError):
            return _aware(read(text))
    return None


def is_believable(at: datetime, *, now: datetime) -> bool:
    """Tell whether `at` lies between 1990 and two days from now."""
    return EARLIEST <= at <= now + AHEAD


def _in_words(text: str) -> datetime:
    for form in _FORMS:
        with contextlib.suppress(ValueError):
            return datetime.strptime(text, form).replace(tzinfo=UTC)
    raise ValueError("no form fits")


def _aware(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
