"""What a provider says of itself: its discovery document, read strictly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from connectors.openid.addresses import checked_endpoint, checked_issuer
from connectors.openid.asking import document
from connectors.openid.errors import ProviderUnfitError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Signatures made with a provider's private key. `none` is no signature, and HS256 would let everybody who
#: knows our secret, or takes a public key for one, sign.
ALGORITHMS: Final = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"}
)
_WAYS_TO_SHOW_A_SECRET = ("client_secret_basic", "client_secret_post")


@dataclass(frozen=True, slots=True)
class Provider:
    """Where a provider is asked for what, and how it signs."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    end_session_endpoint: str = ""
    algorithms: frozenset[str] = frozenset({"RS256"})
    #: How we show our secret: in a header or in the form.
    secret_goes_by: str = _WAYS_TO_SHOW_A_SECRET[0]
    #: Does it put its name on the way back (RFC 9207)?
    names_itself: bool = False
    #: Does it tell Rounds where somebody signs out elsewhere?
    tells_sign_outs: bool = False
    scopes: frozenset[str] = frozenset()


def discover(issuer: str) -> Provider:
    """Ask the provider at `issuer` what it is; raises a `ProviderError` where it can't be used."""
    checked = checked_issuer(issuer)
    return read(document(f"{checked.rstrip('/')}/.well-known/openid-configuration"), issuer=checked)


def read(told: Mapping[str, Any], *, issuer: str) -> Provider:
    """Return the provider that a discovery document describes."""
    _require_name(told.get("issuer"), issuer)
    _require_code_flow(told)
    algorithms = _texts(told, "id_token_signing_alg_values_supported") or {"RS256"}
    if not algorithms & ALGORITHMS:
        raise ProviderUnfitError(
            "The provider signs only in ways that Rounds does not trust. Let it sign with RS256 or ES256."
        )
    ways = _texts(told, "token_endpoint_auth_methods_supported")
    known = [way for way in _WAYS_TO_SHOW_A_SECRET if way in ways] or [_WAYS_TO_SHOW_A_SECRET[0]]

    def endpoint(name: str, *, is_needed: bool = True) -> str:
        if not is_needed and not told.get(name):
            return ""
        return checked_endpoint(told.get(name), name, issuer=issuer)

    return Provider(
        issuer=issuer,
        authorization_endpoint=endpoint("authorization_endpoint"),
        token_endpoint=endpoint("token_endpoint"),
        jwks_uri=endpoint("jwks_uri"),
        userinfo_endpoint=endpoint("userinfo_endpoint", is_needed=False),
        end_session_endpoint=endpoint("end_session_endpoint", is_needed=False),
        algorithms=frozenset(algorithms & ALGORITHMS),
        secret_goes_by=known[0],
        names_itself=told.get("authorization_response_iss_parameter_supported") is True,
        tells_sign_outs=told.get("backchannel_logout_supported") is True,
        scopes=frozenset(_texts(told, "scopes_supported")),
    )


def _require_name(name: object, issuer: str) -> None:
    if name == issuer:
        return
    if isinstance(name, str) and "{tenantid}" in name:
        raise ProviderUnfitError(
            "This address is for everybody's accounts, not for your organisation's. "
            "Use the one with your tenant's number: https://login.microsoftonline.com/<tenant>/v2.0."
        )
    shown = f"“{name}”" if isinstance(name, str) and len(name) < 200 and name.isprintable() else "otherwise"  # noqa: PLR2004 - as long as a sentence bears
    raise ProviderUnfitError(
        f"The provider calls itself {shown}. If that is right, set exactly this as its address."
    )


def _require_code_flow(told: Mapping[str, Any]) -> None:
    kinds = _texts(told, "response_types_supported")
    if kinds and "code" not in kinds:
        raise ProviderUnfitError("The provider does not offer the code flow. Switch it on there.")
    ways = _texts(told, "code_challenge_methods_supported")
    if ways and "S256" not in ways:
        raise ProviderUnfitError("The provider does not take PKCE with S256. Switch it on there.")


def _texts(told: Mapping[str, Any], name: str) -> set[str]:
    given = told.get(name)
    return {each for each in given if isinstance(each, str)} if isinstance(given, list) else set()
