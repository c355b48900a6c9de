"""Passwords for single programs, so that nobody types their own into a calendar program.

Guarantees: a secret is made by chance (160 bits), shown once and kept as its digest; it opens the
calendars alone, never the planner; one that was revoked, and the account of one that was closed, count
from the next request on. A plain SHA-256 is enough: a slow hash makes few guesses dear, and against
2^160 equally likely secrets no number of guesses helps. That is also why a right one is never kept
waiting: only wrong ones are counted, so nobody can lock a person's telephone out by guessing.
"""

from __future__ import annotations

import base64
import logging
import re
import secrets
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from scheduler.domain.app_passwords import AppPassword, Guest
from scheduler.domain.errors import InvalidInputError, NotAllowedError, RoundsError, StateError
from scheduler.domain.people import Actor, Permission
from scheduler.domain.record import Detail
from scheduler.services.slowing import Slowing, digest, for_account, for_address

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Person
    from scheduler.store.database import Store

_log = logging.getLogger(__name__)
_SECRET_BYTES: Final = 20
_SECRET: Final = re.compile("[a-z2-7]{32}")
_GROUP: Final = 4
_LONGEST_NAME: Final = 60
#: More devices than anybody carries; a person who has them all has forgotten some.
_MOST: Final = 20
_NOTED_EVERY: Final = timedelta(minutes=1)


class AppPasswords:
    """The passwords of people's calendar programs."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._slowing = Slowing(store, clock)
        self._noted: dict[int, datetime] = {}
        self._lock = threading.Lock()

    def make(
        self, actor: Actor, name: str, *, detail: Detail = Detail.TITLES, person: Person | None = None
    ) -> tuple[AppPassword, str]:
        """Make one for oneself; the secret that is returned with it is never shown again.

        Only the operator makes one for another `person`. It works on for months, so who makes it has
        to have just proved who they are.
        """
        whose = _whose(actor, person)
        called = " ".join("".join(filter(str.isprintable, name)).split())
        if not called or len(called) > _LONGEST_NAME:
            raise InvalidInputError(
                f"It needs a name of at most {_LONGEST_NAME} characters: say which device it is for."
            )
        now = self._clock.now()
        actor.require_fresh(now)
        secret = base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode().lower()
        new = AppPassword(person_id=whose, name=called, detail=detail, created_at=now)
        with self._store.write() as unit:
            if not unit.people.get(whose).may_act:
                raise NotAllowedError("This account can't use calendars now. Choose a password first.")
            if sum(each.revoked_at is None for each in unit.app_passwords.of(whose)) >= _MOST:
                raise StateError(f"There are {_MOST} already. Revoke one that is not needed any more.")
            made = unit.app_passwords.add(new, secret_sha256=digest(secret))
            told = {"app_password": made.id, "detail": detail.value}
            unit.audit.append(actor, "person.app_password_made", f"person:{whose}", at=now, facts=told)
        return made, _shown(secret)

    def all(self, actor: Actor, person: Person | None = None) -> list[AppPassword]:
        """Return one's own, revoked ones included, newest first; of others as who looks after people."""
        whose = person.id if person is not None else actor.person_id
        if whose is None:
            raise InvalidInputError("Say whose: name a person.")
        if whose != actor.person_id:
            actor.require(Permission.MANAGE_PEOPLE)
        with self._store.read() as unit:
            return unit.app_passwords.of(whose)

    def user_of(self, password: AppPassword) -> str:
        """Return the user name that goes with one."""
        with self._store.read() as unit:
            return unit.people.get(password.person_id).email

    def revoke(self, actor: Actor, number: int) -> AppPassword:
        """End one of one's own at once, or as who looks after people of others; twice changes nothing."""
        now = self._clock.now()
        with self._store.write() as unit:
            found = unit.app_passwords.get(number)
            if found.person_id != actor.person_id:
                actor.require(Permission.MANAGE_PEOPLE)
            ended = unit.app_passwords.revoke(number, at=now)
            if found.revoked_at is None:
                told = {"app_password": number}
                subject = f"person:{found.person_id}"
                unit.audit.append(actor, "person.app_password_revoked", subject, at=now, facts=told)
        return ended

    def guest(self, email: str, secret: str, *, address: str = "", client: str = "") -> Guest | None:
        """Return who comes with this address and app password; which of the two was wrong is not told.

        Raises `TooManyTriesError` for a wrong one after too many of them.
        """
        found = self._found(email, secret)
        if found is None:
            counted = [for_account(email[:320], "calendars")]
            counted += [for_address(f"calendars {address}")] if address else []
            self._slowing.begin(counted)
            return None
        password, person = found
        self._note(password, client)
        return Guest(actor=Actor.of(person), email=person.email, detail=password.detail)

    def _found(self, email: str, secret: str) -> tuple[AppPassword, Person] | None:
        plain = re.sub(r"[\s-]", "", secret[:100]).lower()
        if not _SECRET.fullmatch(plain):
            return None
        with self._store.read() as unit:
            password = unit.app_passwords.by_secret(digest(plain))
            person = unit.people.get(password.person_id) if password else None
        if password is None or person is None or not person.may_act:
            return None
        return (password, person) if person.email.casefold() == email.strip().casefold() else None

    def _note(self, password: AppPassword, client: str) -> None:
        """Write down that a program came, at most once a minute; it never keeps the program waiting."""
        now = self._clock.now()
        with self._lock:
            last = max(filter(None, (password.last_used_at, self._noted.get(password.id))), default=None)
            if last is not None and now - last < _NOTED_EVERY:
                return
            self._noted[password.id] = now
        called = "".join(filter(str.isprintable, client[:200]))
        try:
            with self._store.write() as unit:
                unit.app_passwords.used(password.id, at=now, client=called)
        except RoundsError as why:
            facts = {"app_password": password.id, "reason": type(why).__name__}
            _log.warning("use of an app password not noted", extra=facts)


def _whose(actor: Actor, person: Person | None) -> int:
    if person is not None and person.id != actor.person_id and actor.person_id is not None:
        raise NotAllowedError("Each person makes their own app passwords, so that nobody else knows them.")
    if person is None and actor.person_id is None:
        raise InvalidInputError("Say for whom: name a person.")
    return person.id if person is not None else actor.person_id or 0


def _shown(secret: str) -> str:
    return "-".join(secret[at : at + _GROUP] for at in range(0, len(secret), _GROUP))
