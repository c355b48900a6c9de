"""Signing in by the organisation's identity provider, into a session of ours.

Guarantees: what proves an answer to be ours is good once, for ten minutes, and in the one browser that
asked; of all its secrets only digests are kept. No token of the provider outlives the call that brought
it. Groups are read at each sign-in, so a session lasts no longer than the settings say.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from scheduler.domain.people import Actor
from scheduler.domain.sign_on import Begun, PasswordsFor
from scheduler.domain.value import Instant, Value
from scheduler.services.providing import Providing, SignOnRefusedError
from scheduler.services.recognising import recognise
from scheduler.services.setting_sign_on import SettingSignOn

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from connectors.openid.exchange import Question
    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Person
    from scheduler.domain.sign_on import SignOnSettings
    from scheduler.services.sealing import Seal
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

#: For so long somebody may take at the provider's page.
WAY: Final = timedelta(minutes=10)
#: How far the provider's clock may be behind ours when it says that somebody just typed their password.
_SKEW: Final = timedelta(minutes=2)
_LONGEST: Final = 2048
_OVER: Final = "This sign-in is over or was used already. Begin again."
#: What a provider may say on the way back, in our words; its own are never shown.
_SAID: Final = {
    "access_denied": "The identity provider did not let you in, or you turned back there.",
    "login_required": "The identity provider wants you to sign in there first. Begin again.",
    "temporarily_unavailable": "The identity provider is busy just now. Try again in a minute.",
    "server_error": "The identity provider has a fault just now. Try again in a minute.",
    "invalid_scope": "The identity provider does not give what Rounds asks for. Tell your administrator.",
}
_SAID_OTHERWISE: Final = "The identity provider refused the sign-in. Begin again, or tell your administrator."


class Departure(Value):
    """Where to send a browser, and what it must bring back in a cookie."""

    url: str
    secret: str


class Arrival(Value):
    """Somebody who came back: where they go on to, and their new session; none where they had one."""

    next: str
    token: str = ""
    until: Instant | None = None


class SingleSignOn:
    """Sends people to the provider, and takes them back. May be used from any thread."""

    def __init__(self, store: Store, clock: Clock, providing: Providing, *, home: str) -> None:
        self._store = store
        self._clock = clock
        self._providing = providing
        self._home = home

    def offered(self) -> str | None:
        """Return the name on the button; `None` where nobody signs in by a provider."""
        settings = self._settings()
        return settings.name if settings.is_on else None

    def passwords_for(self) -> PasswordsFor:
        """Return who may sign in by password."""
        settings = self._settings()
        return settings.passwords if settings.is_on else PasswordsFor.EVERYBODY

    def came_by(self, token: str | None) -> str | None:
        """Return the provider's name where this session came from it, `None` where it came by password."""
        with self._store.read() as unit:
            settings = unit.sign_on.settings()
            here = unit.people.session(digest(token), at=self._clock.now()) if token else None
            known = unit.sign_on.identity_of_session(here.token_sha256) if here else None
        is_theirs = known is not None and settings.is_on and known.issuer == settings.issuer
        return settings.name if is_theirs else None

    def way_to_confirm(self, token: str | None) -> str | None:
        """Return by what name a person shows again who they are; `None` where their password does."""
        return self.came_by(token)

    def begin(self, next_page: str, *, again_for: str | None = None) -> Departure:
        """Return where to send a browser that wants to sign in.

        With the secret of a session in `again_for`, its person is to show again who they are.
        """
        settings = self._require_on()
        state, secret = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        url = self._providing.way_there(settings, _question(state, secret), is_anew=again_for is not None)
        now = self._clock.now()
        begun = Begun(
            state_sha256=digest(state),
            secret_sha256=digest(secret),
            issuer=settings.issuer,
            next=next_page[:_LONGEST],
            session_sha256=digest(again_for) if again_for else "",
            at=now,
        )
        with self._store.write() as unit:
            unit.sign_on.begin(begun, expired_before=now - WAY)
        return Departure(url=url, secret=secret)

    def come_back(self, told: Mapping[str, str], secret: str, *, browser: str = "") -> Arrival:
        """Take somebody back from the provider; raises why they are not let in.

        `told` is what the address says with which they came, `secret` what their cookie does; `browser` is
        the name by which the session is listed.
        """
        state = told.get("state", "")
        begun, settings, sealed = self._taken(state, secret)
        if "error" in told:
            raise SignOnRefusedError(_SAID.get(told["error"], _SAID_OTHERWISE), code="provider")
        code = told.get("code", "")
        if not 0 < len(code) <= _LONGEST:
            raise SignOnRefusedError(_OVER, code="code")
        claims = self._providing.redeem(
            settings, sealed, _question(state, secret), code=code, told_by=told.get("iss", "")
        )
        if begun.session_sha256:
            return self._confirmed(settings, begun, claims)
        return self._let_in(settings, begun, claims, browser=browser)

    def ended_there(self, token: str) -> int:
        """Take the provider's word that somebody signed out there; return how many sessions ended."""
        settings = self._require_on()
        claims = self._providing.signed_out(settings, token)
        issuer, sid, subject = settings.issuer, str(claims.get("sid", "")), str(claims.get("sub", ""))
        with self._store.write() as unit:
            known = unit.sign_on.identity(issuer, subject) if subject else None
            if known is not None:
                ended = unit.sign_on.sessions(known.id, sid=sid)
            else:
                ended = unit.sign_on.sessions_named(issuer, sid) if sid else []
            for token_sha256 in ended:
                unit.people.close_session(token_sha256)
        return len(ended)

    def way_out(self, token: str | None) -> str | None:
        """Return where a person signs out of the provider as well; `None` where they did not come from it."""
        if self.came_by(token) is None:
            return None
        return self._providing.way_out(self._settings(), after=f"{self._home}/signin")

    def _taken(self, state: str, secret: str) -> tuple[Begun, SignOnSettings, bytes | None]:
        """Return what was begun, once: whoever comes second with the same answer gets nothing."""
        with self._store.write() as unit:
            begun = unit.sign_on.take(digest(state))
            settings, sealed = unit.sign_on.settings(), unit.sign_on.secret()
        now = self._clock.now()
        if begun is None or not timedelta() <= now - begun.at <= WAY or begun.issuer != settings.issuer:
            raise SignOnRefusedError(_OVER, code="state")
        if not hmac.compare_digest(begun.secret_sha256, digest(secret)):
            raise SignOnRefusedError(
                "This sign-in was begun in another browser or window. Begin again.", code="browser"
            )
        return begun, settings, sealed

    def _let_in(
        self, settings: SignOnSettings, begun: Begun, claims: Mapping[str, Any], *, browser: str
    ) -> Arrival:
        now, token = self._clock.now(), secrets.token_urlsafe(32)
        until = now + timedelta(hours=settings.hours)
        with self._store.write() as unit:
            known = recognise(unit, settings, claims, now=now)
            if known.refusal is None:
                person, identity = known.require()
                at = _signed_in_at(claims, now)
                unit.people.open_session(
                    person.id, digest(token), at=now, until=until, confirmed_at=at, browser=browser
                )
                unit.sign_on.came(digest(token), identity.id, sid=_sid(claims))
                told = {"by": "identity provider"}
                actor = Actor.of(person)
                unit.audit.append(actor, "person.signed_in", f"person:{person.id}", at=now, facts=told)
        known.require()
        return Arrival(next=begun.next, token=token, until=until)

    def _confirmed(self, settings: SignOnSettings, begun: Begun, claims: Mapping[str, Any]) -> Arrival:
        now = self._clock.now()
        with self._store.write() as unit:
            known = recognise(unit, settings, claims, now=now)
            if known.refusal is None:
                self._confirm(unit, begun, known.require()[0], _signed_in_at(claims, now), now=now)
        known.require()
        return Arrival(next=begun.next)

    def _confirm(
        self, unit: Unit, begun: Begun, person: Person, at: datetime | None, *, now: datetime
    ) -> None:
        here = unit.people.session(begun.session_sha256, at=now)
        if here is None or here.person_id != person.id:
            raise SignOnRefusedError(
                "Somebody else signed in at the identity provider than is signed in here. Begin again.",
                code="person",
            )
        if at is None:
            raise SignOnRefusedError(
                "The identity provider does not tell when you typed your password, so nothing is confirmed. "
                "Ask your administrator to let it send “auth_time”.",
                code="auth-time",
            )
        if at < begun.at - _SKEW:
            raise SignOnRefusedError(
                "The identity provider did not ask for your password again. Begin again, or sign out first.",
                code="auth-time",
            )
        unit.people.confirm_session(here.token_sha256, at=now)
        told = {"by": "identity provider"}
        unit.audit.append(Actor.of(person), "person.confirmed", f"person:{person.id}", at=now, facts=told)

    def _settings(self) -> SignOnSettings:
        with self._store.read() as unit:
            return unit.sign_on.settings()

    def _require_on(self) -> SignOnSettings:
        settings = self._settings()
        if not settings.is_on:
            raise SignOnRefusedError("Nobody signs in by an identity provider here.", code="off")
        return settings


def sign_on_of(store: Store, clock: Clock, seal: Seal, *, home: str) -> dict[str, Any]:
    """Return the services of single sign-on, by their names in `App`; `home` is the planner's address."""
    providing = Providing(clock, seal, back=f"{home}/signin/back")
    return {
        "single_sign_on": SingleSignOn(store, clock, providing, home=home),
        "setting_sign_on": SettingSignOn(store, clock, seal, providing),
    }


def digest(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def _question(state: str, secret: str) -> Question:
    """Return what ties an answer to this browser: made of the cookie's secret, so nobody need keep it."""
    from connectors.openid.exchange import Question

    return Question(state=state, nonce=_made_of(secret, "nonce"), verifier=_made_of(secret, "verifier"))


def _made_of(secret: str, what: str) -> str:
    made = hmac.digest(secret.encode(errors="replace"), what.encode(), "sha256")
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode("ascii")


def _signed_in_at(claims: Mapping[str, Any], now: datetime) -> datetime | None:
    from connectors.openid.claims import signed_in_at

    told = signed_in_at(claims)
    return None if told is None else min(told, now)


def _sid(claims: Mapping[str, Any]) -> str:
    from connectors.openid.claims import session_of

    return session_of(claims)
