"""Times as people type them and as they read them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.plan import wall_clock, zone_named

if TYPE_CHECKING:
    from scheduler.domain.post import Post

#: Without a time of day: YYYY-MM-DD.
_DATE_LENGTH = 10


def time_of(words: str) -> datetime:
    """Return the time that `words` mean; without an offset it is a wall clock and has no zone yet."""
    try:
        at = datetime.fromisoformat(words.strip())
    except ValueError as why:
        raise InvalidInputError(
            f"“{words}” is no time. Write it like 2026-12-01T09:00, by the channel's own clock; "
            "add Z or an offset such as -06:00 to mean another one."
        ) from why
    if len(words.strip()) <= _DATE_LENGTH:
        raise InvalidInputError(f"“{words}” names no time of day. Write it like {words.strip()}T09:00.")
    return at


def instant_of(words: str, zone: str) -> datetime:
    """Return the instant that `words` mean by the clock of `zone`; a date alone means its midnight."""
    dated = f"{words.strip()}T00:00" if len(words.strip()) == _DATE_LENGTH else words
    at = time_of(dated)
    return (at if at.utcoffset() is not None else at.replace(tzinfo=zone_named(zone))).astimezone(UTC)


def local(post: Post) -> datetime:
    """Return when a post is due, by the clock of its own zone."""
    return post.due.astimezone(zone_named(post.zone))


def shown(at: datetime, zone: str) -> str:
    """Return an instant as a person in `zone` writes it."""
    return f"{wall_clock(at, zone):%a %d %b %Y %H:%M}"
