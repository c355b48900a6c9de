"""Ways out to the networks; knows nothing of plans or databases.

Importing it is cheap: the library that speaks to a network is loaded when a channel is connected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectors.base import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connectors.base import Connector, Limits

#: The networks a channel can be on.
NETWORKS = ("x",)


class UnknownNetworkError(RefusedError):
    """There is no connector for this network."""

    def __init__(self, network: str) -> None:
        super().__init__(f"There is no connector for the network “{network}”. Known: {', '.join(NETWORKS)}.")
        self.network = network


def connect(
    network: str,
    credentials: Mapping[str, str],
    *,
    base_url: str = "",
    timeout: float = 20.0,
    settle_seconds: float = 120.0,
) -> Connector:
    """Return the connector for one account; nothing is asked of the network yet.

    An empty `base_url` is the real network; `timeout` is the longest silence of the network
    in seconds. Raises `UnknownNetworkError`, and `SignInExpiredError` where credentials are missing.
    """
    if network not in NETWORKS:
        raise UnknownNetworkError(network)
    from connectors.x import X  # tweepy takes half a second to load
    from connectors.x_credentials import XCredentials

    return X(
        XCredentials.read(credentials),
        base_url=base_url,
        timeout=(min(5.0, timeout), timeout),
        settle_seconds=settle_seconds,
    )


def limits_of(network: str) -> Limits:
    """Return what one message may hold on `network`; raises `UnknownNetworkError`."""
    if network not in NETWORKS:
        raise UnknownNetworkError(network)
    from connectors.weigh import X_LIMITS

    return X_LIMITS
