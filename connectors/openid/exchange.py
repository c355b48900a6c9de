"""There and back: the address of the provider's page, and the code that comes from it turned into claims.

Over Authlib's OAuth 2 client, as the sign-in to X is: one flow, two kinds of peer. No token outlives a call.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session

from connectors.openid.asking import SILENCE, asking, document, prepare, read_object, require_ok
from connectors.openid.claims import require_identity, require_sign_out, subject_of
from connectors.openid.errors import ProviderUnfitError, UntrustedError
from connectors.openid.keys import KeyRing
from connectors.quiet import quieten

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import requests

    from connectors.openid.provider import Provider

_LONGEST_TOKEN: Final = 64 * 1024
_BAD_REQUEST = 400
#: What a provider answers to a code that it no longer takes, and to a secret that is not ours.
_CODE_IS_OVER, _NOT_OURS = "invalid_grant", frozenset({"invalid_client", "unauthorized_client"})
#: A mail address and what proves it, the last one for Entra ID.
_OF_MAIL: Final = ("email", "email_verified", "xms_edov")

quieten()


@dataclass(frozen=True, slots=True)
class Client:
    """Rounds, as the provider knows it."""

    client_id: str
    secret: str = field(repr=False)
    #: Where the provider sends people back to.
    back: str


@dataclass(frozen=True, slots=True)
class Question:
    """What ties an answer to the one browser that asked."""

    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


def way_there(
    provider: Provider, client: Client, question: Question, *, scopes: Sequence[str], is_anew: bool = False
) -> str:
    """Return the address of the provider's page; where `is_anew`, it is to ask for the password again."""
    more: dict[str, str] = {"nonce": question.nonce}
    if is_anew:
        more |= {
            "prompt": "login",
            "max_age": "0",
            "claims": '{"id_token":{"auth_time":{"essential":true}}}',
        }
    with OAuth2Session(
        client.client_id, redirect_uri=client.back, scope=" ".join(scopes), code_challenge_method="S256"
    ) as session:
        url, _ = session.create_authorization_url(
            provider.authorization_endpoint,
            state=question.state,
            code_verifier=question.verifier,
            **more,
        )
    return str(url)


class Exchange:
    """Turns codes into claims. May be used from any thread."""

    def __init__(self) -> None:
        self.keys = KeyRing()

    def redeem(
        self,
        code: str,
        provider: Provider,
        client: Client,
        question: Question,
        *,
        now: datetime,
        wants: Sequence[str],
    ) -> dict[str, Any]:
        """Return what the provider says of whoever brought `code`; raises a `ProviderError`.

        Where one of the claims in `wants` is not in the signed token, the provider is asked for more about
        the same person: many put there what little proves the sign-in, and no more.
        """
        given = _given(code, provider, client, question)
        token = given.get("id_token")
        if not isinstance(token, str) or len(token) > _LONGEST_TOKEN:
            raise ProviderUnfitError(
                "The identity provider said nothing of who signed in. Is “openid” among the scopes?"
            )
        claims = self.keys.opened(token, provider, now=now)
        require_identity(
            claims, issuer=provider.issuer, client_id=client.client_id, nonce=question.nonce, now=now
        )
        has_all = all(each in claims for each in wants)
        if has_all or "_claim_names" in claims or not provider.userinfo_endpoint:
            return claims
        return _more(provider, given.get("access_token"), claims)

    def signed_out(self, token: str, provider: Provider, *, client_id: str, now: datetime) -> dict[str, Any]:
        """Return the claims of a message that somebody signed out at the provider."""
        if len(token) > _LONGEST_TOKEN:
            raise UntrustedError("The message is too long.", code="form")
        claims = self.keys.opened(token, provider, now=now)
        require_sign_out(claims, issuer=provider.issuer, client_id=client_id, now=now)
        return claims


def _given(code: str, provider: Provider, client: Client, question: Question) -> Mapping[str, Any]:
    way = _shows(provider, client)
    named, secret = _as_shown(client, way)
    with OAuth2Session(named, secret, token_endpoint_auth_method=way) as session:
        prepare(session, provider.token_endpoint)
        session.register_compliance_hook("access_token_response", _look_at)
        try:
            with asking():
                given: Mapping[str, Any] = session.fetch_token(
                    provider.token_endpoint,
                    grant_type="authorization_code",
                    code=code,
                    redirect_uri=client.back,
                    code_verifier=question.verifier,
                    timeout=SILENCE,
                    allow_redirects=False,
                )
        except (AuthlibBaseError, ValueError, TypeError, KeyError, AttributeError):
            raise ProviderUnfitError("The identity provider's answer can't be read.") from None
    return given


def _shows(provider: Provider, client: Client) -> str:
    return provider.secret_goes_by if client.secret else "none"


def _as_shown(client: Client, way: str) -> tuple[str, str | None]:
    """Return our name and secret; a header bears them encoded as in a form (RFC 6749, section 2.3.1)."""
    if way == "client_secret_basic":
        return quote(client.client_id, safe=""), quote(client.secret, safe="")
    return client.client_id, client.secret or None


def _look_at(answer: requests.Response) -> requests.Response:
    """Put a refusal into our words, for its own are never quoted; look whether an answer can be read."""
    code = _code_of(answer)
    if code == _CODE_IS_OVER:
        raise UntrustedError("This sign-in is over or was used already. Begin again.", code=code)
    if code in _NOT_OURS:
        raise ProviderUnfitError(
            "The identity provider does not take Rounds' client id and secret. "
            "Ask your administrator to set them again."
        )
    read_object(require_ok(answer).content)
    return answer


def _code_of(answer: requests.Response) -> str:
    if answer.status_code not in {_BAD_REQUEST, 401, 403}:
        return ""
    try:
        return str(read_object(answer.content).get("error", ""))
    except ProviderUnfitError:
        return ""


def _more(provider: Provider, token: object, claims: dict[str, Any]) -> dict[str, Any]:
    """Return the claims with what else the provider tells of the same person; the signed ones win.

    A mail address comes with its own proofs or with none, never with those of another address.
    """
    if not isinstance(token, str) or not token or len(token) > _LONGEST_TOKEN:
        return claims
    told = document(provider.userinfo_endpoint, token=token)
    if subject_of(told) != subject_of(claims):
        raise UntrustedError(
            "The identity provider told of two different people, so nobody was signed in. Begin again.",
            code="subject",
        )
    whose = claims if "email" in claims else told
    others = {name: each for name, each in {**told, **claims}.items() if name not in _OF_MAIL}
    return others | {name: each for name, each in whose.items() if name in _OF_MAIL}
