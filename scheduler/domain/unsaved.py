"""What somebody typed and did not save yet, as it is kept: sealed, for that person alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from pydantic import Field

from scheduler.domain.value import Instant, Value

#: So long after the last key it is kept.
KEPT: Final = timedelta(days=30)


class Unsaved(Value):
    """One unsaved draft of one person; what it says is sealed."""

    #: Given at random, one for each opening of the composer.
    name: str
    person_id: int
    #: The post it changes; `None` for a new one.
    post: int | None = None
    #: Grows each time it is kept: of two tabs that go on with one draft, the second begins its own.
    stamp: int = 1
    #: What the post was when the person began: its version, and its `reading`.
    version: int = 0
    reading: str = ""
    #: When it was kept last.
    at: Instant
    sealed: bytes = Field(default=b"", repr=False)
