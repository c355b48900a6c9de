"""Signing in by OAuth 2, renewing, and giving back, against a network that takes each token once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

import connectors
from connectors.base import (
    NotSentError,
    OutcomeUnknownError,
    RateLimitedError,
    RefusedError,
    SignInExpiredError,
)
from connectors.rehearsal import App, Fault, FaultKind, Operation, Rehearsal, RehearsalServer
from connectors.x_credentials import OAuth2Token, read_credentials
from connectors.x_oauth2 import SCOPES, authorization_url, redeem, refresh, revoke
from scheduler.domain.clock import FrozenClock
from tests.builders import x_credentials
from tests.connectors.conftest import START
from tests.connectors.consenting import BACK, CONFIDENTIAL, PUBLIC, consent, signed_in

K = FaultKind


def test_a_person_is_sent_to_x_with_a_challenge_and_never_with_the_verifier() -> None:
    url, state, verifier = authorization_url("rounds", BACK)

    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert url.startswith("https://x.com/i/oauth2/authorize?")
    assert asked["state"] == state
    assert asked["scope"] == "tweet.read tweet.write users.read media.write offline.access"
    assert asked["code_challenge_method"] == "S256"
    assert verifier not in url
    assert 43 <= len(verifier) <= 128


def test_no_two_sign_ins_share_state_or_verifier() -> None:
    first, second = authorization_url("rounds", BACK), authorization_url("rounds", BACK)

    assert first[1] != second[1]
    assert first[2] != second[2]


@pytest.mark.parametrize("app", [PUBLIC, CONFIDENTIAL], ids=["public", "confidential"])
def test_consent_becomes_a_token_that_opens(server: RehearsalServer, app: App) -> None:
    token = signed_in(server, app)

    connector = connectors.connect("x", token.as_mapping(), base_url=server.url, now=server.rehearsal.now)

    assert token.expires_at == START + timedelta(hours=2)
    assert token.scope.split() == list(SCOPES)
    assert connector.identity() == "larkspur"


def test_a_code_is_good_once_for_half_a_minute_and_with_its_verifier_only(
    server: RehearsalServer, clock: FrozenClock
) -> None:
    url, _, verifier = authorization_url("rounds", BACK, base_url=server.url)
    used, late, other = (consent(url)["code"] for _ in range(3))

    def trade(code: str, verifier: str) -> OAuth2Token:
        return redeem(
            code, verifier, client_id="rounds", redirect_uri=BACK, base_url=server.url, now=clock.now()
        )

    trade(used, verifier)
    with pytest.raises(RefusedError):
        trade(used, verifier)
    with pytest.raises(RefusedError):
        trade(other, "b" * 64)
    clock.advance(timedelta(seconds=31))
    with pytest.raises(RefusedError):
        trade(late, verifier)


@pytest.mark.parametrize("app", [PUBLIC, CONFIDENTIAL], ids=["public", "confidential"])
def test_renewing_brings_another_pair_and_ends_the_one_before(
    server: RehearsalServer, clock: FrozenClock, app: App
) -> None:
    first = signed_in(server, app)
    clock.advance(timedelta(hours=1))

    second = refresh(first, base_url=server.url, now=clock.now())

    assert second.access_token != first.access_token
    assert second.refresh_token != first.refresh_token
    assert second.expires_at == START + timedelta(hours=3)
    assert (second.client_id, second.client_secret) == (app.client_id, app.secret)
    with pytest.raises(SignInExpiredError):
        refresh(first, base_url=server.url, now=clock.now())


def test_of_two_that_renew_with_one_token_one_is_refused(
    server: RehearsalServer, network: Rehearsal, clock: FrozenClock
) -> None:
    token = signed_in(server)

    def renew(_: int) -> OAuth2Token | SignInExpiredError:
        try:
            return refresh(token, base_url=server.url, now=clock.now())
        except SignInExpiredError as why:
            return why

    with ThreadPoolExecutor(2) as pool:
        got = list(pool.map(renew, range(2)))

    assert sorted(type(each).__name__ for each in got) == ["OAuth2Token", "SignInExpiredError"]
    assert (network.grants.refreshed, network.grants.turned_away) == (1, 1)


def test_without_lasting_access_nothing_can_be_renewed(server: RehearsalServer, clock: FrozenClock) -> None:
    token = signed_in(server, scopes=("tweet.read", "users.read"))

    assert token.refresh_token == ""
    with pytest.raises(SignInExpiredError):
        refresh(token, base_url=server.url, now=clock.now())


def test_what_was_given_back_opens_nothing_and_giving_it_back_again_is_no_error(
    server: RehearsalServer, clock: FrozenClock
) -> None:
    token = signed_in(server)
    connector = connectors.connect("x", token.as_mapping(), base_url=server.url, now=clock.now)

    revoke(token, base_url=server.url)
    revoke(token, base_url=server.url)

    with pytest.raises(SignInExpiredError):
        connector.identity()
    with pytest.raises(SignInExpiredError):
        refresh(token, base_url=server.url, now=clock.now())


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(K.SERVER_ERROR), NotSentError),
        (Fault(K.SERVER_ERROR, status=500), NotSentError),
        (Fault(K.RATE_LIMITED), RateLimitedError),
        (Fault(K.SERVER_ERROR, status=400), SignInExpiredError),
        (Fault(K.SERVER_ERROR, status=401), SignInExpiredError),
        (Fault(K.SERVER_ERROR, status=403), SignInExpiredError),
        (Fault(K.SERVER_ERROR, status=302), NotSentError),
        (Fault(K.CUT), NotSentError),
        (Fault(K.HTML), NotSentError),
        (Fault(K.EMPTY), NotSentError),
        (Fault(K.ERRORS), NotSentError),
        (Fault(K.NO_NUMBER), NotSentError),
        (Fault(K.LOST, silent=True), NotSentError),
        (Fault(K.TRICKLE, 0.05), NotSentError),
    ],
    ids=lambda value: f"{value.kind}-{value.status}" if isinstance(value, Fault) else None,
)
def test_a_renewal_that_fails_tells_whether_to_try_again(
    server: RehearsalServer, network: Rehearsal, clock: FrozenClock, fault: Fault, error: type[Exception]
) -> None:
    token = signed_in(server)
    network.faults.put(Fault(fault.kind, fault.seconds, Operation.TOKEN, fault.status, fault.silent))

    with pytest.raises(error) as caught:
        refresh(token, base_url=server.url, timeout=0.5, now=clock.now())

    assert type(caught.value) is error
    assert token.access_token not in repr(caught.value)
    assert caught.value.__cause__ is None or token.refresh_token not in repr(caught.value.__cause__)


def test_after_a_lost_answer_trying_again_ends_in_a_new_sign_in_and_never_in_doubt(
    server: RehearsalServer, network: Rehearsal, clock: FrozenClock
) -> None:
    token = signed_in(server)
    network.faults.put(Fault(K.LOST, on=Operation.TOKEN))

    with pytest.raises(NotSentError):
        refresh(token, base_url=server.url, now=clock.now())
    with pytest.raises(SignInExpiredError):
        refresh(token, base_url=server.url, now=clock.now())

    assert network.grants.refreshed == 1


def test_a_network_is_asked_by_its_name(server: RehearsalServer, clock: FrozenClock) -> None:
    token = signed_in(server)

    fresh = connectors.refresh("x", token.as_mapping(), base_url=server.url, now=clock.now)

    assert fresh.keys() == token.as_mapping().keys()
    assert fresh["refresh_token"] != token.refresh_token
    assert isinstance(read_credentials(fresh), OAuth2Token)
    with pytest.raises(connectors.UnknownNetworkError):
        connectors.refresh("pigeon", {})
    with pytest.raises(SignInExpiredError, match=r"OAuth 1\.0a"):
        connectors.refresh("x", x_credentials())


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "another"},
        {"redirect_uri": "https://elsewhere.example/"},
        {"scope": "dm.write"},
        {"scope": ""},
        {"state": ""},
        {"code_challenge": "short"},
        {"code_challenge_method": "plain"},
        {"response_type": "token"},
        {"account": "nobody"},
    ],
)
def test_the_page_asks_for_nothing_that_x_would_not(server: RehearsalServer, changed: dict[str, str]) -> None:
    url, _, _ = authorization_url("rounds", BACK, base_url=server.url)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}

    answer = requests.post(
        f"{server.url}/i/oauth2/authorize",
        data={**asked, "account": "larkspur", **changed},
        allow_redirects=False,
        timeout=5,
    )

    assert answer.status_code == 400


def test_the_page_names_the_accounts_and_what_is_asked_for(server: RehearsalServer) -> None:
    url, _, _ = authorization_url("rounds", BACK, base_url=server.url)

    page = requests.get(url, timeout=5)

    assert page.status_code == 200
    assert "@larkspur" in page.text
    assert "tweet.write" in page.text


def test_a_token_does_no_more_than_was_consented_to(server: RehearsalServer, clock: FrozenClock) -> None:
    token = signed_in(server, scopes=("tweet.read", "users.read"))
    connector = connectors.connect("x", token.as_mapping(), base_url=server.url, now=clock.now)

    with pytest.raises(RefusedError) as caught:
        connector.delete("1")

    assert not isinstance(caught.value, SignInExpiredError | OutcomeUnknownError)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("http://127.0.0.1:8504/connected", 200),
        ("http://localhost:1/", 200),
        ("https://example.org/connected", 400),
        ("http://127.0.0.1.example.org/", 400),
    ],
)
def test_the_app_that_the_rehearsal_knows_sends_people_back_to_this_machine_only(
    server: RehearsalServer, address: str, status: int
) -> None:
    url, _, _ = authorization_url("rehearsal", address, base_url=server.url)

    assert requests.get(url, timeout=5).status_code == status
