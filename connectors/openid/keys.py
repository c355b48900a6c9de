"""The public keys of a provider, and the reading of what it signed; the only home of joserfc.

Keys are fetched where they are first needed and kept in memory. A signature by a key that is not among them
fetches them anew, for that is how a provider changes keys; not twice within a minute, which is all that a
stranger with invented key numbers may cost us.
"""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from joserfc import jwk, jwt
from joserfc.errors import JoseError

from connectors.openid.asking import DOWN, document
from connectors.openid.errors import ProviderDownError, ProviderUnfitError, UntrustedError
from connectors.openid.provider import ALGORITHMS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from connectors.openid.provider import Provider

_OFTEN: Final = timedelta(minutes=1)
#: So long keys are used without a look whether the provider took them back.
_OLD: Final = timedelta(hours=6)
_KINDS: Final = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}
#: So long nobody waits again for a provider that did not answer.
_REST: Final = timedelta(seconds=10)
_MOST_KEYS: Final = 100
_SHORTEST_RSA: Final = 2048

Key = jwk.RSAKey | jwk.ECKey | jwk.OKPKey


class KeyRing:
    """The keys of the providers that were asked. May be used from any thread."""

    def __init__(self) -> None:
        self._rings: dict[str, tuple[datetime, dict[str, Key]]] = {}
        #: When they were last fetched anew for one that was not among them.
        self._sought: dict[str, datetime] = {}
        #: When keys were asked for that did not come.
        self._missed: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def opened(self, token: str, provider: Provider, *, now: datetime) -> dict[str, Any]:
        """Return the claims of a signed token, or raise `UntrustedError` where the signature is not right."""
        header = _header(token)
        algorithm = header.get("alg")
        if not isinstance(algorithm, str) or algorithm not in provider.algorithms & ALGORITHMS:
            raise _untrusted("algorithm")
        key = self._key(header, algorithm, provider, now=now)
        try:
            return dict(jwt.decode(token, key, algorithms=[algorithm]).claims)
        except (JoseError, ValueError, TypeError, RecursionError):
            raise _untrusted("signature") from None

    def look(self, provider: Provider, *, now: datetime) -> int:
        """Fetch the keys of a provider and return how many of them can be used."""
        with self._lock:
            self._missed.pop(provider.jwks_uri, None)
            return len(self._fetched(provider, now))

    def _key(self, header: Mapping[str, Any], algorithm: str, provider: Provider, *, now: datetime) -> Key:
        with self._lock:
            fetched_at, keys = self._rings.get(provider.jwks_uri, (None, {}))
            is_new = fetched_at is None or not timedelta() <= now - fetched_at < _OLD
            if is_new:
                keys = self._fetched(provider, now)
            found = _fitting(keys, header.get("kid"), algorithm)
            if found is None and not is_new and self._may_seek(provider, now):
                found = _fitting(self._fetched(provider, now), header.get("kid"), algorithm)
                self._sought[provider.jwks_uri] = now
        if found is None:
            raise _untrusted("key")
        return found

    def _may_seek(self, provider: Provider, now: datetime) -> bool:
        """May the keys be fetched anew for one that is not among them?"""
        sought = self._sought.get(provider.jwks_uri)
        return sought is None or not timedelta() <= now - sought < _OFTEN

    def _fetched(self, provider: Provider, now: datetime) -> dict[str, Key]:
        address = provider.jwks_uri
        missed = self._missed.get(address)
        if missed is not None and timedelta() <= now - missed < _REST:
            raise ProviderDownError(DOWN)
        self._missed[address] = now
        keys = _read(document(address))
        del self._missed[address]
        self._rings[address] = (now, keys)
        return keys


def _read(told: Mapping[str, Any]) -> dict[str, Key]:
    """Return the keys that may verify a signature; secrets, keys for sealing and odd ones are left out."""
    listed = told.get("keys")
    if not isinstance(listed, list):
        raise ProviderUnfitError("The provider's keys can't be read. Ask who runs it to look at them.")
    found: dict[str, Key] = {}
    for number, each in enumerate(listed[:_MOST_KEYS]):
        key = _key_of(each)
        if key is not None:
            kid = each.get("kid")
            found[kid if isinstance(kid, str) else f"\0{number}"] = key
    return found


def _key_of(told: object) -> Key | None:
    if (
        not isinstance(told, dict)
        or told.get("kty") not in _KINDS.values()
        or told.get("use", "sig") != "sig"
    ):
        return None
    public = {name: told[name] for name in ("kty", "n", "e", "crv", "x", "y", "alg", "kid") if name in told}
    try:
        key = jwk.import_key(public)
        is_short = isinstance(key, jwk.RSAKey) and key.raw_value.key_size < _SHORTEST_RSA
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return None if is_short or isinstance(key, jwk.OctKey) else key


def _fitting(keys: Mapping[str, Key], kid: object, algorithm: str) -> Key | None:
    """Return the key that a token names; where it names none, the only one that fits."""
    kind = _KINDS[algorithm[:2]]
    fit = {name: key for name, key in keys.items() if key.key_type == kind and key.alg in {None, algorithm}}
    if kid is not None:
        return fit.get(kid) if isinstance(kid, str) else None
    return next(iter(fit.values())) if len(fit) == 1 else None


def _header(token: str) -> dict[str, Any]:
    from joserfc.jws import extract_compact

    try:
        return dict(extract_compact(token.encode("ascii")).headers())
    except (JoseError, ValueError, TypeError, RecursionError, AttributeError):
        raise _untrusted("form") from None


def _untrusted(code: str) -> UntrustedError:
    return UntrustedError(
        "The identity provider's word could not be proved, so nobody was signed in. Begin again; "
        "if it happens twice, tell your administrator.",
        code=code,
    )
