"""What people of the house say to each other about a post. It never goes out."""

from __future__ import annotations

from pydantic import Field

from scheduler.domain.value import Instant, Value


class Comment(Value):
    """One thing that somebody said about a post."""

    id: int = 0
    post: int
    #: `Actor.key` of who said it.
    by: str
    at: Instant
    text: str = Field(repr=False)


class Call(Value):
    """A comment that names a person; it waits for them until they have read it."""

    comment: int
    person_id: int
    read_at: Instant | None = None
