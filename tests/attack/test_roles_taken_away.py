"""Roles are taken and given, and accounts closed and opened, between any two steps of people who work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from scheduler.domain.errors import NotAllowedError, RoundsError
from scheduler.domain.people import OPERATOR, Actor, Role
from scheduler.domain.post import Post, PostState
from scheduler.services.content import NewPost
from scheduler.services.sealing import Seal
from scheduler.services.second_factors import SecondFactors
from scheduler.services.signing_in import SigningIn
from scheduler.services.slowing import digest
from tests.attack.house import House, Parts

_CHANNELS = ("main-x", "other-x")
_WRITERS = {Role.AUTHOR, Role.EDITOR, Role.PUBLISHER, Role.CRISIS_LEAD, Role.CLINICIAN}
_APPROVERS = {Role.EDITOR, Role.PUBLISHER, Role.CRISIS_LEAD, Role.CLINICIAN, Role.PRIVACY_OFFICER}
_ROLES = (Role.AUTHOR, Role.EDITOR, Role.PRIVACY_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR)
people = some.integers(1, 4)
channels = some.sampled_from(_CHANNELS)
numbers = some.integers(0, 4)


class TakenRoles(RuleBasedStateMachine):
    """People act through the sessions of their browsers; a table of its own says who may what just now."""

    allowed: ClassVar[int] = 0
    refused: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.house = House(Parts())
        store, clock = self.house.store, self.house.clock
        codes = SecondFactors(store, clock, Seal(Path("no.key"), clock))
        self.people = SigningIn(store, clock, codes, grave_idle=timedelta(hours=12))
        #: What each is, by channel, "" for everywhere; nothing for one whose account is closed.
        self.held: dict[int, dict[str, set[Role]]] = {1: {"": {Role.AUTHOR}}, 2: {"": {Role.EDITOR}}}
        self.held |= {3: {"": {Role.PUBLISHER}}, 4: {"": {Role.PRIVACY_OFFICER}}}
        self.closed: set[int] = set()
        self.tokens = {number: self._enter(number) for number in self.held}
        self.posts: list[Post] = []

    # looking after people

    @rule(person=people, role=some.sampled_from(_ROLES), on=some.sampled_from(["", *_CHANNELS]))
    def change(self, person: int, role: Role, on: str) -> None:
        """Somebody is one thing from now on, everywhere or on one channel."""
        roles, channel_roles = ([], {on: [role]}) if on else ([role], {})
        try:
            self.people.set_roles(
                OPERATOR, f"p{person}@example.org", roles=roles, channel_roles=channel_roles
            )
        except RoundsError:
            return
        self.held[person] = {on: {role}}

    @rule(person=people, is_closed=some.booleans())
    def open_or_close(self, person: int, *, is_closed: bool) -> None:
        """An account is closed, or opened again; who comes back signs in anew."""
        change = self.people.close if is_closed else self.people.reopen
        try:
            change(OPERATOR, f"p{person}@example.org")
        except RoundsError:
            return
        if is_closed:
            self.closed.add(person)
        elif person in self.closed:
            self.closed.discard(person)
            assert self.people.actor_of(self.tokens[person]) is None, "a session outlived its account"
            self.tokens[person] = self._enter(person)

    # working

    @rule(person=people, channel=channels)
    def write(self, person: int, channel: str) -> None:
        """Somebody writes a post and sends it to review."""
        at = self.house.clock.now() + timedelta(hours=2)
        new = NewPost(channel=channel, at=at, text="plain")
        actor = self._click(person)
        made = self._try(
            lambda: self.house.planning.add(actor, new), is_allowed=self._may(person, channel, _WRITERS)
        )
        if made is not None:
            self.posts.append(self.house.planning.submit(actor, made.id))

    @rule(person=people, number=numbers)
    def approve(self, person: int, number: int) -> None:
        """Somebody approves what they see."""
        post = self._waiting(number)
        if post is None:
            return
        actor, may = self._click(person), self._may(person, post.channel, _APPROVERS)
        done = self._try(
            lambda: self.house.approving.approve(actor, post.id),
            is_allowed=may and person not in post.writers,
        )
        assert done is None or done.approved_by == f"person:{person}"

    @rule(person=people, number=numbers)
    def cancel(self, person: int, number: int) -> None:
        """Somebody cancels what waits."""
        post = self._waiting(number)
        if post is None:
            return
        actor = self._click(person)
        is_allowed = self._may(person, post.channel, _WRITERS)
        self._try(lambda: self.house.planning.cancel(actor, post.id), is_allowed=is_allowed)

    @invariant()
    def closed_people_are_nobody(self) -> None:
        """No session of a closed account opens anything."""
        for person, token in self.tokens.items():
            assert (self.people.actor_of(token) is None) == (person in self.closed)

    # steps

    def _enter(self, person: int) -> str:
        now, token = self.house.clock.now(), f"secret {person} {len(self.closed)} {id(self)}"
        with self.house.store.write() as unit:
            unit.people.open_session(person, digest(token), at=now, until=now + timedelta(days=9))
        return token

    def _click(self, person: int) -> Actor:
        """Return who clicks, as the page finds them just then: nobody once the account is closed."""
        nobody = Actor(key=f"person:{person}", name="Nobody", person_id=person)
        return self.people.actor_of(self.tokens[person]) or nobody

    def _may(self, person: int, channel: str, roles: set[Role]) -> bool:
        held = self.held[person]
        return person not in self.closed and bool((held.get("", set()) | held.get(channel, set())) & roles)

    def _waiting(self, number: int) -> Post | None:
        found = [each for each in self.house.posts() if each.state is PostState.IN_REVIEW]
        return found[number % len(found)] if found else None

    def _try(self, job: Callable[[], Post], *, is_allowed: bool) -> Post | None:
        try:
            done = job()
        except NotAllowedError:
            assert not is_allowed, "who may was refused"
            type(self).refused += 1
            return None
        assert is_allowed, "who may not was let"
        type(self).allowed += 1
        return done


def test_what_a_person_may_do_is_what_they_are_at_that_very_click() -> None:
    run_state_machine_as_test(
        TakenRoles, settings=settings(max_examples=60, stateful_step_count=25, deadline=None)
    )

    assert TakenRoles.allowed > 10  # how many there are is chance: 87 to 624 in a dozen runs
    assert TakenRoles.refused > 10
