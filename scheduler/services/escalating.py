"""Decisions that are late: whose is missing is said once, and an approved post may take the place.

Guarantee: nothing is approved by time. What may go out instead is an evergreen post in exactly the words that
were approved and went out before, at rest for long enough, and passed by the guard as it is now.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.approval import Escalation, Lane
from scheduler.domain.errors import GuardError
from scheduler.domain.filling import Recycled
from scheduler.domain.people import ENGINE, FILLER
from scheduler.domain.post import Post, PostState
from scheduler.domain.value import Value
from scheduler.services.content import NewPost, content_of
from scheduler.services.recording import record
from scheduler.services.recycling import standing

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.clock import Clock
    from scheduler.services.granting import Granting
    from scheduler.services.planning import Planning
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

logger = logging.getLogger(__name__)

_S = PostState
#: A slot that is nearer can't be filled any more with good sense.
_LEAST_AHEAD = timedelta(minutes=1)


class Late(Value):
    """A post that nobody decided on by its deadline."""

    post: Post
    escalation: Escalation

    @property
    def words(self) -> str:
        """Say it, and who is to act."""
        return f"The decision was due at {self.escalation.deadline:%d %b %H:%M} UTC: {self.escalation.role}."


class Escalating:
    """Deadlines of decisions."""

    def __init__(self, store: Store, clock: Clock, planning: Planning, granting: Granting) -> None:
        self._store = store
        self._clock = clock
        self._planning = planning
        self._granting = granting

    def late(self) -> list[Late]:
        """Return the posts in review whose deadline has passed, the one due soonest first."""
        with self._store.read() as unit:
            return late_in(unit)

    def look(self) -> list[Late]:
        """Note every decision that is late by now, each once for its deadline; return the new ones."""
        now = self._clock.now()
        with self._store.read() as unit:
            due = self._overdue(unit, now)
        if not due:
            return []
        with self._store.write() as unit:
            found = [self._escalate(unit, post, now) for post in self._overdue(unit, now)]
        logger.info("decisions are late count=%d", len(found))
        return found

    # steps

    def _overdue(self, unit: Unit, now: datetime) -> list[Post]:
        posts = unit.posts.in_state(_S.IN_REVIEW)
        late = [post for post in posts if deadline_of(unit, post) <= now]
        noted = unit.escalations.of([post.id for post in late])
        return [
            post
            for post in late
            if post.id not in noted or noted[post.id].deadline != deadline_of(unit, post)
        ]

    def _escalate(self, unit: Unit, post: Post, now: datetime) -> Late:
        rules = unit.approval_rules.of(post.channel)
        filled = self._fill(unit, post, now) if rules.fills_with_evergreen else None
        made = Escalation(
            post=post.id,
            deadline=deadline_of(unit, post),
            at=now,
            role=self._missing(unit, post),
            filled_by=filled.id if filled else None,
        )
        unit.escalations.put(made)
        facts: dict[str, str | int | None] = {"role": made.role, "filled_by": made.filled_by}
        unit.audit.append(ENGINE, "post.escalated", f"post:{post.id}", at=now, facts=dict(facts))
        return Late(post=post, escalation=made)

    def _missing(self, unit: Unit, post: Post) -> str:
        """Say whose turn it is, by role."""
        try:
            ruling = self._granting.ruling(unit, post)
        except GuardError:
            return "its author must change it"
        names = list(dict.fromkeys(part.value for part in ruling.missing))
        return f"it waits for {' and '.join(names)}"

    def _fill(self, unit: Unit, post: Post, now: datetime) -> Post | None:
        """Let an approved evergreen post go out in the place of `post`, which becomes a draft again."""
        origin = self._fitting(unit, post) if post.due - now >= _LEAST_AHEAD else None
        if origin is None:
            return None
        new = NewPost(channel=post.channel, at=post.due, pillar=origin.pillar, state=_S.PROPOSED)
        copy = self._planning.add_in(unit, FILLER, new, content=content_of(origin))
        said = f"Post {origin.id}, approved by {origin.approved_by}, may go out again."
        made = self._granting.grant_standing(unit, FILLER, copy, by=f"evergreen:{origin.id}", comment=said)
        if made is None:
            unit.posts.save(copy.moved_to(_S.CANCELLED), at=now)
            return None
        unit.evergreens.note(Recycled(post=made.id, evergreen=origin.id))
        words = f"Nobody decided in time, so post {made.id} goes out in its place. Give it a new time."
        fields = {"explanation": words, "sequence": post.sequence + 1}
        back = unit.posts.save(post.without_approval().moved_to(_S.DRAFT).model_copy(update=fields), at=now)
        record(unit, ENGINE, "post.replaced", at=now, before=post, after=back, by_post=made.id)
        return made

    def _fitting(self, unit: Unit, post: Post) -> Post | None:
        """Return an evergreen post of the channel that may say again exactly what was approved."""
        for each in standing(unit):
            rest, origin = timedelta(days=each.mark.every_days), each.post
            is_rested = all(abs(post.due - told) >= rest for told in each.told)
            if origin.lane is Lane.FAST:
                continue  # one person approved it in a crisis; that is no standing decision
            if origin.channel != post.channel or each.next_text != origin.text or not is_rested:
                continue
            if origin.approved_digest is not None and self._passes(unit, origin):
                return origin
        return None

    def _passes(self, unit: Unit, post: Post) -> bool:
        try:
            return self._granting.ruling(unit, post).lane is Lane.GREEN
        except GuardError:
            return False


def late_in(unit: Unit) -> list[Late]:
    """Return the posts in review whose deadline has passed, the one due soonest first."""
    posts = unit.posts.in_state(_S.IN_REVIEW)
    noted = unit.escalations.of([post.id for post in posts])
    return [
        Late(post=post, escalation=noted[post.id])
        for post in posts
        if post.id in noted and noted[post.id].deadline == deadline_of(unit, post)
    ]


def deadline_of(unit: Unit, post: Post) -> datetime:
    """Return by when a post has to be decided on."""
    return post.due - timedelta(minutes=unit.approval_rules.of(post.channel).decide_minutes)
