"""What a post said before, who changed it and when, and what changed since somebody decided on it.

A wording is kept in the moment it is replaced (`recording.py`), so the present one stands in the post alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scheduler.domain.people import Permission
from scheduler.domain.value import Instant, Value
from scheduler.services.circle import is_in_circle, require_circle
from scheduler.services.content import Content, content_of

if TYPE_CHECKING:
    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.domain.post import Post
    from scheduler.domain.wordings import EarlierWording
    from scheduler.store.database import Store

#: So many changes are shown.
MOST: Final = 20
_DECISIONS: Final = frozenset({"approved", "endorsed", "returned"})


class Change(Value):
    """One change of what a post says."""

    #: Of the wording before it, by which it can be erased.
    number: int
    #: `Actor.key` of who made it.
    by: str
    at: Instant
    #: `None` where that wording was erased.
    before: Content | None
    after: Content | None


class SinceDecision(Value):
    """The last decision on a post that says something else by now."""

    #: `approved`, `endorsed` or `returned`.
    decision: str
    #: `Actor.key`.
    by: str
    at: Instant
    #: What was decided on; `None` where it is not kept.
    before: Content | None


class Comparing:
    """The earlier wordings of posts."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def changes(self, actor: Actor, post_id: int) -> list[Change]:
        """Return the last changes of what a post says, the newest first; for those who work with it."""
        with self._store.read() as unit:
            post = unit.posts.get(post_id)
            require_circle(unit, actor, post, now=self._clock.now())
            earlier = unit.wordings.of(post_id, limit=MOST)
        found, after = [], content_of(post) if earlier else None
        for wording in earlier:
            before = _content(wording)
            found.append(Change(number=wording.id, by=wording.by, at=wording.at, before=before, after=after))
            after = before
        return found

    def since_decision(self, actor: Actor, post: Post) -> SinceDecision | None:
        """Return the last decision where the post has changed since; `None` where there is none such.

        Nothing for those who do not work with the post.
        """
        with self._store.read() as unit:
            if not is_in_circle(unit, actor, post, now=self._clock.now()):
                return None
            decided = [each for each in unit.approvals.of(post.id) if each.decision in _DECISIONS]
            if not decided or decided[-1].digest == post.digest:
                return None
            last = decided[-1]
            wording = unit.wordings.saying(post.id, last.digest)
        before = _content(wording) if wording else None
        return SinceDecision(decision=last.decision, by=last.by, at=last.at, before=before)

    def erase(self, actor: Actor, number: int) -> None:
        """Drop what an earlier wording says, for good; that there was one stays, in the record too."""
        with self._store.write() as unit:
            wording = unit.wordings.get(number)
            post = unit.posts.get(wording.post)
            actor.require(Permission.RELEASE, on=post.channel)
            if not wording.content:
                return
            unit.wordings.erase(number)
            unit.audit.append(
                actor,
                "post.wording_erased",
                f"post:{post.id}",
                at=self._clock.now(),
                before=wording.digest,
                facts={"wording": number, "of_version": wording.version},
            )


def _content(wording: EarlierWording) -> Content | None:
    return Content(**wording.content) if wording.content else None
