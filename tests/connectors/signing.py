"""Calls to the rehearsal network without the connector: signed by hand, so that they can be wrong."""

from __future__ import annotations

from typing import Any, Literal

import requests
from oauthlib.oauth1 import Client

from tests.builders import x_credentials

Method = Literal["GET", "POST", "DELETE"]


def signed(method: Method, url: str, *, keys: dict[str, str] | None = None, **oauth: Any) -> dict[str, str]:
    """Return the headers that sign this call; `oauth` may give `timestamp` and `nonce`."""
    given = keys or x_credentials()
    client = Client(
        given["consumer_key"],
        client_secret=given["consumer_secret"],
        resource_owner_key=given["access_token"],
        resource_owner_secret=given["access_token_secret"],
        **oauth,
    )
    return dict(client.sign(url, http_method=method)[1])


def call(method: Method, url: str, **more: Any) -> requests.Response:
    """Make a call that is signed as it should be."""
    return requests.request(method, url, headers=signed(method, url), timeout=5, **more)
