"""Accounts, and the sessions of the browsers that their people sign in with.

Guarantees: a session is kept as the digest of its secret; a sign-in that fails takes as long whether
the person exists or not; where two-step sign-in is on, neither password nor code alone opens anything,
and codes are counted apart, so that a password that is right buys no more tries; a session that nobody
uses falls asleep, sooner for those who decide for others, and ends two weeks after it began however it
is used.
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.errors import (
    CodeWantedError,
    ConfirmAgainError,
    InvalidInputError,
    NotAllowedError,
    StateError,
)
from scheduler.domain.people import Actor, Permission, Person
from scheduler.domain.secret import Secret
from scheduler.domain.sessions import IDLE, LIFE, NOTED, ONE_TIME, Browser, Session, idle_limit
from scheduler.domain.value import Value
from scheduler.services.accounts import Accounts
from scheduler.services.passwords import Passwords
from scheduler.services.second_factors import WRONG, is_on, owes
from scheduler.services.slowing import Slowing, digest, for_account, for_address

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.clock import Clock
    from scheduler.domain.sessions import KnownBrowser
    from scheduler.services.second_factors import SecondFactors
    from scheduler.services.slowing import Counted
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

#: Nothing, or the two letters of ISO 639-1.
_LANGUAGE = re.compile("(?:[a-z]{2})?")
#: Requests on their way when a session's secret is changed carry the one before.
_GRACE = timedelta(minutes=1)
_WRONG = "That is not your password. Try again."


class Visit(Value):
    """Somebody with a session that has not ended."""

    person: Person
    actor: Actor
    session: Session
    #: Nobody used it for too long: nothing is shown before the person proved who they are.
    sleeps: bool
    #: Is the page older than the session's last secret?
    is_former: bool
    #: Two-step sign-in was demanded when they signed in, and they have none: nothing is shown before.
    owes_second_factor: bool = False

    @property
    def may_see(self) -> bool:
        """Is it awake, and of somebody who owes nothing before they may see what Rounds holds?"""
        return not self.sleeps and not self.owes_second_factor and self.person.may_act


class WaitedTooLongError(StateError):
    """A sign-in that waited for its code is over."""

    def __init__(self) -> None:
        super().__init__("This sign-in is over or was used already. Sign in again.")


class SigningIn(Accounts):
    """Accounts and sessions."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        codes: SecondFactors,
        *,
        grave_idle: timedelta = IDLE,
        passwords: Passwords | None = None,
    ) -> None:
        super().__init__(store, clock, passwords or Passwords())
        self._codes = codes
        self._slowing = Slowing(store, clock)
        self._grave_idle = grave_idle

    # coming and going

    def sign_in(self, email: str, password: str, *, browser: Browser | None = None) -> str | None:
        """Return the secret of a new session, or `None`: which of the two was wrong is not told.

        Raises `CodeWantedError` where both are right and two-step sign-in is on, `TooManyTriesError`
        where too many were wrong.
        """
        came = browser or Browser()
        with self._store.read() as unit:
            person = unit.people.by_email(email)
            hashed = unit.people.password_hash(person.id) if person else ""
            counted = _counted(unit, email, person, came)
        self._slowing.begin(counted)
        if not self._passwords.matches(hashed, password) or person is None or not self._is_let_in(person):
            return None
        self._slowing.succeeded(counted)
        renewed = self._passwords.renewed(hashed, password)
        token = secrets.token_urlsafe(32)
        with self._store.write() as unit:
            if renewed is not None:
                unit.people.renew_hash(person.id, renewed)
            wants_code = self.arrive(unit, person, came, token)
        if wants_code:
            raise CodeWantedError(Secret(token))
        return token

    def arrive(self, unit: Unit, person: Person, browser: Browser, token: str) -> bool:
        """Let somebody in whose password is right: `token` is the secret of their session.

        Where it is true, a code is asked for first: it names the sign-in that waits for it.
        """
        wants_code = is_on(unit, person.id)
        if wants_code:
            self._codes.begin_half_way(unit, person, token)
        else:
            self._enter(unit, person, browser, token)
        return wants_code

    def sign_in_by_code(self, half_way: str, code: str, *, browser: Browser | None = None) -> str | None:
        """Return the secret of a new session for somebody whose password was right; `None` for a wrong code.

        Raises `WaitedTooLongError` where they must begin anew, `TooManyTriesError` where too many were wrong.
        """
        came = browser or Browser()
        with self._store.read() as unit:
            person = self._codes.half_way(unit, half_way)
            counted = _counted(unit, f"{person.email} code", person, came) if person else []
        if person is None or not self._is_let_in(person):
            raise WaitedTooLongError
        self._slowing.begin(counted)
        proof = self._codes.read(person, code)
        token = secrets.token_urlsafe(32)
        with self._store.write() as unit:
            if proof is None or not self._codes.use(unit, Actor.of(person), proof):
                return None
            if not unit.second_factors.end_half_way(digest(half_way)):
                raise WaitedTooLongError
            self._enter(unit, person, came, token)
        self._slowing.succeeded(counted)
        return token

    def sign_out(self, token: str) -> None:
        """End a session; an unknown one is no error."""
        with self._store.write() as unit:
            found = unit.people.session(digest(token), at=self._clock.now())
            if found is not None:
                unit.people.close_session(found.token_sha256)

    def visit(self, token: str | None, *, is_page: bool = False) -> Visit | None:
        """Return who has this session, asleep or not; `None` once it ended or the account was closed.

        A page that was opened before the session's secret was changed (`is_page`) goes on with the one
        that it has; whatever else comes with it is let in for a minute more.
        """
        if not token:
            return None
        now = self._clock.now()
        with self._store.read() as unit:
            until = None if is_page else now - _GRACE
            session = unit.people.session(digest(token), at=now, former_until=until)
            person = unit.people.get(session.person_id) if session else None
            owing = bool(session and person and session.owes_second_factor and owes(unit, person))
        if session is None or person is None or not person.active:
            return None
        actor = Actor.of(person, confirmed_at=session.confirmed_at, may_act=not owing)
        return Visit(
            person=person,
            actor=actor,
            session=session,
            sleeps=session.sleeps(now, idle_limit(actor, grave=self._grave_idle)),
            is_former=session.token_sha256 != digest(token),
            owes_second_factor=owing,
        )

    def actor_of(self, token: str | None, *, is_page: bool = False) -> Actor | None:
        """Return who has this session now; `None` once it ended or sleeps, or the account was closed."""
        found = self.visit(token, is_page=is_page)
        return None if found is None or found.sleeps else found.actor

    def used(self, visit: Visit) -> None:
        """Note that a person did something; written down once a minute at most."""
        now = self._clock.now()
        if visit.sleeps or now - visit.session.used_at < NOTED:
            return
        with self._store.write() as unit:
            unit.people.use_session(visit.session.token_sha256, at=now)

    # proving who one is

    def confirm(self, token: str | None, password: str, code: str = "") -> None:
        """Note that the person of a session proved who they are; one that slept is awake again.

        The code is asked for where two-step sign-in is on. Raises `NotAllowedError` for another password
        or code, `TooManyTriesError` after too many of them.
        """
        visit = self._here(token)
        self._prove(visit, password, code)
        now = self._clock.now()
        with self._store.write() as unit:
            unit.people.confirm_session(visit.session.token_sha256, at=now)
            unit.audit.append(visit.actor, "person.confirmed", f"person:{visit.person.id}", at=now)

    def renew(self, token: str) -> str | None:
        """Return a new secret for a session whose person has just proved who they are, `None` for others.

        Whoever copied the one before can't open anything with it any more.
        """
        visit = self.visit(token)
        now = self._clock.now()
        if visit is None or visit.is_former or not _is_just_now(visit.session.confirmed_at, now):
            return None
        made = secrets.token_urlsafe(32)
        with self._store.write() as unit:
            unit.people.change_secret(visit.session.token_sha256, digest(made), at=now)
        return made

    # one's own account

    def change_password(self, token: str | None, old: str, new: str, code: str = "") -> None:
        """Change one's own password, and end one's other sessions; raises where the old one is wrong.

        The code is asked for as in `confirm`, unless they proved a moment ago who they are.
        """
        visit = self._here(token)
        person = visit.person
        self._prove(visit, old, code, asks_code=not self._is_fresh(visit))
        if old == new:
            raise NotAllowedError("That is the password you have. Choose another one.")
        hashed = self.hash_for(person, new)
        now = self._clock.now()
        with self._store.write() as unit:
            unit.people.set_password(person.id, hashed, must_change_since=None)
            unit.people.end_sessions(person.id, but=visit.session.token_sha256)
            unit.people.confirm_session(visit.session.token_sha256, at=now)
            unit.audit.append(visit.actor, "person.password_changed", f"person:{person.id}", at=now)

    def set_compact(self, actor: Actor, *, is_compact: bool) -> Person:
        """Say how much room one wants between the parts of the planner, in every browser; twice is once."""
        with self._store.write() as unit:
            person = unit.people.get(actor.person_id or 0)
            if person.is_compact == is_compact:
                return person
            chosen = unit.people.set_compact(person.id, is_compact=is_compact)
            self._note(
                unit, actor, "density_chosen", chosen, density="compact" if is_compact else "comfortable"
            )
        return chosen

    def set_language(self, actor: Actor, language: str) -> Person:
        """Say in which language one reads the planner: a code like `es`; empty leaves it to the browser."""
        if not _LANGUAGE.fullmatch(language):
            raise InvalidInputError("A language is told by its two letters, such as es.")
        with self._store.write() as unit:
            person = unit.people.get(actor.person_id or 0)
            if person.language == language:
                return person
            chosen = unit.people.set_language(person.id, language)
            self._note(unit, actor, "language_chosen", chosen, language=language)
        return chosen

    def turn_off_two_step(self, token: str | None, password: str, code: str) -> None:
        """Ask for no code any more; raises where password or code are wrong."""
        visit = self._here(token)
        self._prove(visit, password, code)
        self._codes.forget(visit.actor, visit.person)

    def has_password(self, person: Person) -> bool:
        """Do they sign in with a password of Rounds?"""
        with self._store.read() as unit:
            return bool(unit.people.password_hash(person.id))

    def sessions(self, person: Person) -> list[Session]:
        """Return where somebody is signed in, the one used last first."""
        with self._store.read() as unit:
            return unit.people.sessions(person.id, at=self._clock.now())

    def browsers(self, person: Person) -> list[KnownBrowser]:
        """Return the browsers in which somebody has signed in, the newest first."""
        with self._store.read() as unit:
            return unit.sign_in_guard.known(person.id)

    def sign_out_everywhere(self, actor: Actor, person: Person, *, but: str = "") -> None:
        """End the sessions of oneself, or as an administrator of somebody; all but the one with a digest."""
        if person.id != actor.person_id:
            actor.require(Permission.MANAGE_PEOPLE)
        with self._store.write() as unit:
            unit.people.end_sessions(person.id, but=but)
            self._note(unit, actor, "signed_out_everywhere", person)

    # steps

    def _is_let_in(self, person: Person) -> bool:
        with self._store.read() as unit:
            if not unit.sign_on.settings().lets_in_by_password(person.id):
                return False
        since = person.must_change_since
        return person.active and (since is None or self._clock.now() - since <= ONE_TIME)

    def _enter(self, unit: Unit, person: Person, browser: Browser, token: str) -> None:
        now = self._clock.now()
        unit.people.open_session(
            person.id,
            digest(token),
            at=now,
            until=now + LIFE,
            confirmed_at=now,
            browser=browser.name,
            owes_second_factor=owes(unit, person),
        )
        facts = {"is_new_browser": _remember(unit, person, browser, now)}
        unit.audit.append(
            Actor.of(person), "person.signed_in", f"person:{person.id}", at=now, facts=dict(facts)
        )

    def _here(self, token: str | None) -> Visit:
        visit = self.visit(token, is_page=True)
        if visit is None:
            raise NotAllowedError("You are signed out. Sign in again, then repeat what you did last.")
        return visit

    def _is_fresh(self, visit: Visit) -> bool:
        try:
            visit.actor.require_fresh(self._clock.now())
        except ConfirmAgainError:
            return False
        return True

    def _prove(self, visit: Visit, password: str, code: str, *, asks_code: bool = True) -> None:
        """Raise unless it is the password of this person, and where it is on their code as well."""
        person = visit.person
        counted = [for_account(person.email, f"again {person.id}")]
        self._slowing.begin(counted)
        with self._store.read() as unit:
            hashed = unit.people.password_hash(person.id)
            takes_it = unit.sign_on.settings().lets_in_by_password(person.id)
            asks = asks_code and is_on(unit, person.id)
        if not self._passwords.matches(hashed, password) or not takes_it:
            raise NotAllowedError(_WRONG)
        if asks and not self._takes(visit, code):
            raise NotAllowedError(WRONG)
        self._slowing.succeeded(counted)

    def _takes(self, visit: Visit, code: str) -> bool:
        proof = self._codes.read(visit.person, code)
        if proof is None:
            return False
        with self._store.write() as unit:
            return self._codes.use(unit, visit.actor, proof)


def _counted(unit: Unit, account: str, person: Person | None, came: Browser) -> list[Counted]:
    """Return what a try is counted for: the account, apart for a browser it is known by, and the address."""
    is_known = person is not None and unit.sign_in_guard.knows(person.id, digest(came.mark))
    counted = [for_account(account, came.mark if is_known else "")]
    return counted + ([for_address(came.address)] if came.address else [])


def _remember(unit: Unit, person: Person, browser: Browser, now: datetime) -> bool:
    """Remember a browser that has a mark, and tell whether it is new to this person."""
    if not browser.mark:
        return True
    mark = digest(browser.mark)
    is_new = not unit.sign_in_guard.knows(person.id, mark)
    unit.sign_in_guard.know(person.id, mark, name=browser.name, at=now)
    return is_new


def _is_just_now(at: datetime | None, now: datetime) -> bool:
    return at is not None and now - at <= _GRACE
