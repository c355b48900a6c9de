"""Take an approval back from a post, whatever stage it is at before its call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scheduler.domain.post import PostState

if TYPE_CHECKING:
    from scheduler.domain.post import Post

_S = PostState
#: About to leave.
QUEUED: Final = frozenset({_S.SCHEDULED, _S.CLAIMED})
#: It may be out.
ON_ITS_WAY: Final = frozenset({_S.SENDING, _S.UNKNOWN})


def is_pulled(post: Post) -> bool:
    """Is there a decision on a post that would still let it leave?"""
    is_decided = post.approved_digest is not None or bool(post.endorsements)
    return is_decided and post.state not in {_S.PUBLISHED, _S.REFUSED, _S.CANCELLED}


def pulled(post: Post, words: str) -> Post:
    """Return a post whose approval is over, held where it was to leave.

    Of one that is on its way, or partly out, stays how it came to be approved.
    """
    if post.state in ON_ITS_WAY or post.receipts:
        void = post.model_copy(update={"approved_digest": None, "endorsements": ()})
    else:
        void = post.without_approval()
    if post.state in ON_ITS_WAY:
        return void
    held = void.moved_to(_S.HELD) if post.state in QUEUED else void
    fields = {"explanation": words, "owner": None, "lease_until": None, "sequence": post.sequence + 1}
    return held.model_copy(update=fields)
