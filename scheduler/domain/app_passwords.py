"""Passwords for single programs: what a calendar program shows instead of its person's own password."""

from __future__ import annotations

from scheduler.domain.people import Actor
from scheduler.domain.record import Detail
from scheduler.domain.value import Instant, Value


class AppPassword(Value):
    """A password that one program of one person has. Its secret never leaves the store."""

    id: int = 0
    person_id: int
    #: Which device or program it is for.
    name: str
    #: How much of the posts that program is told.
    detail: Detail = Detail.TITLES
    created_at: Instant
    revoked_at: Instant | None = None
    last_used_at: Instant | None = None
    #: What the program called itself.
    last_client: str = ""


class Guest(Value):
    """Whoever came by an app password."""

    actor: Actor
    email: str
    detail: Detail
