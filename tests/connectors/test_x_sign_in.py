"""Tokens that run out or are taken back: renewed once, before anything is published, or told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

import connectors
from connectors.base import (
    Connector,
    ConnectorError,
    NotSentError,
    OutcomeUnknownError,
    Outgoing,
    Picture,
    SignInExpiredError,
)
from connectors.rehearsal import Account, Fault, FaultKind, Operation, Rehearsal, RehearsalServer
from connectors.x_credentials import OAuth2Token
from scheduler.domain.clock import FrozenClock
from tests.builders import x_credentials
from tests.connectors.conftest import START, put_out
from tests.connectors.consenting import signed_in

Message = Callable[..., Outgoing]


class Vault:
    """Keeps one channel's credentials as the scheduler does: asks the network once for a stale token."""

    def __init__(self, token: OAuth2Token, server: RehearsalServer) -> None:
        self.stored: Mapping[str, str] = token.as_mapping()
        self.asked = 0
        self._server = server
        self._lock = threading.Lock()

    def renew(self, stale: Mapping[str, str]) -> Mapping[str, str]:
        """Return what is stored where it is fresher, else ask, store, return."""
        with self._lock:
            if self.stored["access_token"] == stale["access_token"]:
                self.asked += 1
                network = self._server.rehearsal
                self.stored = connectors.refresh("x", stale, base_url=self._server.url, now=network.now)
            return self.stored

    def connect(self) -> Connector:
        """Return a connector over what is stored."""
        now, url = self._server.rehearsal.now, self._server.url
        return connectors.connect("x", self.stored, base_url=url, timeout=5, renew=self.renew, now=now)


@pytest.fixture
def vault(server: RehearsalServer) -> Vault:
    """Return the vault of an account that was just opened."""
    return Vault(signed_in(server), server)


def test_a_fresh_token_is_used_as_it_is(vault: Vault, network: Rehearsal, message: Message) -> None:
    put_out(vault.connect(), message())

    assert vault.asked == 0
    assert len(network.posts()) == 1


def test_a_token_about_to_run_out_is_renewed_before_it_is_used(
    vault: Vault, network: Rehearsal, message: Message, clock: FrozenClock
) -> None:
    connector, before = vault.connect(), vault.stored
    clock.advance(timedelta(hours=1, minutes=59, seconds=30))

    put_out(connector, message())
    connector.identity()

    assert vault.asked == network.grants.refreshed == 1
    assert vault.stored["refresh_token"] != before["refresh_token"]
    assert len(network.posts()) == 1


def test_a_token_refused_without_warning_is_renewed_and_the_post_is_out_once(
    vault: Vault, network: Rehearsal, message: Message, clock: FrozenClock
) -> None:
    vault.stored = {**vault.stored, "expires_at": ""}
    connector = vault.connect()
    clock.advance(timedelta(hours=3))

    receipt = put_out(connector, message())

    assert vault.asked == 1
    assert [kept.id for kept in network.posts()] == [receipt.remote_id]


def test_of_many_threads_that_meet_a_stale_token_one_renews_it(
    vault: Vault, network: Rehearsal, message: Message, clock: FrozenClock
) -> None:
    connectors_there = [vault.connect(), vault.connect()]
    clock.advance(timedelta(hours=3))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: put_out(connectors_there[n % 2], message(f"Post {n}")), range(16)))

    assert (network.grants.refreshed, network.grants.turned_away) == (1, 0)
    assert sorted(kept.text for kept in network.posts()) == sorted(f"Post {n}" for n in range(16))


def test_a_token_that_another_daemon_renewed_is_taken_from_the_vault(
    vault: Vault, network: Rehearsal, message: Message, clock: FrozenClock
) -> None:
    ours, theirs = vault.connect(), vault.connect()
    clock.advance(timedelta(hours=3))
    put_out(theirs, message("Theirs"))

    put_out(ours, message("Ours"))

    assert (network.grants.refreshed, network.grants.turned_away) == (1, 0)


@pytest.mark.parametrize("expires_at", ["known", ""])
def test_a_consent_taken_back_is_a_sign_in_to_renew_and_nothing_is_out(
    vault: Vault, network: Rehearsal, message: Message, expires_at: str
) -> None:
    if not expires_at:
        vault.stored = {**vault.stored, "expires_at": ""}
    connector = vault.connect()
    network.grants.take_back(network.accounts[0])

    with pytest.raises(SignInExpiredError):
        put_out(connector, message())
    with pytest.raises(NotSentError):
        connector.find(message(), since=START, staged="")

    assert network.posts() == []


def test_a_consent_taken_back_in_the_middle_of_a_thread_leaves_the_parts_that_are_out(
    vault: Vault, server: RehearsalServer, network: Rehearsal, message: Message
) -> None:
    connector = vault.connect()
    first = put_out(connector, message("First part"))
    network.grants.take_back(network.accounts[0])

    with pytest.raises(SignInExpiredError):
        put_out(connector, message("Second part", reply_to=first.remote_id))
    again = Vault(signed_in(server), server).connect()
    absent = again.find(message("Second part", reply_to=first.remote_id), since=START, staged="")
    second = put_out(again, message("Second part", reply_to=first.remote_id))

    assert absent is None
    assert [(kept.id, kept.manner.reply_to) for kept in network.posts()] == [
        (second.remote_id, first.remote_id),
        (first.remote_id, None),
    ]


@pytest.mark.parametrize(
    ("kind", "error"),
    [(FaultKind.SERVER_ERROR, NotSentError), (FaultKind.CUT, NotSentError), (FaultKind.HTML, NotSentError)],
)
def test_a_renewal_that_can_not_be_had_just_now_leaves_the_post_for_later(
    vault: Vault,
    network: Rehearsal,
    message: Message,
    clock: FrozenClock,
    kind: FaultKind,
    error: type[ConnectorError],
) -> None:
    connector = vault.connect()
    clock.advance(timedelta(hours=3))
    network.faults.put(Fault(kind, on=Operation.TOKEN))

    with pytest.raises(error) as caught:
        connector.send(message(), "")

    assert not isinstance(caught.value, OutcomeUnknownError)
    assert network.posts() == []


def test_a_token_that_runs_out_between_two_uploads_is_renewed_there(
    vault: Vault, network: Rehearsal, message: Message, clock: FrozenClock, picture: Callable[..., Picture]
) -> None:
    connector = vault.connect()
    staged = connector.stage(message(pictures=(picture(),)))
    clock.advance(timedelta(hours=3))

    connector.send(message(pictures=(picture(),)), staged)

    assert vault.asked == 1
    assert len(network.posts()) == 1


def test_doubt_about_a_renewal_is_none_about_the_post(
    vault: Vault, network: Rehearsal, message: Message, clock: FrozenClock, server: RehearsalServer
) -> None:
    def renew(_: Mapping[str, str]) -> Mapping[str, str]:
        raise OutcomeUnknownError("The answer was lost.")

    connector = connectors.connect("x", vault.stored, base_url=server.url, renew=renew, now=clock.now)
    clock.advance(timedelta(hours=3))

    with pytest.raises(SignInExpiredError):
        put_out(connector, message())

    assert network.posts() == []


def test_a_renewal_that_brings_the_stale_token_again_is_not_believed(
    vault: Vault, network: Rehearsal, message: Message, clock: FrozenClock, server: RehearsalServer
) -> None:
    connector = connectors.connect(
        "x", vault.stored, base_url=server.url, renew=lambda stale: stale, now=clock.now
    )
    clock.advance(timedelta(hours=3))

    with pytest.raises(SignInExpiredError):
        put_out(connector, message())

    assert network.posts() == []


def test_keys_of_oauth_1_are_never_given_away_to_be_renewed(
    server: RehearsalServer, network: Rehearsal, message: Message
) -> None:
    asked: list[object] = []

    def renew(stale: Mapping[str, str]) -> Mapping[str, str]:
        asked.append(stale)
        return stale

    wrong = x_credentials() | {"access_token_secret": "not it"}
    connector = connectors.connect("x", wrong, base_url=server.url, renew=renew)

    with pytest.raises(SignInExpiredError):
        put_out(connector, message())

    assert asked == []
    assert network.posts() == []


def test_without_anybody_to_renew_it_a_stale_token_is_a_sign_in_to_renew(
    vault: Vault, server: RehearsalServer, message: Message, clock: FrozenClock
) -> None:
    connector = connectors.connect("x", vault.stored, base_url=server.url, now=clock.now)
    clock.advance(timedelta(hours=3))

    with pytest.raises(SignInExpiredError):
        put_out(connector, message())


@pytest.mark.parametrize("is_lasting", [True, False])
def test_a_network_that_starts_again_knows_the_tokens_its_accounts_come_with(
    vault: Vault, clock: FrozenClock, *, is_lasting: bool
) -> None:
    given = {**vault.stored, **({} if is_lasting else {"refresh_token": ""})}
    network = Rehearsal([Account("larkspur", "4201", given)], now=clock.now)

    with RehearsalServer(network) as server:
        connector = connectors.connect("x", given, base_url=server.url, now=clock.now)

        assert connector.identity() == "larkspur"
        if is_lasting:
            assert connectors.refresh("x", given, base_url=server.url, now=clock.now) != given
        else:
            with pytest.raises(SignInExpiredError):
                connectors.refresh("x", given, base_url=server.url, now=clock.now)
