"""Leaders' own accounts: whose a channel is, and who may agree in the owner's place.

Guarantee: from the moment a channel belongs to a person, nothing goes in line there that they did not
agree to, and what stood in line waits for their word.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.domain.errors import InvalidInputError, NotAllowedError, UnknownNameError
from scheduler.domain.people import Permission
from scheduler.domain.post import PostState
from scheduler.domain.speaking import LONGEST, Delegation, may_agree
from scheduler.services.recording import record

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor, Person
    from scheduler.domain.plan import Channel
    from scheduler.domain.post import Post
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

_WAITS = "This channel belongs to a person now, who has to agree first."
_QUEUED = frozenset({PostState.SCHEDULED, PostState.HELD, PostState.MISSED})


def agreeing(unit: Unit, post: Post, *, now: datetime) -> frozenset[str]:
    """Return the keys of those whose agreement a post needs one of; none where it needs no such thing."""
    owner = unit.plan.channel(post.channel).belongs_to
    if owner is None:
        return frozenset()
    numbers = may_agree(owner, post, unit.delegations.of(post.channel), now=now)
    return frozenset(f"person:{number}" for number in numbers)


class SpeakingFor:
    """The owners of channels, and whom they named."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def belongs(
        self, actor: Actor, channel: str, email: str | None, *, is_clinician_voice: bool | None = None
    ) -> Channel:
        """Say whose account a channel is; nobody's with `None`. Posts in line wait for the owner's word.

        Who names an owner says whether they speak there as a clinician: it decides what its posts must hold.
        """
        actor.require(Permission.SET_UP)
        now = self._clock.now()
        actor.require_fresh(now)
        if email is not None and is_clinician_voice is None:
            raise InvalidInputError("Say whether they speak there as a clinician: yes or no.")
        with self._store.write() as unit:
            before = unit.plan.channel(channel)
            owner = _found(unit, email).id if email is not None else None
            after = before.model_copy(update={"belongs_to": owner})
            if is_clinician_voice is not None:
                policy = unit.channel_policies.of(channel)
                voiced = replace(policy, is_clinician_voice=is_clinician_voice)
                unit.channel_policies.put(channel, voiced)
            if after != before:
                unit.plan.change_channel(after)
                self._call_back(unit, actor, after)
                told = {"owner": f"person:{owner}" if owner else "", "clinician": is_clinician_voice}
                unit.audit.append(actor, "channel.owner_set", f"channel:{channel}", at=now, facts=dict(told))
        return after

    def delegate(self, actor: Actor, channel: str, email: str, *, until: datetime) -> Delegation:
        """Let somebody agree in one's place until a day; only the owner can, who proved who they are."""
        now = self._clock.now()
        actor.require_fresh(now)
        if not now < until <= now + LONGEST:
            raise InvalidInputError("Name a day after today, within a year.")
        with self._store.write() as unit:
            owner = unit.plan.channel(channel).belongs_to
            if owner is None or owner != actor.person_id:
                raise NotAllowedError("Only the person whose account it is can let somebody else agree.")
            person = _found(unit, email)
            if person.id == owner:
                raise InvalidInputError("It is your account, so you agree yourself. Name somebody else.")
            new = Delegation(channel=channel, owner=owner, person_id=person.id, until=until, created_at=now)
            made = unit.delegations.add(new)
            told = {"to": f"person:{person.id}", "until": until.isoformat()}
            unit.audit.append(actor, "channel.delegated", f"channel:{channel}", at=now, facts=dict(told))
        return made

    def take_back(self, actor: Actor, number: int) -> Delegation:
        """End a delegation: by the owner, by whom it names, or by who sets the channel up."""
        now = self._clock.now()
        with self._store.write() as unit:
            before = unit.delegations.get(number)
            if actor.person_id is None or actor.person_id not in {before.owner, before.person_id}:
                actor.require(Permission.SET_UP, on=before.channel)
            ended = unit.delegations.end(number, at=now)
            if before.ended_at is None:
                told = {"to": f"person:{before.person_id}"}
                about = f"channel:{before.channel}"
                unit.audit.append(actor, "channel.delegation_ended", about, at=now, facts=dict(told))
        return ended

    def standing(self, channel: str) -> list[Delegation]:
        """Return the delegations of a channel that hold now."""
        with self._store.read() as unit:
            owner = unit.plan.channel(channel).belongs_to
            found = unit.delegations.of(channel)
        return [each for each in found if each.owner == owner and each.stands_at(self._clock.now())]

    def may_agree(self, actor: Actor, post: Post) -> bool:
        """Does a post need the agreement of this very actor, or of others like them?"""
        with self._store.read() as unit:
            return actor.key in agreeing(unit, post, now=self._clock.now())

    def _call_back(self, unit: Unit, actor: Actor, channel: Channel) -> None:
        """Let what stands in line wait for the new owner."""
        now = self._clock.now()
        for post in unit.posts.in_state(*_QUEUED):
            if post.channel != channel.name or not agreeing(unit, post, now=now):
                continue
            if post.approved_digest is None or post.receipts:
                continue
            void = post.without_approval().model_copy(
                update={"explanation": _WAITS, "sequence": post.sequence + 1}
            )
            after = void.moved_to(PostState.IN_REVIEW) if post.state is PostState.SCHEDULED else void
            saved = unit.posts.save(after, at=now)
            record(unit, actor, "post.called_back", at=now, before=post, after=saved)


def _found(unit: Unit, email: str) -> Person:
    found = unit.people.by_email(email)
    if found is None or not found.active:
        raise UnknownNameError("person", email)
    return found
