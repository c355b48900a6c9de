"""Links by which people choose a password: into a new account, or instead of one they forgot.

Guarantees: a secret is made by chance (256 bits), shown once and kept as its digest; a person has one link at
most, and it opens the choice of a password once. It is over with its use, with any other change of that
password, once a role was taken from the person, the account was closed, or whoever made it may look after
people no more. Looking at it uses nothing up: programs that read mail open links before people do.
"""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Final

from scheduler.domain.errors import CodeWantedError, NotAllowedError, StateError
from scheduler.domain.invitations import LINK_LIFE, Invitation, Invited
from scheduler.domain.people import OPERATOR, Actor, Permission
from scheduler.domain.secret import Secret
from scheduler.domain.sessions import Browser
from scheduler.services.slowing import Slowing, digest, for_address

if TYPE_CHECKING:
    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Person
    from scheduler.services.signing_in import SigningIn
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

_TOKEN_BYTES: Final = 32
_TOKEN: Final = re.compile("[A-Za-z0-9_-]{43}")


class LinkEndedError(StateError):
    """A link opens nothing; whether it was used, ended, too old or never there is not told."""

    def __init__(self) -> None:
        super().__init__(
            "This link opens nothing any more. A link works once, for three days, and a newer one ends it. "
            "Ask your administrator for a new one; if you have chosen a password already, sign in with it."
        )


class Inviting:
    """The links. May be used from any thread."""

    def __init__(self, store: Store, clock: Clock, people: SigningIn, *, planner_url: str) -> None:
        self._store = store
        self._clock = clock
        self._people = people
        self._slowing = Slowing(store, clock)
        self._planner_url = planner_url.rstrip("/")

    # for administrators

    def is_for(self, person: Person) -> bool:
        """May this person sign in with a password at all?"""
        with self._store.read() as unit:
            return unit.sign_on.settings().lets_in_by_password(person.id)

    def standing(self) -> dict[int, Invitation]:
        """Return the links that open something, by the numbers of their people."""
        with self._store.read() as unit:
            found = unit.invitations.live(at=self._clock.now())
            return {each.person_id: each for each in found if _is_kept(unit, each)}

    def make(self, actor: Actor, email: str) -> tuple[Invitation, Secret]:
        """Make a person's link, instead of the one they had; its address is never told again.

        The password they have stays good until they choose another by it.
        """
        actor.require(Permission.MANAGE_PEOPLE)
        actor.require_fresh(self._clock.now())
        person = self._people.find(email)
        if person.id == actor.person_id:
            raise NotAllowedError("Change your own password under “You”: it asks for the old one.")
        if not person.active:
            raise StateError(f"The account of {person.name} is closed. Open it again first.")
        if not self.is_for(person):
            raise StateError(
                f"{person.name} signs in with your organisation's account, so no password is chosen here. "
                "Send them the address of the planner."
            )
        token, now = secrets.token_urlsafe(_TOKEN_BYTES), self._clock.now()
        made = Invitation(person_id=person.id, made_by=actor.key, made_at=now, until=now + LINK_LIFE)
        with self._store.write() as unit:
            unit.invitations.put(made, token_sha256=digest(token))
            unit.audit.append(actor, "person.link_made", f"person:{person.id}", at=now)
        return made, Secret(f"{self._planner_url}/invitation/{token}")

    def revoke(self, actor: Actor, email: str) -> None:
        """End a person's link at once; where there is none, nothing changes."""
        actor.require(Permission.MANAGE_PEOPLE)
        person = self._people.find(email)
        with self._store.write() as unit:
            if unit.invitations.end(person.id):
                now = self._clock.now()
                unit.audit.append(actor, "person.link_revoked", f"person:{person.id}", at=now)

    # for whoever has the link

    def look(self, token: str, *, address: str = "") -> Invited:
        """Return whose account it is; raises `LinkEndedError`, `TooManyTriesError` after many wrong ones."""
        person = self._opened(token, address)
        return Invited(name=person.name, email=person.email, is_new=not self._people.has_password(person))

    def use(self, token: str, password: str, *, browser: Browser | None = None) -> str:
        """Take the password that somebody chose, and return the secret of a new session; all others end.

        Raises `InvalidInputError` for one that is easy to guess, and the link stays; `CodeWantedError` where
        two-step sign-in is on: the password is theirs by then; `LinkEndedError` where it opens nothing.
        """
        came = browser or Browser()
        person = self._opened(token, came.address)
        hashed = self._people.hash_for(person, password)
        session, now = secrets.token_urlsafe(_TOKEN_BYTES), self._clock.now()
        with self._store.write() as unit:
            if self._found(unit, token) is None or not unit.invitations.spend(digest(token)):
                raise LinkEndedError
            unit.people.set_password(person.id, hashed, must_change_since=None)
            unit.people.end_sessions(person.id)
            unit.sign_in_guard.forget_browsers(person.id)
            actor = Actor.of(person)
            unit.audit.append(actor, "person.password_chosen", f"person:{person.id}", at=now)
            wants_code = self._people.arrive(unit, unit.people.get(person.id), came, session)
        if wants_code:
            raise CodeWantedError(Secret(session))
        return session

    # steps

    def _opened(self, token: str, address: str) -> Person:
        """Return whose link it is; only wrong ones are counted: no guess of others keeps anybody waiting."""
        with self._store.read() as unit:
            person = self._found(unit, token)
        if person is None:
            self._slowing.begin([for_address(address)] if address else [])
            raise LinkEndedError
        return person

    def _found(self, unit: Unit, token: str) -> Person | None:
        if not _TOKEN.fullmatch(token):
            return None
        link = unit.invitations.by_token(digest(token), at=self._clock.now())
        if link is None or not _is_kept(unit, link):
            return None
        person = unit.people.get(link.person_id)
        takes = unit.sign_on.settings().lets_in_by_password(person.id)
        return person if person.active and takes else None


def _is_kept(unit: Unit, link: Invitation) -> bool:
    """May whoever made it look after people still?"""
    if link.made_by == OPERATOR.key:
        return True
    maker = unit.people.get(int(link.made_by.removeprefix("person:")))
    return Actor.of(maker).may(Permission.MANAGE_PEOPLE)
