"""Stored feeds as they were on their day: every date moved by one span, nothing else touched."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

from feeds.item import ParsedFeed

_MAIL = re.compile(
    rb"(?:\w{3},\s+)?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{4}"
    rb" \d{2}:\d{2}(?::\d{2})?(?: (?:[A-Z]{1,5}|[+-]\d{4}))?"
)
_ISO = re.compile(rb"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?")


def redated(document: bytes, feed: ParsedFeed, *, newest_at: datetime) -> bytes:
    """Return `document` with all dates moved so that the newest item of `feed` came out at `newest_at`."""
    newest = max((item.published for item in feed.items if item.published), default=None)
    if newest is None:
        return document
    span = newest_at - newest
    moved = _MAIL.sub(lambda match: _mail(match[0], span), document)
    return _ISO.sub(lambda match: _iso(match[0], span), moved)


def _mail(written: bytes, span: timedelta) -> bytes:
    try:
        at = parsedate_to_datetime(written.decode())
    except (ValueError, TypeError):
        return written
    return format_datetime(_aware(at) + span, usegmt=True).encode()


def _iso(written: bytes, span: timedelta) -> bytes:
    try:
        at = datetime.fromisoformat(written.decode())
    except ValueError:
        return written
    return (_aware(at) + span).isoformat(timespec="seconds").encode()


def _aware(at: datetime) -> datetime:
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
