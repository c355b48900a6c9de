"""Times as people type them and as they read them, also in the nights when clocks are changed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scheduler.cli import output
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.plan import WallKind, resolve, wall_clock, zone_named

if TYPE_CHECKING:
    from scheduler.domain.plan import Gap
    from scheduler.domain.post import Post

#: Without a time of day: YYYY-MM-DD.
_DATE_LENGTH = 10


def time_of(words: str, *, second: bool = False) -> datetime:
    """Return the time that `words` mean; without an offset it is a wall clock and has no zone yet.

    `second` asks for the later one of a time that the clock shows twice.
    """
    try:
        at = datetime.fromisoformat(words.strip())
    except ValueError as why:
        raise InvalidInputError(
            f"“{words}” is no time. Write it like 2026-12-01T09:00, by the channel's own clock; "
            "add Z or an offset such as -06:00 to mean another one."
        ) from why
    if len(words.strip()) <= _DATE_LENGTH:
        raise InvalidInputError(f"“{words}” names no time of day. Write it like {words.strip()}T09:00.")
    if second and at.utcoffset() is not None:
        raise InvalidInputError("A time with an offset happens once. Leave --second out, or the offset.")
    return at.replace(fold=1 if second else 0)


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


def note_repeated(post: Post, meant: datetime) -> None:
    """Say which of two was taken where the clock shows the time twice, and how to mean the other."""
    if meant.utcoffset() is not None:
        return
    first, kind = resolve(post.wall.replace(fold=0), post.zone)
    wall = f"{post.wall:%Y-%m-%d %H:%M}"
    if kind is not WallKind.FOLD:
        if meant.fold:
            output.note(f"{wall} happens once in {post.zone}; --second changed nothing.")
        return
    second, _ = resolve(post.wall.replace(fold=1), post.zone)
    told = f"{wall} happens twice in {post.zone}: at {first:%H:%M} and at {second:%H:%M} UTC."
    taken = "The second was taken." if meant.fold else "The first was taken; give --second to mean the other."
    output.note(f"{told} {taken}")


def oddity(gap: Gap) -> str:
    """Say what the clock does to a slot on one date; empty where it does nothing."""
    day = f"{gap.wall:%a %d %b %Y}"
    if gap.kind is WallKind.GAP:
        goes = wall_clock(gap.due, gap.zone)
        return f"{day}: the clocks of {gap.zone} skip {gap.wall:%H:%M}; it goes out at {goes:%H:%M}."
    if gap.kind is WallKind.FOLD:
        return f"{day}: {gap.wall:%H:%M} happens twice in {gap.zone}; it goes out the first time."
    return ""
