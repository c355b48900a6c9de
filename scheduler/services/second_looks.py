"""The second look: whatever left by the fast lane is read by another person within 24 hours.

Guarantees: who used the words never looks at them alone; a look that is late is said once, and stands in the
list until somebody took it. What may be out is never called taken down before a person said so.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from scheduler.domain.errors import InvalidInputError, NotAllowedError, StateError
from scheduler.domain.fast_lane import FastLane, FastUse, LookVerdict
from scheduler.domain.people import ENGINE, Permission
from scheduler.domain.post import Post, PostState
from scheduler.domain.value import Value
from scheduler.services.content import Content, NewPost
from scheduler.services.recording import record

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.services.planning import Planning
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

logger = logging.getLogger(__name__)

_S = PostState
_MAY_BE_OUT: Final = frozenset({_S.CLAIMED, _S.SENDING, _S.UNKNOWN, _S.PUBLISHED})
_LONGEST: Final = 500


class Look(Value):
    """A post that left by the fast lane, and what is still to be done about it."""

    use: FastUse
    post: Post
    is_late: bool = False

    @property
    def is_to_be_taken_down(self) -> bool:
        """Is it out, or may be, though a second person said that it must go?"""
        is_out = self.post.state in _MAY_BE_OUT or bool(self.post.receipts)
        return self.use.verdict is LookVerdict.TAKE_DOWN and self.use.taken_down_at is None and is_out

    @property
    def is_open(self) -> bool:
        """Must somebody still do something about it?"""
        return self.use.verdict is None or self.is_to_be_taken_down

    @property
    def words(self) -> str:
        """Say what is to be done, and until when."""
        if self.is_to_be_taken_down:
            where = self.post.remote_url or "It may be out; look at the network"
            return f"A second look said: take it down. {where}. Then say that it is gone."
        if self.use.verdict is None:
            late = "is late: it was due" if self.is_late else "is due"
            return f"A second look {late} at {self.use.look_by:%d %b %H:%M} UTC."
        return f"A second look said: {self.use.verdict.value}."


class Report(Value):
    """All that left while the lane was open once."""

    lane: FastLane
    looks: tuple[Look, ...]


class SecondLooks:
    """Second looks at what left by the fast lane."""

    def __init__(self, store: Store, clock: Clock, planning: Planning) -> None:
        self._store = store
        self._clock = clock
        self._planning = planning

    def waiting(self) -> list[Look]:
        """Return what somebody must still look at or take down, the most urgent first."""
        with self._store.read() as unit:
            found = [self._look(unit, use) for use in unit.fast_lanes.unsettled()]
        return [each for each in found if each.is_open]

    def pressing(self) -> list[Look]:
        """Return those of them that are late, or out though they must not be."""
        return [each for each in self.waiting() if each.is_late or each.is_to_be_taken_down]

    def of(self, post: int) -> Look | None:
        """Return how one post left by the lane; `None` where it did not."""
        with self._store.read() as unit:
            use = unit.fast_lanes.use_of(post)
            return self._look(unit, use) if use else None

    def report(self, lane: int) -> Report:
        """Return all that was approved by the lane while it was open that time."""
        with self._store.read() as unit:
            looks = tuple(self._look(unit, use) for use in unit.fast_lanes.uses(lane=lane))
            return Report(lane=unit.fast_lanes.get(lane), looks=looks)

    def look(self, actor: Actor, post_id: int, verdict: LookVerdict, *, comment: str = "") -> Look:
        """Say what a second person makes of a post.

        Where it has not left and must not, it is cancelled; where it must be changed, it becomes a draft, or
        one is made that answers it with a correction. What is out is listed until somebody took it down.
        """
        now = self._clock.now()
        with self._store.write() as unit:
            use, post = _unlooked(unit, post_id), unit.posts.get(post_id)
            _check_may_look(actor, use, post, verdict, comment)
            correction = self._act(unit, actor, post, verdict, comment.strip())
            looked = use.model_copy(
                update={
                    "verdict": verdict,
                    "looked_by": actor.key,
                    "looked_at": now,
                    "comment": comment.strip(),
                    "correction": correction,
                }
            )
            unit.fast_lanes.put_use(looked)
            facts: dict[str, str | int | None] = {"verdict": verdict.value, "correction": correction}
            unit.audit.append(actor, "emergency.looked_at", f"post:{post_id}", at=now, facts=dict(facts))
            return self._look(unit, looked)

    def taken_down(self, actor: Actor, post_id: int) -> Look:
        """Note that a post which had to go is gone from the network."""
        now = self._clock.now()
        with self._store.write() as unit:
            use, post = unit.fast_lanes.use_of(post_id), unit.posts.get(post_id)
            actor.require(Permission.APPROVE, on=post.channel)
            if use is None or not self._look(unit, use).is_to_be_taken_down:
                raise StateError("Nobody said of this post that it must be taken down.")
            gone = use.model_copy(update={"taken_down_at": now})
            unit.fast_lanes.put_use(gone)
            unit.audit.append(actor, "emergency.taken_down", f"post:{post_id}", at=now)
            return self._look(unit, gone)

    def escalate(self) -> list[FastUse]:
        """Note every second look that is late by now, each once; return the new ones."""
        now = self._clock.now()
        with self._store.read() as unit:
            if not _late(unit, now):
                return []
        with self._store.write() as unit:
            late = [each.model_copy(update={"escalated_at": now}) for each in _late(unit, now)]
            unit.fast_lanes.put_use(*late)
            for use in late:
                unit.audit.append(ENGINE, "emergency.look_is_late", f"post:{use.post}", at=now)
        logger.info("second looks are late count=%d", len(late))
        return late

    # steps

    def _look(self, unit: Unit, use: FastUse) -> Look:
        return Look(use=use, post=unit.posts.get(use.post), is_late=use.is_late(self._clock.now()))

    def _act(self, unit: Unit, actor: Actor, post: Post, verdict: LookVerdict, comment: str) -> int | None:
        """Do what a verdict asks; return the draft of a correction where one was made."""
        if verdict is LookVerdict.FINE:
            return None
        if post.state in _MAY_BE_OUT or post.receipts:
            return self._correction(unit, actor, post) if verdict is LookVerdict.CORRECT else None
        to = _S.CANCELLED if verdict is LookVerdict.TAKE_DOWN else _S.DRAFT
        if post.state is to or post.state in {_S.CANCELLED, _S.REFUSED}:
            return None
        if post.state is _S.DRAFT and to is _S.DRAFT:
            return None
        fields = {"explanation": comment, "sequence": post.sequence + 1}
        now = self._clock.now()
        after = unit.posts.save(post.without_approval().moved_to(to).model_copy(update=fields), at=now)
        record(unit, actor, "post.withdrawn", at=now, before=post, after=after)
        return None

    def _correction(self, unit: Unit, actor: Actor, post: Post) -> int:
        """Make a draft that answers a post which is out; it is worded and approved as any other."""
        new = NewPost(channel=post.channel, at=self._clock.now(), pillar=post.pillar)
        said = Content(text="Correction: ", reply_to=post.remote_id)
        return self._planning.add_in(unit, actor, new, content=said).id


def _unlooked(unit: Unit, post_id: int) -> FastUse:
    use = unit.fast_lanes.use_of(post_id)
    if use is None:
        raise StateError("This post did not leave by the fast lane; it needs no second look.")
    if use.verdict is not None:
        raise StateError("Somebody has looked at this post already.")
    return use


def _check_may_look(actor: Actor, use: FastUse, post: Post, verdict: LookVerdict, comment: str) -> None:
    actor.require(Permission.APPROVE, on=post.channel)
    if actor.person_id is None:
        raise NotAllowedError("A second look is taken by a person. Sign in, or name one with --as.")
    if actor.key == use.by or actor.person_id in post.writers:
        raise NotAllowedError("You sent this post, so somebody else has to look at it.")
    if verdict is not LookVerdict.FINE and not comment.strip():
        raise InvalidInputError("Say in a few words what is wrong with it.")
    if len(comment) > _LONGEST:
        raise InvalidInputError(f"Say it in at most {_LONGEST} characters.")


def _late(unit: Unit, now: datetime) -> list[FastUse]:
    return [each for each in unit.fast_lanes.unlooked() if each.look_by <= now and each.escalated_at is None]
