"""The rehearsal network lets in only who signed with the right keys, now, and once."""

from __future__ import annotations

import time

import pytest
import requests

from connectors.rehearsal import Rehearsal, RehearsalServer
from tests.builders import x_credentials
from tests.connectors.signing import signed


def _me(server: RehearsalServer, headers: dict[str, str], query: str = "") -> int:
    return requests.get(f"{server.url}/2/users/me{query}", headers=headers, timeout=5).status_code


def test_the_right_signature_opens_and_opens_once(server: RehearsalServer) -> None:
    headers = signed("GET", f"{server.url}/2/users/me")

    assert _me(server, headers) == 200
    assert _me(server, headers) == 401


@pytest.mark.parametrize("part", ["consumer_key", "consumer_secret", "access_token", "access_token_secret"])
def test_one_wrong_string_does_not_open(server: RehearsalServer, part: str) -> None:
    headers = signed("GET", f"{server.url}/2/users/me", keys=x_credentials() | {part: "wrong"})

    assert _me(server, headers) == 401


def test_the_token_of_one_account_with_the_secret_of_another_does_not_open(server: RehearsalServer) -> None:
    mixed = x_credentials() | {"access_token_secret": x_credentials("4202")["access_token_secret"]}

    assert _me(server, signed("GET", f"{server.url}/2/users/me", keys=mixed)) == 401


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer 4201-token"},
        {"Authorization": "OAuth nonsense"},
        {"Authorization": "OAuth "},
    ],
)
def test_no_signature_does_not_open(server: RehearsalServer, headers: dict[str, str]) -> None:
    assert _me(server, headers) == 401


def test_what_was_signed_can_not_be_changed(server: RehearsalServer, network: Rehearsal) -> None:
    headers = signed("GET", f"{server.url}/2/users/me")

    assert _me(server, headers, query="?user.fields=name") == 401
    assert requests.delete(f"{server.url}/2/tweets/1", headers=headers, timeout=5).status_code == 401
    altered = headers["Authorization"].replace('oauth_nonce="', 'oauth_nonce="1')
    assert _me(server, {"Authorization": altered}) == 401
    assert network.posts() == []


@pytest.mark.parametrize("seconds", [-3600, 3600])
def test_a_signature_of_another_hour_does_not_open(server: RehearsalServer, seconds: int) -> None:
    stamp = str(int(time.time()) + seconds)

    assert _me(server, signed("GET", f"{server.url}/2/users/me", timestamp=stamp)) == 401


def test_the_age_of_a_signature_is_told_by_the_machine_not_by_the_rehearsed_clock(
    server: RehearsalServer, network: Rehearsal
) -> None:
    assert abs(network.now().timestamp() - time.time()) > 3600

    assert _me(server, signed("GET", f"{server.url}/2/users/me")) == 200
