"""Faults that the attack must find: each a product that breaks one promise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from scheduler.domain.emergency import EmergencyTemplate
from scheduler.domain.fast_lane import FastLane
from scheduler.domain.people import Actor
from scheduler.domain.post import Post, PostState
from scheduler.services.approving import Approving
from scheduler.services.authorising import Authorising, Pulled
from scheduler.services.emergency import Emergency
from scheduler.services.emergency_words import EmergencyWords
from scheduler.services.fast_laning import FastLaning
from scheduler.services.in_hand import Claimed
from scheduler.services.planning import Planning
from scheduler.services.publishing import Publishing
from scheduler.services.releasing import Releasing
from scheduler.store.unit import Unit
from tests.attack.house import Parts
from tests.builders import approved


class KeepsApprovalOfOtherWords(Planning):
    """An edit of an approved post carries the approval over."""

    def _save(self, unit: Unit, actor: Actor, action: str, before: Post, after: Post) -> Post:
        if action == "post.edited" and before.is_approved:
            after = approved(after.model_copy(update={"state": PostState.SCHEDULED}))
        return super()._save(unit, actor, action, before, after)


class KeepsApprovalForAnyTime(Planning):
    """A move carries the approval along, however far."""

    def _save(self, unit: Unit, actor: Actor, action: str, before: Post, after: Post) -> Post:
        if action == "post.moved" and before.state is PostState.SCHEDULED and before.is_approved:
            kept = {"state": PostState.SCHEDULED, "accepted_rules": before.accepted_rules}
            after = approved(after.model_copy(update=kept | {"guard_mark": before.guard_mark}))
        return super()._save(unit, actor, action, before, after)


class BeginsInAPause(Publishing):
    """A pause that begins after the claim is not seen."""

    def begin(self, batch: Sequence[Claimed]) -> list[Claimed]:
        return self._store.alone(lambda unit: self._begin_blindly(unit, batch))

    def _begin_blindly(self, unit: Unit, batch: Sequence[Claimed]) -> list[Claimed]:
        return super()._begin_free(_NoPauses(unit), batch, self._clock.now())  # type: ignore[arg-type]


class _NoPauses:
    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self.pauses = self

    def active(self) -> list[Any]:
        return []

    def over(self, _: Any) -> list[Any]:
        return []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._unit, name)


class EndsPausesEarly(Publishing):
    """The end of a pause is read from a clock that is an hour ahead."""

    def claim(self, *, limit: int, ahead: timedelta = timedelta(0)) -> list[Claimed]:
        with self._store.write() as unit:
            for pause in unit.pauses.over(self._clock.now() + timedelta(hours=1)):
                unit.pauses.lift(pause.id, at=self._clock.now(), by="engine")
        return super().claim(limit=limit, ahead=ahead)


class KeepsWithoutApproval(Releasing):
    """What is kept or moved after a pause goes back in line, approved for its time or not."""

    def _in_line(self, unit: Unit, post: Post) -> Post:  # noqa: ARG002 - as it overrides
        kept = {"accepted_rules": post.accepted_rules, "guard_mark": post.guard_mark}
        return approved(post.moved_to(PostState.SCHEDULED).model_copy(update=kept))


class ApprovesUnread(Approving):
    """What changed since it was read is approved all the same."""

    def approve(self, actor: Actor, post_id: int, **given: Any) -> Post:
        return super().approve(actor, post_id, **{**given, "digest": None})


class TakesOneForTwo(Approving):
    """One person decides as often as they like."""

    def approve(self, actor: Actor, post_id: int, **given: Any) -> Post:
        post = super().approve(actor, post_id, **given)
        if not post.endorsements:
            return post
        other = actor.model_copy(update={"key": f"{actor.key} again"})
        return super().approve(other, post_id, **{**given, "digest": None, "comment": "Again."})


class LetsWritersApprove(Approving):
    """Whoever wrote a post may approve it."""

    def _check(self, actor: Actor, post: Post, digest: str | None, *, is_owner: bool) -> None:
        super()._check(actor.model_copy(update={"person_id": None}), post, digest, is_owner=is_owner)


class RevokesOnPaper(Authorising):
    """A revocation is noted, and nothing is pulled."""

    def _pull(self, unit: Unit, actor: Actor, signed: Any, why: str) -> Pulled:  # noqa: ARG002 - as it overrides
        return Pulled(authorisation=signed)


class LeavesTheLaneOpen(FastLaning):
    """The lane is closed, and what waits in it leaves all the same."""

    def _pull(self, unit: Unit, actor: Actor, lane: FastLane, now: datetime) -> int:  # noqa: ARG002 - as it overrides
        return 0


class ForgetsWriters(EmergencyWords):
    """Whoever wrote emergency words may approve them."""

    def _add(self, unit: Unit, actor: Actor, template: EmergencyTemplate, what: str) -> EmergencyTemplate:
        return super()._add(unit, actor, template.model_copy(update={"writers": ()}), what)


class LetsAnybodyUse(Emergency):
    """Whoever may approve uses emergency words, on call or not."""

    def use(self, actor: Actor, *given: Any, **more: Any) -> list[Post]:
        on_call = [each.turn.person for each in self.lane.turns() if each.is_now]
        actor = actor.model_copy(update={"person_id": on_call[0]}) if on_call else actor
        return super().use(actor, *given, **more)


FAULTS: dict[str, Parts] = {
    "an edit keeps its approval": Parts(planning=KeepsApprovalOfOtherWords),
    "a move out of the window keeps its approval": Parts(planning=KeepsApprovalForAnyTime),
    "a pause after the claim is ignored": Parts(publishing=BeginsInAPause),
    "a pause ends by another clock": Parts(publishing=EndsPausesEarly),
    "what a pause held is kept without its approval": Parts(releasing=KeepsWithoutApproval),
    "what changed since it was read is approved": Parts(approving=ApprovesUnread),
    "one person counts for two": Parts(approving=TakesOneForTwo),
    "who wrote it approves it": Parts(approving=LetsWritersApprove),
    "a revocation pulls nothing": Parts(authorising=RevokesOnPaper),
    "closing the fast lane takes nothing back": Parts(laning=LeavesTheLaneOpen),
    "who wrote emergency words approves them": Parts(words=ForgetsWriters),
    "who is not on call uses emergency words": Parts(emergency=LetsAnybodyUse),
    "the mark does not name the rules": Parts(names_rules=False),
}
