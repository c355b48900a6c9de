"""Signing in to X by OAuth 2 with PKCE, and renewing what it gave; a home of Authlib (the other: `openid`).

Over `requests`, not Authlib's client for httpx, which 1.9 calls deprecated. Answers are looked at
before Authlib sees them: it takes any JSON object without an `error` for a token, a 429 included.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from urllib3.exceptions import HTTPError

from connectors.base import NotSentError, RefusedError, SignInExpiredError
from connectors.deadline import bound, within
from connectors.quiet import quieten
from connectors.x_address import is_this_machine
from connectors.x_credentials import OAuth2Token
from connectors.x_faults import as_told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

#: What Rounds does for an account: read, post, upload, and go on doing so after two hours.
SCOPES = ("tweet.read", "tweet.write", "users.read", "media.write", "offline.access")
_ASKING = "https://x.com"
_GIVING = "https://api.x.com"
#: Characters of the PKCE verifier; RFC 7636 takes 43 to 128.
_VERIFIER_LENGTH = 64

quieten()


def authorization_url(
    client_id: str, redirect_uri: str, scopes: Sequence[str] = SCOPES, *, base_url: str = ""
) -> tuple[str, str, str]:
    """Return where to send the person, and the state and the verifier to keep until they are back.

    Both stay on the server. X gives a code that lives for half a minute; compare the state that
    comes back with it before `redeem`.
    """
    verifier = generate_token(_VERIFIER_LENGTH)
    with OAuth2Session(
        client_id, redirect_uri=redirect_uri, scope=" ".join(scopes), code_challenge_method="S256"
    ) as session:
        address = f"{base_url.rstrip('/') or _ASKING}/i/oauth2/authorize"
        url, state = session.create_authorization_url(address, code_verifier=verifier)
    return str(url), str(state), verifier


def redeem(
    code: str,
    verifier: str,
    *,
    client_id: str,
    redirect_uri: str,
    now: datetime,
    client_secret: str = "",
    base_url: str = "",
    timeout: float = 20.0,
) -> OAuth2Token:
    """Turn the code that X gave into a token; a code is good once, for half a minute.

    Raises `RefusedError` where X does not take it: let the person begin again.
    """
    with _session(client_id, client_secret, base_url, timeout) as (session, address), _told():
        given = session.fetch_token(
            f"{address}/token",
            grant_type="authorization_code",
            code=code,
            code_verifier=verifier,
            redirect_uri=redirect_uri,
            allow_redirects=False,
        )
    return _token(given, OAuth2Token(client_id, "", client_secret=client_secret), now)


def refresh(token: OAuth2Token, *, now: datetime, base_url: str = "", timeout: float = 20.0) -> OAuth2Token:
    """Return the token that follows `token`, whose refresh token is used up by it.

    Call it once for a token, under a lock, and store what it returns before anything else. Raises
    `SignInExpiredError` where X refuses: a person must sign in again. After `NotSentError` the old
    token may be tried again: if X had taken it, the answer that was lost held the only copy of the
    new one, so nothing that works can be spoilt by asking.
    """
    if not token.refresh_token:
        raise SignInExpiredError("The sign-in of this channel can't be renewed.")
    with _session(token.client_id, token.client_secret, base_url, timeout) as (session, address):
        try:
            with _told():
                given = session.refresh_token(
                    f"{address}/token", refresh_token=token.refresh_token, allow_redirects=False
                )
        except RefusedError as why:
            raise SignInExpiredError(
                "X no longer renews the sign-in of this channel.", code=why.code
            ) from why
    return _token(given, token, now)


def revoke(token: OAuth2Token, *, base_url: str = "", timeout: float = 20.0) -> None:
    """Give the consent back, so that neither token opens anything; one that is gone is no error."""
    with _session(token.client_id, token.client_secret, base_url, timeout) as (session, address), _told():
        for each, hint in ((token.refresh_token, "refresh_token"), (token.access_token, "access_token")):
            if each:
                answer = session.revoke_token(
                    f"{address}/revoke", token=each, token_type_hint=hint, allow_redirects=False
                )
                _look_at(answer)


@contextmanager
def _session(
    client_id: str, client_secret: str, base_url: str, timeout: float
) -> Iterator[tuple[OAuth2Session, str]]:
    base = base_url.rstrip("/") or _GIVING
    session = OAuth2Session(client_id, client_secret or None, default_timeout=(min(5.0, timeout), timeout))
    session.trust_env = not is_this_machine(base)
    bound(session)
    for moment in ("access_token_response", "refresh_token_response"):
        session.register_compliance_hook(moment, _look_at)
    with session, within(2 * timeout):
        yield session, f"{base}/2/oauth2"


def _look_at(answer: requests.Response) -> requests.Response:
    """Raise where `answer` is no success; its body is never quoted."""
    if answer.status_code != HTTPStatus.OK:
        raise requests.HTTPError("X refused.", response=answer)
    return answer


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (requests.RequestException, HTTPError, OSError) as why:
        raise as_told(why, may_be_out=False) from None  # its request holds the token
    except (AuthlibBaseError, ValueError, TypeError, KeyError):
        raise NotSentError("The answer of X was unreadable.") from None  # it may hold the new token


def _token(given: Mapping[str, Any], before: OAuth2Token, now: datetime) -> OAuth2Token:
    access, seconds = given.get("access_token"), given.get("expires_in", 0)
    if not isinstance(access, str) or not access:
        raise NotSentError("The answer of X was unreadable.")
    is_told = isinstance(seconds, int) and 0 < seconds <= timedelta(days=366).total_seconds()
    return OAuth2Token(
        client_id=before.client_id,
        access_token=access,
        refresh_token=str(given.get("refresh_token") or ""),
        client_secret=before.client_secret,
        expires_at=now + timedelta(seconds=int(seconds)) if is_told else None,
        scope=str(given.get("scope") or before.scope),
    )
