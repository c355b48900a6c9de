"""An earlier wording of a post, kept at the moment it was replaced."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from scheduler.domain.value import Instant, Value


class EarlierWording(Value):
    """What a post said before one change, and who made that change."""

    id: int = 0
    post: int
    #: The last version of the post that said so.
    version: int
    #: `Post.digest` of it: decisions name the same.
    digest: str
    #: When it was replaced, and by whom (`Actor.key`).
    at: Instant
    by: str
    #: The fields of a post that an approval covers; empty once it was erased.
    content: dict[str, Any] = Field(default_factory=dict, repr=False)
