"""Who may act for an account by OAuth 2: codes, tokens that run out, refresh tokens that open once.

Keeps digests, never a token. Knows no HTTP.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from connectors.rehearsal.kept import Account

#: What Rounds asks for; a refresh token needs the last one.
SCOPES = ("tweet.read", "tweet.write", "users.read", "media.write", "offline.access")
_HERE = {"127.0.0.1", "localhost", "::1"}
_CODE_LIFE = timedelta(seconds=30)


#: Stands for any address on this machine to which people may be sent back.
ANY_LOOPBACK = "http://127.0.0.1"


@dataclass(frozen=True, slots=True)
class App:
    """A program that people may let act for them; without a secret it is a public client."""

    client_id: str
    redirect_uris: tuple[str, ...]
    secret: str = field(default="", repr=False)

    def sends_back_to(self, address: str) -> bool:
        """Return whether people may be sent back to `address`."""
        is_here = urlsplit(address).scheme == "http" and urlsplit(address).hostname in _HERE
        return address in self.redirect_uris or (is_here and ANY_LOOPBACK in self.redirect_uris)


#: The app that the network knows by itself.
REHEARSAL_APP = App("rehearsal", (ANY_LOOPBACK,))


class GrantError(Exception):
    """The token endpoint refuses, in the words of RFC 6749."""

    def __init__(self, error: str, description: str, *, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.status = status


@dataclass(frozen=True, slots=True)
class _Code:
    app: App
    account: Account
    redirect_uri: str
    scope: str
    challenge: str
    until: datetime


@dataclass(slots=True)
class _Grant:
    """One consent; each refresh replaces both digests."""

    client_id: str
    account: Account
    scope: str
    access: str = ""
    refresh: str = ""
    until: datetime | None = None


class Grants:
    """The consents people gave. For any thread; time is the network's."""

    def __init__(self, apps: Iterable[App], accounts: Iterable[Account], now: Callable[[], datetime]) -> None:
        self.apps = {app.client_id: app for app in (REHEARSAL_APP, *apps)}
        #: How long an access token opens the door; X's two hours.
        self.token_life = timedelta(hours=2)
        #: How many tokens were given out for a refresh token, and how many used ones were turned away.
        self.refreshed = 0
        self.turned_away = 0
        self._now = now
        self._codes: dict[str, _Code] = {}
        self._grants: list[_Grant] = []
        self._lock = threading.Lock()
        for account in accounts:
            self._adopt(account)

    def _adopt(self, account: Account) -> None:
        """Know the tokens an account came with, as a network does that gave them out before."""
        given = account.credentials
        if "client_id" not in given:
            return
        self.apps.setdefault(given["client_id"], App(given["client_id"], (), given.get("client_secret", "")))
        grant = _Grant(given["client_id"], account, given.get("scope") or " ".join(SCOPES))
        grant.access = _digest(given["access_token"])
        grant.refresh = _digest(given["refresh_token"]) if given.get("refresh_token") else ""
        grant.until = self._now() + self.token_life
        self._grants.append(grant)

    def consent(
        self, account: Account, *, client_id: str, redirect_uri: str, scope: str, challenge: str
    ) -> str:
        """Return a code that lives half a minute; `challenge` is the S256 of the verifier to come."""
        app = self.app(client_id, redirect_uri)
        code = secrets.token_urlsafe(32)
        with self._lock:
            until = self._now() + _CODE_LIFE
            self._codes[_digest(code)] = _Code(app, account, redirect_uri, scope, challenge, until)
        return code

    def app(self, client_id: str, redirect_uri: str) -> App:
        """Return the app that may send people back to this address; raises `GrantError`."""
        app = self.apps.get(client_id)
        if app is None or not app.sends_back_to(redirect_uri):
            raise GrantError("invalid_request", "Value passed for the client or redirect uri was invalid.")
        return app

    def redeem(self, app: App, *, code: str, verifier: str, redirect_uri: str) -> dict[str, Any]:
        """Give out the first tokens for a code, once; raises `GrantError`."""
        with self._lock:
            given = self._codes.pop(_digest(code), None)
            if given is None or given.app is not app or given.until < self._now():
                raise GrantError("invalid_request", "Value passed for the authorization code was invalid.")
            if given.redirect_uri != redirect_uri:
                raise GrantError("invalid_request", "Value passed for the redirect uri did not match.")
            if not hmac.compare_digest(_challenge(verifier), given.challenge):
                raise GrantError("invalid_request", "Value passed for the code verifier did not match.")
            grant = _Grant(app.client_id, given.account, given.scope)
            self._grants.append(grant)
            return self._tokens(grant)

    def refresh(self, app: App, token: str) -> dict[str, Any]:
        """Give out new tokens for a refresh token, which is good once; raises `GrantError`."""
        with self._lock:
            grant = self._find(lambda each: each.refresh == _digest(token), app=app)
            if grant is None:
                self.turned_away += 1
                raise GrantError("invalid_request", "Value passed for the token was invalid.")
            self.refreshed += 1
            return self._tokens(grant)

    def revoke(self, app: App, token: str) -> None:
        """Take the consent back that `token` belongs to; an unknown token is no error (RFC 7009)."""
        with self._lock:
            digest = _digest(token)
            grant = self._find(lambda each: digest in {each.access, each.refresh}, app=app)
            if grant is not None:
                self._grants.remove(grant)

    def take_back(self, account: Account) -> None:
        """Take back every consent of `account`, as its owner does in the settings of the network."""
        with self._lock:
            self._grants = [each for each in self._grants if each.account is not account]

    def who(self, token: str) -> tuple[Account, frozenset[str]] | None:
        """Return whose access token this is and what it may do; `None` for one that is unknown or over."""
        with self._lock:
            grant = self._find(lambda each: each.access == _digest(token))
            if grant is None or grant.until is None or grant.until <= self._now():
                return None
            return grant.account, frozenset(grant.scope.split())

    def _find(self, fits: Callable[[_Grant], bool], *, app: App | None = None) -> _Grant | None:
        ours = (each for each in self._grants if app is None or each.client_id == app.client_id)
        return next(filter(fits, ours), None)

    def _tokens(self, grant: _Grant) -> dict[str, Any]:
        access, refresh = secrets.token_urlsafe(48), secrets.token_urlsafe(48)
        is_lasting = "offline.access" in grant.scope.split()
        grant.access, grant.refresh = _digest(access), _digest(refresh) if is_lasting else ""
        grant.until = self._now() + self.token_life
        told = {
            "token_type": "bearer",
            "expires_in": int(self.token_life.total_seconds()),
            "access_token": access,
            "scope": grant.scope,
        }
        return {**told, "refresh_token": refresh} if is_lasting else told


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
