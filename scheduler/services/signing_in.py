"""Who people are: accounts, passwords, and the sessions of their browsers.

Guarantee: a password is kept as an Argon2id hash, a session as the digest of its secret; a
sign-in that fails takes as long whether the person exists or not.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from scheduler.domain.errors import InvalidInputError, UnknownNameError
from scheduler.domain.people import Actor, Permission, Person, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.domain.clock import Clock
    from scheduler.store.database import Store

SESSION_LIFE = timedelta(days=14)
#: NIST SP 800-63B: length counts, composition rules do not.
SHORTEST_PASSWORD = 12
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class SigningIn:
    """Accounts and sessions."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._hasher = PasswordHasher()
        self._nobody = ""

    def add(self, actor: Actor, *, name: str, email: str, roles: Sequence[Role], password: str) -> Person:
        """Make an account."""
        actor.require(Permission.MANAGE_PEOPLE)
        if not _MAIL.fullmatch(email):
            raise InvalidInputError(f"“{email}” is not a mail address. Write it like name@example.org.")
        if not name.strip() or not roles:
            raise InvalidInputError("A person needs a name and at least one role.")
        hashed = self._hash(password)
        now = self._clock.now()
        with self._store.write() as unit:
            made = unit.people.add(
                Person(name=name.strip(), email=email, roles=tuple(roles), created_at=now),
                password_hash=hashed,
            )
            told = {"roles": ",".join(roles)}
            unit.audit.append(actor, "person.added", f"person:{made.id}", at=now, facts=told)
        return made

    def all(self) -> list[Person]:
        """Return everybody by name."""
        with self._store.read() as unit:
            return unit.people.all()

    def find(self, email: str) -> Person:
        """Return the person who signs in with this address, or raise `UnknownNameError`."""
        with self._store.read() as unit:
            found = unit.people.by_email(email)
        if found is None:
            raise UnknownNameError("person", email)
        return found

    def set_password(self, actor: Actor, email: str, password: str) -> None:
        """Give a person a new password and end their sessions."""
        actor.require(Permission.MANAGE_PEOPLE)
        person = self.find(email)
        hashed = self._hash(password)
        with self._store.write() as unit:
            unit.people.set_password(person.id, hashed)
            unit.audit.append(actor, "person.password_set", f"person:{person.id}", at=self._clock.now())

    def sign_in(self, email: str, password: str) -> str | None:
        """Return the secret of a new session, or `None`: which of the two was wrong is not told."""
        with self._store.read() as unit:
            person = unit.people.by_email(email)
            hashed = unit.people.password_hash(person.id) if person else self._dummy()
        if not self._matches(hashed, password) or person is None or not person.active:
            return None
        token = secrets.token_urlsafe(32)
        now = self._clock.now()
        with self._store.write() as unit:
            unit.people.open_session(person.id, _digest(token), at=now, until=now + SESSION_LIFE)
            unit.audit.append(Actor.of(person), "person.signed_in", f"person:{person.id}", at=now)
        return token

    def actor_of(self, token: str | None) -> Actor | None:
        """Return who has this session now; `None` once it ended or the account was closed."""
        if not token:
            return None
        with self._store.read() as unit:
            person = unit.people.of_session(_digest(token), at=self._clock.now())
        return None if person is None else Actor.of(person)

    def sign_out(self, token: str) -> None:
        """End a session; an unknown one is no error."""
        with self._store.write() as unit:
            unit.people.close_session(_digest(token))

    def _hash(self, password: str) -> str:
        if len(password) < SHORTEST_PASSWORD:
            raise InvalidInputError(f"A password needs at least {SHORTEST_PASSWORD} characters.")
        return self._hasher.hash(password)

    def _matches(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False

    def _dummy(self) -> str:
        if not self._nobody:
            self._nobody = self._hasher.hash(secrets.token_urlsafe(16))
        return self._nobody


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
