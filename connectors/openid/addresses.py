"""Which addresses of a provider are asked at all.

`https` only; plain `http` to this machine alone, and only where the provider itself is set so. Addresses in
private networks are allowed on purpose: many organisations run their provider there, an administrator names
it, and nothing that it answers is ever shown.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from connectors.openid.errors import ProviderUnfitError
from connectors.x_address import is_address, is_this_machine

_LONGEST = 2048


def checked_issuer(address: str) -> str:
    """Return the address of a provider as it was given, or raise `ProviderUnfitError`."""
    _require(address, "address of the provider", is_plain_allowed=is_this_machine(address))
    parts = urlsplit(address)
    if parts.query or parts.fragment:
        raise ProviderUnfitError(
            "The address of the provider must end with its path: take away what follows “?” or “#”."
        )
    return address


def checked_endpoint(address: object, name: str, *, issuer: str) -> str:
    """Return an address that the provider gave for `name`, or raise `ProviderUnfitError`."""
    if not isinstance(address, str) or not address:
        raise ProviderUnfitError(f"The provider names no {name}. Ask who runs it whether it speaks OpenID.")
    is_plain_allowed = is_this_machine(issuer) and is_this_machine(address)
    _require(address, name, is_plain_allowed=is_plain_allowed)
    return address


def _require(address: str, name: str, *, is_plain_allowed: bool) -> None:
    is_clean = len(address) <= _LONGEST and address.isprintable() and " " not in address
    if not is_clean or not is_address(address):
        raise ProviderUnfitError(f"The {name} is no address. It looks like https://id.example.org.")
    parts = urlsplit(address)
    if parts.username or parts.password:
        raise ProviderUnfitError(f"The {name} holds a user name or a password. Take them away.")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_plain_allowed):
        raise ProviderUnfitError(f"The {name} is not secure. It must begin with https://.")
