"""With what an app acts for an account on X: four strings of OAuth 1.0a, or a token of OAuth 2.

The four strings do not expire until somebody revokes them. A token of OAuth 2 opens for two hours;
its refresh token brings the next pair, once.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from connectors.base import SignInExpiredError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_OF_OAUTH1 = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
_OF_OAUTH2 = ("client_id", "access_token")


@dataclass(frozen=True, slots=True)
class OAuth1Keys:
    """Keys of the app and tokens of the account; its `repr` shows none of them."""

    consumer_key: str = field(repr=False)
    consumer_secret: str = field(repr=False)
    access_token: str = field(repr=False)
    access_token_secret: str = field(repr=False)

    def as_mapping(self) -> dict[str, str]:
        """Return the strings by name, as `read_credentials` takes them; keep them sealed."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class OAuth2Token:
    """What a person's consent gave an app; its `repr` shows none of it."""

    client_id: str = field(repr=False)
    access_token: str = field(repr=False)
    #: Good once; empty where the app may act until the access token runs out.
    refresh_token: str = field(default="", repr=False)
    #: Empty for a public client.
    client_secret: str = field(default="", repr=False)
    #: Aware, UTC; `None` where it is not known.
    expires_at: datetime | None = None
    #: What it may be used for, with blanks between.
    scope: str = ""

    def as_mapping(self) -> dict[str, str]:
        """Return it as strings by name, as `read_credentials` takes them; keep them sealed."""
        return {**asdict(self), "expires_at": self.expires_at.isoformat() if self.expires_at else ""}


XCredentials = OAuth1Keys | OAuth2Token


def read_credentials(given: Mapping[str, str]) -> XCredentials:
    """Take the credentials out of `given`, without the blanks that pasting leaves.

    A `client_id` makes it OAuth 2. Raises `SignInExpiredError` that names what is missing.
    """
    told = {name: value.strip() for name, value in given.items()}
    if not told.get("client_id"):
        _require(told, _OF_OAUTH1)
        return OAuth1Keys(**{name: told[name] for name in _OF_OAUTH1})
    _require(told, _OF_OAUTH2)
    return OAuth2Token(
        client_id=told["client_id"],
        access_token=told["access_token"],
        refresh_token=told.get("refresh_token", ""),
        client_secret=told.get("client_secret", ""),
        expires_at=_instant(told.get("expires_at", "")),
        scope=told.get("scope", ""),
    )


def _require(told: Mapping[str, str], names: Iterable[str]) -> None:
    missing = [name for name in names if not told.get(name)]
    if missing:
        raise SignInExpiredError(f"The credentials for X lack {', '.join(missing)}.")


def _instant(text: str) -> datetime | None:
    """Return the instant; `None` for what is none, so that X is asked instead."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
