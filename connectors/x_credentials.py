"""The four strings with which an app acts for an account on X (OAuth 1.0a user context).

They do not expire until somebody revokes them, so nothing has to be refreshed behind the engine's back.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Self

from connectors.base import SignInExpiredError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class XCredentials:
    """Keys of the app and tokens of the account; its `repr` shows none of them."""

    consumer_key: str = field(repr=False)
    consumer_secret: str = field(repr=False)
    access_token: str = field(repr=False)
    access_token_secret: str = field(repr=False)

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """Take the four strings out of `given`, without the blanks that pasting leaves.

        Raises `SignInExpiredError` that names what is missing.
        """
        names = [each.name for each in fields(cls)]
        missing = [name for name in names if not given.get(name, "").strip()]
        if missing:
            raise SignInExpiredError(f"The credentials for X lack {', '.join(missing)}.")
        return cls(**{name: given[name].strip() for name in names})

    def as_mapping(self) -> dict[str, str]:
        """Return the strings by name, as `read` takes them; keep them sealed."""
        return asdict(self)
