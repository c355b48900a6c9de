"""Ways out to the networks; knows nothing of plans or databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectors.base import RefusedError
from connectors.weigh import X_LIMITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connectors.base import Connector, Limits

_CONNECT_SECONDS = 5.0
_LIMITS = {"x": X_LIMITS}


def connect(
    network: str,
    credentials: Mapping[str, str],
    *,
    base_url: str = "",
    timeout: float = 20.0,
    settle_seconds: float = 120.0,
) -> Connector:
    """Return the connector of one account; `timeout` is in seconds for an answer.

    Raises `RefusedError` for a network that nobody knows and for incomplete credentials.
    """
    limits_of(network)
    from connectors.x import X, XCredentials  # tweepy is slow to import, and most commands send nothing

    return X(
        XCredentials.read(credentials),
        base_url=base_url,
        timeout=(min(_CONNECT_SECONDS, timeout), timeout),
        settle_seconds=settle_seconds,
    )


def limits_of(network: str) -> Limits:
    """Return what one message may hold on `network`."""
    if network not in _LIMITS:
        raise RefusedError(f"There is no network “{network}”. Known: {', '.join(sorted(_LIMITS))}.")
    return _LIMITS[network]
