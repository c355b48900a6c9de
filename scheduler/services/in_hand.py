"""What a daemon has in hand: a claimed post with all that sending takes, and what was told of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from connectors.base import Once
from scheduler.domain.post import Post, PostState
from scheduler.domain.record import Attempt, Outcome

if TYPE_CHECKING:
    from datetime import datetime

    from connectors.base import Connector, Outgoing


@dataclass(frozen=True, slots=True)
class Claimed:
    """A post in hand, with all that it takes to send its next part."""

    post: Post
    message: Outgoing
    connector: Connector
    #: When the claim was made, on the clock's monotonic scale.
    claimed_at: float
    #: What the network charges for the part if it arrives, in mills.
    cost: int
    #: What the connector prepared out of sight; `None` while it has not been asked to.
    staged: str | None = None

    @property
    def needs_staging(self) -> bool:
        """Is there anything to prepare that takes the network?"""
        if self.staged is not None:
            return False
        has_media = bool(self.message.pictures or self.message.video)
        return has_media or self.connector.once is Once.TWO_STEPS

    def without_staging(self) -> Claimed:
        """Return this for sending, where there is nothing to prepare."""
        return replace(self, staged="")

    def begun(self, post: Post) -> Claimed:
        """Return this with the post as it is now that its attempt is written down."""
        return replace(self, post=post)


@dataclass(frozen=True, slots=True)
class Told:
    """What is known after a call, not yet written down."""

    before: Post
    outcome: Outcome
    after: Post


def attempt_of(begun: Claimed, *, at: datetime) -> Attempt:
    """Return the try at sending the next part of a post that is being sent."""
    return Attempt(
        post=begun.post.id,
        part=len(begun.post.receipts),
        fence=begun.post.fence,
        owner=begun.post.owner or "",
        started_at=at,
        staged=begun.staged or "",
        cost=begun.cost,
    )


def freed(post: Post) -> Post:
    """Return `post` out of our hand, unless it is a thread whose next part is on us."""
    if post.state is PostState.CLAIMED:
        return post
    return post.model_copy(update={"owner": None, "lease_until": None, "sequence": post.sequence + 1})


def finished(told: Told) -> Attempt:
    """Return what the try of `told` came to, named by post, fence and part."""
    is_out = told.outcome is Outcome.ACCEPTED
    return Attempt(
        post=told.before.id,
        fence=told.before.fence,
        part=len(told.before.receipts),
        owner=told.before.owner or "",
        started_at=told.before.updated_at,
        outcome=told.outcome,
        detail=told.after.explanation or "",
        remote_id=told.after.receipts[-1].remote_id if is_out else None,
    )
