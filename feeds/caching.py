"""What an answer's headers say about when to come back (RFC 9110, 9111)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: No host makes us wait longer than a month, whatever it writes.
_LONGEST = 30 * 86_400.0
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,12})", re.IGNORECASE)


def next_check(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """Return the seconds for which the answer stays fresh: the longer of max-age and Expires, or none."""
    spans = [_max_age(headers), _until(headers.get("expires"), now)]
    known = [span for span in spans if span is not None and span > 0]
    return max(known, default=None)


def retry_after(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """Return the seconds that Retry-After asks for, in either of its forms, or none."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:12]), _LONGEST)
    return _until(value, now)


def _max_age(headers: Mapping[str, str]) -> float | None:
    found = _MAX_AGE.search(headers.get("cache-control", ""))
    return min(float(found[1]), _LONGEST) if found else None


def _until(value: str | None, now: datetime) -> float | None:
    if not value:
        return None
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, OverflowError, IndexError):
        return None
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max((aware - now).total_seconds(), 0.0), _LONGEST)
