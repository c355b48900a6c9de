"""Ways out to the networks; knows nothing of plans or databases.

Importing it is cheap: the library that speaks to a network is loaded when a channel is connected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectors.base import RefusedError, SignInExpiredError, machine_time

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from connectors.base import Connector, Limits

#: The networks a channel can be connected to.
NETWORKS = ("x",)
#: A channel there leads nowhere: it is planned and approved like any other, and there is no way out of it.
REHEARSAL = "rehearsal"


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
    renew: Callable[[Mapping[str, str]], Mapping[str, str]] | None = None,
    now: Callable[[], datetime] = machine_time,
) -> Connector:
    """Return the connector for one account; nothing is asked of the network yet.

    An empty `base_url` is the real network; `timeout` is the longest silence of the network in
    seconds, a whole answer may take twice as long. Credentials that run out or are refused are
    given to `renew`, before anything is published; it stores what it returns, and asks the network
    (`refresh`) at most once for the same stale credentials. Raises `UnknownNetworkError`, and
    `SignInExpiredError` where credentials are missing; `RefusedError` for a rehearsal channel.
    """
    _require(network)
    from connectors.x import X  # tweepy takes half a second to load
    from connectors.x_credentials import read_credentials

    return X(
        read_credentials(credentials),
        base_url=base_url,
        timeout=(min(5.0, timeout), timeout),
        settle_seconds=settle_seconds,
        renew=renew,
        now=now,
    )


def refresh(
    network: str,
    credentials: Mapping[str, str],
    *,
    base_url: str = "",
    timeout: float = 20.0,
    now: Callable[[], datetime] = machine_time,
) -> dict[str, str]:
    """Return the credentials that follow `credentials`, whose refresh token is used up by it.

    Call it under a lock per channel, once for the same credentials, and store the answer before
    anything else. Raises `SignInExpiredError` where the network refuses or they can't be renewed;
    after `NotSentError` the same credentials may be tried again.
    """
    _require(network)
    from connectors.x_credentials import OAuth2Token, read_credentials

    token = read_credentials(credentials)
    if not isinstance(token, OAuth2Token):
        raise SignInExpiredError("Keys of OAuth 1.0a can't be renewed.")
    from connectors.x_oauth2 import refresh as renewed  # Authlib and requests take a while to load

    return renewed(token, base_url=base_url, timeout=timeout, now=now()).as_mapping()


def limits_of(network: str) -> Limits:
    """Return what one message may hold on `network`, whether or not there is a connector for it yet.

    A rehearsal channel holds what X would take. Raises `UnknownNetworkError`.
    """
    from connectors.appearance import APPEARANCES

    found = APPEARANCES.get("x" if network == REHEARSAL else network)
    if found is None:
        raise UnknownNetworkError(network)
    return found.limits


def check_network(network: str) -> None:
    """Raise `UnknownNetworkError` where no channel can be made; a rehearsal needs no connector."""
    if network != REHEARSAL:
        _require(network)


def _require(network: str) -> None:
    if network == REHEARSAL:
        raise RefusedError("A rehearsal channel leads to no network, so it takes no keys.")
    if network not in NETWORKS:
        raise UnknownNetworkError(network)
