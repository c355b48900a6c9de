"""Who people are, and what they may do where.

Guarantees: nobody gives a role to themselves; there is always an account that can look after people; a
role that was taken and an account that was closed count from the very next click, for every click asks
anew. A password that somebody else chose opens one thing alone: the choice of one's own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scheduler.domain.errors import InvalidInputError, NotAllowedError, StateError, UnknownNameError
from scheduler.domain.people import EVERYWHERE_ONLY, Permission, Person, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.services.passwords import Passwords
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

_MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LONGEST_NAME: Final = 120
_LAST = (
    "Nobody else can look after people then. Make another person an administrator first, then do this again."
)


class Accounts:
    """The accounts of people."""

    def __init__(self, store: Store, clock: Clock, passwords: Passwords) -> None:
        self._store = store
        self._clock = clock
        self._passwords = passwords

    def add(
        self,
        actor: Actor,
        *,
        name: str,
        email: str,
        roles: Sequence[Role],
        password: str | None,
        channel_roles: Mapping[str, Sequence[Role]] | None = None,
        is_one_time: bool | None = None,
    ) -> Person:
        """Make an account; its password `is_one_time` if another person chose it, unless told otherwise.

        Without one, the person chooses it by a link (`inviting.py`), or signs in at a provider.
        """
        actor.require(Permission.MANAGE_PEOPLE)
        if not _MAIL.fullmatch(email):
            raise InvalidInputError(f"“{email}” is not a mail address. Write it like name@example.org.")
        called = _checked_name(name)
        given, on = _checked_roles(roles, channel_roles or {})
        expected = self._expected(called, email)
        hashed = "" if password is None else self._passwords.hash(password, expected=expected)
        now = self._clock.now()
        one_time = actor.person_id is not None if is_one_time is None else is_one_time
        new = Person(
            name=called,
            email=email,
            roles=given,
            channel_roles=on,
            must_change_since=now if one_time or password is None else None,
            created_at=now,
        )
        with self._store.write() as unit:
            _check_channels(unit, on)
            made = unit.people.add(new, password_hash=hashed)
            self._note(unit, actor, "added", made, roles=_told(made))
        return made

    def all(self) -> list[Person]:
        """Return everybody by name."""
        with self._store.read() as unit:
            return unit.people.all()

    def find(self, email: str) -> Person:
        """Return the person who signs in with this address, or raise `UnknownNameError`."""
        with self._store.read() as unit:
            return _found(unit, email)

    def set_roles(
        self,
        actor: Actor,
        email: str,
        *,
        roles: Sequence[Role],
        channel_roles: Mapping[str, Sequence[Role]],
    ) -> Person:
        """Say what a person is from now on, everywhere and on single channels; nobody adds to their own.

        A link to choose a password by is over where a role is taken.
        """
        given, on = _checked_roles(roles, channel_roles)

        def changed(unit: Unit, person: Person) -> Person:
            _check_channels(unit, on)
            after = person.model_copy(update={"roles": given, "channel_roles": on})
            if person.id == actor.person_id and not _is_less(after, person):
                raise NotAllowedError("You can't give a role to yourself. Ask another administrator.")
            _check_looked_after(unit, person, after)
            if not _is_less(person, after):
                unit.invitations.end(person.id)
            return unit.people.set_roles(person.id, roles=given, channel_roles=on)

        return self._grave_step(actor, email, "roles_changed", changed)

    def close(self, actor: Actor, email: str) -> Person:
        """Close an account: its sessions end at once, what the person made stays; twice is once.

        What they typed and did not save goes, and comments wait for them no more.
        """

        def closed(unit: Unit, person: Person) -> Person:
            _check_looked_after(unit, person, person.model_copy(update={"active": False}))
            unit.people.end_sessions(person.id)
            unit.invitations.end(person.id)
            unit.unsaved.remove_of(person.id)
            unit.comments.drop_calls(person.id)
            return unit.people.set_active(person.id, active=False)

        return self._grave_step(actor, email, "closed", closed)

    def reopen(self, actor: Actor, email: str) -> Person:
        """Open a closed account again, with the roles that it had; twice is once."""
        return self._grave_step(
            actor, email, "reopened", lambda unit, person: unit.people.set_active(person.id, active=True)
        )

    def rename(self, actor: Actor, email: str, name: str) -> Person:
        """Give a person another name; everybody may choose their own."""
        called = _checked_name(name)
        with self._store.write() as unit:
            person = _found(unit, email)
            if person.id != actor.person_id:
                actor.require(Permission.MANAGE_PEOPLE)
            if person.name == called:
                return person
            renamed = unit.people.rename(person.id, called)
            self._note(unit, actor, "renamed", renamed)
        return renamed

    def set_password(
        self, actor: Actor, email: str, password: str, *, is_one_time: bool | None = None
    ) -> None:
        """Give a person a new password and end their sessions.

        It `is_one_time` where another person chose it, unless told otherwise: it opens the choice of an
        own one, for a week.
        """
        actor.require(Permission.MANAGE_PEOPLE)
        actor.require_fresh(self._clock.now())
        person = self.find(email)
        if person.id == actor.person_id:
            raise NotAllowedError("Change your own password under “You”: it asks for the old one.")
        hashed = self.hash_for(person, password)
        now = self._clock.now()
        one_time = actor.person_id is not None if is_one_time is None else is_one_time
        with self._store.write() as unit:
            unit.people.set_password(person.id, hashed, must_change_since=now if one_time else None)
            unit.people.end_sessions(person.id)
            unit.sign_in_guard.forget_browsers(person.id)
            self._note(unit, actor, "password_set", person)

    def hash_for(self, person: Person, password: str) -> str:
        """Return the hash of a password for this person; `InvalidInputError` for one easy to guess."""
        return self._passwords.hash(password, expected=self._expected(person.name, person.email))

    # steps

    def _grave_step(
        self, actor: Actor, email: str, did: str, step: Callable[[Unit, Person], Person]
    ) -> Person:
        """Change an account as only somebody may who has just proved who they are."""
        actor.require(Permission.MANAGE_PEOPLE)
        actor.require_fresh(self._clock.now())
        with self._store.write() as unit:
            before = _found(unit, email)
            after = step(unit, before)
            if after != before:
                self._note(unit, actor, did, after, roles=_told(after), before=_told(before))
        return after

    def _expected(self, name: str, email: str) -> tuple[str, ...]:
        """Return what somebody who knows this person would try."""
        with self._store.read() as unit:
            house = unit.plan.organisation()
        return (name, email, *((house.name, *house.domains) if house else ()))

    def _note(self, unit: Unit, actor: Actor, did: str, person: Person, **facts: str) -> None:
        unit.audit.append(
            actor, f"person.{did}", f"person:{person.id}", at=self._clock.now(), facts=dict(facts)
        )


def _found(unit: Unit, email: str) -> Person:
    found = unit.people.by_email(email)
    if found is None:
        raise UnknownNameError("person", email)
    return found


def _checked_name(name: str) -> str:
    called = " ".join(name.split())
    if not called or len(called) > _LONGEST_NAME or not called.isprintable():
        raise InvalidInputError(f"A person needs a name of at most {_LONGEST_NAME} characters.")
    return called


def _checked_roles(
    roles: Iterable[Role], on: Mapping[str, Sequence[Role]]
) -> tuple[tuple[Role, ...], dict[str, tuple[Role, ...]]]:
    """Return roles in their order, on channels only what does not hold everywhere; raises for none at all."""
    everywhere = _in_order(roles)
    by_channel = {name: _in_order(set(given) - set(everywhere)) for name, given in sorted(on.items())}
    by_channel = {name: given for name, given in by_channel.items() if given}
    for role in EVERYWHERE_ONLY.intersection(*[frozenset().union(*by_channel.values())]):
        raise InvalidInputError(f"The role {role.value} is for everything, not for one channel.")
    if not everywhere and not by_channel:
        raise InvalidInputError("A person needs at least one role, everywhere or on a channel.")
    return everywhere, by_channel


def _in_order(roles: Iterable[Role]) -> tuple[Role, ...]:
    given = set(roles)
    return tuple(role for role in Role if role in given)


def _check_channels(unit: Unit, on: Mapping[str, Sequence[Role]]) -> None:
    for channel in on:
        unit.plan.channel(channel)


def _check_looked_after(unit: Unit, before: Person, after: Person) -> None:
    """Raise where this person is the last who can look after people, and would be no more."""
    others = [each for each in unit.people.all() if each.id != after.id]
    if _looks_after(before) and not any(map(_looks_after, (after, *others))):
        raise StateError(_LAST)


def _looks_after(person: Person) -> bool:
    return person.active and Role.ADMINISTRATOR in person.roles


def _is_less(after: Person, before: Person) -> bool:
    """Was nothing added?"""
    added_on = any(
        set(given) - set(before.channel_roles.get(channel, ())) - set(before.roles)
        for channel, given in after.channel_roles.items()
    )
    return not added_on and set(after.roles) <= set(before.roles)


def _told(person: Person) -> str:
    """Return roles as the record has them: `editor,author@main-x`."""
    on = [f"{role.value}@{channel}" for channel, given in person.channel_roles.items() for role in given]
    return ",".join([*(role.value for role in person.roles), *on])
