"""What one job of the queue says: a handful of posts, by number and fence, and when they are due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from procrastinate.types import JSONDict

    from scheduler.domain.post import Post

TASK = "publish"
#: Posts in one job, or a share of a crowd: enough that a job costs little, so few that all machines of a
#: small team get some.
_HANDFUL, _SHARES = 8, 8

#: A post's number and its fence.
Key = tuple[int, int]


def jobs_for(posts: Sequence[Post]) -> list[JSONDict]:
    """Return the jobs that posts make, in their order."""
    each = max(_HANDFUL, len(posts) // _SHARES)
    return [_job(posts[start : start + each]) for start in range(0, len(posts), each)]


def keys_of(posts: Any) -> list[Key]:
    """Return which posts a job means, as they come back from JSON."""
    return [(int(number), int(fence)) for number, fence in posts]


def _job(posts: Sequence[Post]) -> JSONDict:
    return {"posts": [[post.id, post.fence] for post in posts], "due": posts[0].due.timestamp()}
