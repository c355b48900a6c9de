"""Put proposals into the calendar: each is looked at again in the transaction that saves it.

Guarantees: a gap is filled once and an item used once, whoever fills at the same time; a person approves,
unless the source is marked as allowed to go out unreviewed and no clinician has to see it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.choice import RunnerUp
from scheduler.domain.curation import ItemState
from scheduler.domain.filling import Recycled
from scheduler.domain.people import FILLER, Actor
from scheduler.domain.post import Post, PostState
from scheduler.services.content import NewPost, content_of
from scheduler.services.recording import record
from scheduler.services.standing import still_stands

if TYPE_CHECKING:
    from scheduler.domain.clock import Clock
    from scheduler.services.granting import Granting
    from scheduler.services.planning import Planning
    from scheduler.services.proposals import Proposal
    from scheduler.store.unit import Unit

_S = PostState


class Placing:
    """The proposals on their way into the calendar, and out of it."""

    def __init__(self, clock: Clock, planning: Planning, granting: Granting) -> None:
        self._clock = clock
        self._planning = planning
        self._granting = granting

    def place(self, unit: Unit, proposal: Proposal) -> Post | None:
        """Save a proposal with its runners-up; nothing where it may not stand there any more."""
        post = self.place_alone(unit, proposal)
        if post is None:
            return None
        kept = tuple(
            RunnerUp(item=each.number, pillar=each.pillar, score=each.score, why=each.why)
            for each in proposal.runners_up
        )
        unit.runners.keep(post.id, kept)
        source = unit.sources.get(proposal.source) if proposal.item else None
        if source is None or not source.may_go_unreviewed or source.needs_clinician:
            return post
        said = "Its source may go out unreviewed."
        passed = self._granting.grant_standing(unit, FILLER, post, by=f"source:{source.name}", comment=said)
        return passed or post

    def place_alone(self, unit: Unit, proposal: Proposal) -> Post | None:
        """Save a proposal if it may still stand in its gap, and note what it uses."""
        if not still_stands(unit, proposal, now=self._clock.now()):
            return None
        new = NewPost(
            channel=proposal.channel,
            at=proposal.due,
            text=proposal.text,
            link=proposal.link or None,
            pillar=proposal.pillar,
            item=proposal.item.id if proposal.item else None,
            reason=proposal.reason,
            state=_S.PROPOSED,
        )
        if proposal.again is None:
            post = self._planning.add_in(unit, FILLER, new)
            unit.items.set_state(proposal.number, ItemState.USED)
            return post
        content = content_of(proposal.again).model_copy(update={"text": proposal.text})
        post = self._planning.add_in(unit, FILLER, new, content=content)
        unit.evergreens.note(Recycled(post=post.id, evergreen=proposal.again.id))
        return post

    def withdraw(self, unit: Unit, actor: Actor, post: Post, **facts: int | str) -> None:
        """Take a proposal out of the calendar; its item may be proposed again."""
        now = self._clock.now()
        off = post.moved_to(_S.CANCELLED).model_copy(update={"sequence": post.sequence + 1})
        cancelled = unit.posts.save(off, at=now)
        record(unit, actor, "post.cancelled", at=now, before=post, after=cancelled, **facts)
        if post.item is not None:
            unit.items.set_state(post.item, ItemState.NEW)
