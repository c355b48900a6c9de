"""Give a demo a past: the one door by which a post gets a state that nothing led it to.

Guarantees: refused wherever an organisation is set up that is no demo; every line in the record
says `post.seeded`, so that nobody takes it for something that happened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.approval import Lane, window_around
from scheduler.domain.errors import NotAllowedError
from scheduler.domain.post import Post, PostState
from scheduler.domain.record import SEEDED, Approval, Attempt, Outcome
from scheduler.domain.value import Instant, Value
from scheduler.services.recording import record

if TYPE_CHECKING:
    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

#: Local days around its own for which a past approval is told to have held.
_WEEK = 7
_OUTCOMES = {
    PostState.PUBLISHED: Outcome.ACCEPTED,
    PostState.REFUSED: Outcome.REFUSED,
    PostState.UNKNOWN: Outcome.UNKNOWN,
}


class Past(Value):
    """What became of a post, as a demo tells it."""

    state: PostState
    #: `Actor.key` of who approved it, `None` where nobody did.
    approved_by: str | None = None
    approved_at: Instant | None = None
    explanation: str | None = None
    remote_id: str | None = None
    remote_url: str | None = None
    not_before: Instant | None = None


class Seeding:
    """The past of a demo."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def tell(self, actor: Actor, post_id: int, past: Past) -> Post:
        """Put a post into the state it is said to be in; raises `NotAllowedError` outside of a demo."""
        now = self._clock.now()
        with self._store.write() as unit:
            organisation = unit.plan.organisation()
            if organisation is not None and not organisation.is_demo:
                raise NotAllowedError("Only a demo can be given a past. Nothing was changed.")
            post = unit.posts.get(post_id)
            self._keep_papers(unit, post, past)
            told = unit.posts.save(_told(post, past), at=now)
            record(unit, actor, "post.seeded", at=now, before=post, after=told)
        return told

    def _keep_papers(self, unit: Unit, post: Post, past: Past) -> None:
        if past.approved_by is not None:
            unit.approvals.add(
                Approval(
                    post=post.id,
                    digest=post.digest,
                    decision="approved",
                    by=past.approved_by,
                    at=past.approved_at or self._clock.now(),
                )
            )
        if past.state in _OUTCOMES:
            unit.attempts.add(
                Attempt(
                    post=post.id,
                    fence=1,
                    owner=SEEDED,
                    started_at=post.due,
                    finished_at=post.due,
                    outcome=_OUTCOMES[past.state],
                    detail=past.explanation or "",
                    remote_id=past.remote_id,
                )
            )


def _told(post: Post, past: Past) -> Post:
    was_tried = past.state in _OUTCOMES
    fields = {
        "state": past.state,
        "explanation": past.explanation,
        "remote_id": past.remote_id,
        "remote_url": past.remote_url,
        "published_at": post.due if past.state is PostState.PUBLISHED else None,
        "not_before": past.not_before,
        "attempts": 1 if was_tried else 0,
        "fence": 1 if was_tried else 0,
        "sequence": post.sequence + 1,
    }
    told = post.model_copy(update=fields)
    if not past.approved_by:
        return told.without_approval()
    window = window_around(post.due, zone=post.zone, days=_WEEK)
    return told.with_approval(by=past.approved_by, window=window, lane=Lane.GREEN)
