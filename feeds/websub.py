"""WebSub as a subscriber speaks it (W3C Recommendation, 2018): what is asked of a hub, and its signatures."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The methods the Recommendation names. `sha1` too: common hubs know no other, and all that a signature
#: opens is one more question to the source itself.
_METHODS: Final = frozenset({"sha1", "sha256", "sha384", "sha512"})


def subscription(*, topic: str, callback: str, secret: str, lease_seconds: int) -> dict[str, str]:
    """Return the form that asks a hub to tell `callback` of every change of `topic`."""
    return {
        "hub.mode": "subscribe",
        "hub.topic": topic,
        "hub.callback": callback,
        "hub.secret": secret,
        "hub.lease_seconds": str(lease_seconds),
    }


def is_signed(body: Iterable[bytes], signature: str, *, secret: str) -> bool:
    """Tell whether `signature` (`method=hexadecimal`, of `X-Hub-Signature`) is that of `body` under `secret`.

    Reads all of `body`, whatever the signature is.
    """
    method, _, given = signature.strip().partition("=")
    known = method.lower() in _METHODS
    mac = hmac.new(secret.encode(), digestmod=getattr(hashlib, method.lower() if known else "sha256"))
    for chunk in body:
        mac.update(chunk)
    return hmac.compare_digest(mac.hexdigest().encode(), given.lower().encode()) and known
