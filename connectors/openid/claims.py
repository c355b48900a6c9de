"""What a signed token must say to be believed: by whom, for whom, when, and in answer to what.

OpenID Connect Core 1.0, section 3.1.3.7, and Back-Channel Logout 1.0, section 2.6, read strictly.
"""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from connectors.openid.errors import UntrustedError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: How far the provider's clock and ours may be apart.
SKEW: Final = timedelta(minutes=2)
#: A token comes straight from the provider; an older one was kept by somebody.
_OLDEST: Final = timedelta(minutes=10)
_LONGEST_NAME: Final = 255
_SIGN_OUT: Final = "http://schemas.openid.net/event/backchannel-logout"


def require_identity(
    claims: Mapping[str, Any], *, issuer: str, client_id: str, nonce: str, now: datetime
) -> None:
    """Raise `UntrustedError` unless these claims tell us who just signed in, in answer to our question."""
    _require_for_us(claims, issuer=issuer, client_id=client_id, now=now)
    _require(subject_of(claims) != "", "subject")
    told = claims.get("nonce")
    _require(isinstance(told, str) and hmac.compare_digest(told.encode(), nonce.encode()), "nonce")


def require_sign_out(claims: Mapping[str, Any], *, issuer: str, client_id: str, now: datetime) -> None:
    """Raise `UntrustedError` unless these claims tell us that somebody signed out at the provider."""
    _require_for_us(claims, issuer=issuer, client_id=client_id, now=now)
    events = claims.get("events")
    _require(isinstance(events, dict) and isinstance(events.get(_SIGN_OUT), dict), "event")
    _require("nonce" not in claims, "nonce")
    _require(isinstance(claims.get("jti"), str), "number")
    _require(subject_of(claims) != "" or session_of(claims) != "", "subject")


def subject_of(claims: Mapping[str, Any]) -> str:
    """Return who it is about; empty where it does not say so in a form that can be kept."""
    return _name(claims.get("sub"))


def session_of(claims: Mapping[str, Any]) -> str:
    """Return the provider's name of the session; empty where there is none."""
    return _name(claims.get("sid"))


def signed_in_at(claims: Mapping[str, Any]) -> datetime | None:
    """Return when the person last showed the provider who they are, if it says."""
    return _instant(claims.get("auth_time"))


def _require_for_us(claims: Mapping[str, Any], *, issuer: str, client_id: str, now: datetime) -> None:
    _require(claims.get("iss") == issuer, "issuer")
    listed = claims.get("aud")
    audience = [listed] if isinstance(listed, str) else listed
    _require(isinstance(audience, list) and client_id in audience, "audience")
    party = claims.get("azp")
    _require(party == client_id if party is not None else audience == [client_id], "party")
    ends, issued = _instant(claims.get("exp")), _instant(claims.get("iat"))
    _require(ends is not None and ends > now - SKEW, "expired")
    _require(issued is not None and now - _OLDEST - SKEW < issued <= now + SKEW, "issued")
    if "nbf" in claims:
        begins = _instant(claims["nbf"])
        _require(begins is not None and begins <= now + SKEW, "early")


def _require(holds: bool, code: str) -> None:  # noqa: FBT001 - an assertion
    if not holds:
        raise UntrustedError(_WORDS.get(code, _UNPROVED), code=code)


_UNPROVED = (
    "What the identity provider says is not meant for Rounds, so nobody was signed in. Begin again; "
    "if it happens twice, tell your administrator."
)
_CLOCKS = (
    "The identity provider's clock and this server's are too far apart, so nobody was signed in. "
    "Ask your administrator to set both clocks right."
)
_WORDS = {"expired": _CLOCKS, "issued": _CLOCKS, "early": _CLOCKS}


def _name(told: object) -> str:
    is_kept = isinstance(told, str) and 0 < len(told) <= _LONGEST_NAME and told.isprintable()
    return str(told) if is_kept else ""


def _instant(told: object) -> datetime | None:
    if isinstance(told, bool) or not isinstance(told, int | float):
        return None
    try:
        return datetime.fromtimestamp(told, UTC)
    except (ValueError, OverflowError, OSError):
        return None
