"""What is known of a post after each way in which X can fail."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from connectors import connect
from connectors.base import (
    Connector,
    ConnectorError,
    NoCreditError,
    NotSentError,
    OutcomeUnknownError,
    Outgoing,
    Picture,
    RateLimitedError,
    RefusedError,
    SignInExpiredError,
)
from connectors.rehearsal import Fault, FaultKind, Operation, Rehearsal, RehearsalServer
from scheduler.domain.clock import FrozenClock
from tests.builders import x_credentials
from tests.connectors.certificates import self_signed
from tests.connectors.conftest import START, put_out

Message = Callable[..., Outgoing]
Paint = Callable[..., Picture]
K = FaultKind

DUPLICATE = {
    "detail": "You are not allowed to create a Tweet with duplicate content.",
    "type": "about:blank",
    "title": "Forbidden",
    "status": 403,
}


@pytest.mark.parametrize(
    ("fault", "error", "posts"),
    [
        (Fault(K.RATE_LIMITED), RateLimitedError, 0),
        (Fault(K.RATE_LIMITED_SILENT), RateLimitedError, 0),
        (Fault(K.SERVER_ERROR), OutcomeUnknownError, 0),
        (Fault(K.SERVER_ERROR, status=500), OutcomeUnknownError, 0),
        (Fault(K.SERVER_ERROR, status=408), OutcomeUnknownError, 0),
        (Fault(K.SERVER_ERROR_AFTER), OutcomeUnknownError, 1),
        (Fault(K.SERVER_ERROR_AFTER, status=504), OutcomeUnknownError, 1),
        (Fault(K.LOST), OutcomeUnknownError, 1),
        (Fault(K.LOST, silent=True), OutcomeUnknownError, 1),
        (Fault(K.CUT), OutcomeUnknownError, 0),
        (Fault(K.CUT, silent=True), OutcomeUnknownError, 0),
        (Fault(K.LATE, 10), OutcomeUnknownError, 0),
        (Fault(K.HTML), OutcomeUnknownError, 1),
        (Fault(K.EMPTY), OutcomeUnknownError, 1),
        (Fault(K.ERRORS), OutcomeUnknownError, 0),
        (Fault(K.NO_NUMBER), OutcomeUnknownError, 1),
        (Fault(K.TRICKLE, 0.05), OutcomeUnknownError, 1),
        (Fault(K.SERVER_ERROR, status=400), RefusedError, 0),
        (Fault(K.SERVER_ERROR, status=401), SignInExpiredError, 0),
        (Fault(K.SERVER_ERROR, status=402), NoCreditError, 0),
        (Fault(K.SERVER_ERROR, status=403), RefusedError, 0),
        (Fault(K.SERVER_ERROR, status=404), RefusedError, 0),
        (Fault(K.SERVER_ERROR, status=413), RefusedError, 0),
    ],
    ids=lambda value: f"{value.kind}-{value.status}-{value.silent}" if isinstance(value, Fault) else None,
)
def test_a_fault_of_posting_is_told_as_what_is_known(
    server: RehearsalServer,
    network: Rehearsal,
    message: Message,
    fault: Fault,
    error: type[ConnectorError],
    posts: int,
) -> None:
    connector = connect("x", x_credentials(), base_url=server.url, timeout=0.5)
    network.faults.put(fault)

    with pytest.raises(ConnectorError) as caught:
        put_out(connector, message())

    assert type(caught.value) is error
    assert len(network.posts()) == posts
    assert network.faults.met == {fault.kind: 1}


@pytest.mark.parametrize("on", [Operation.UPLOAD, Operation.ALT_TEXT])
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (K.SERVER_ERROR, NotSentError),
        (K.SERVER_ERROR_AFTER, NotSentError),
        (K.LOST, NotSentError),
        (K.HTML, NotSentError),
        (K.ERRORS, NotSentError),
        (K.TRICKLE, NotSentError),
        (K.RATE_LIMITED, RateLimitedError),
    ],
)
def test_a_fault_of_a_picture_is_never_in_doubt(
    server: RehearsalServer,
    network: Rehearsal,
    message: Message,
    picture: Paint,
    on: Operation,
    fault: FaultKind,
    error: type[ConnectorError],
) -> None:
    connector = connect("x", x_credentials(), base_url=server.url, timeout=0.5)
    network.faults.put(Fault(fault, 0.05, on=on))

    with pytest.raises(NotSentError) as caught:
        put_out(connector, message(pictures=(picture(),)))

    assert type(caught.value) is error
    assert network.posts() == []


def test_what_is_no_picture_is_refused(connector: Connector, network: Rehearsal, message: Message) -> None:
    with pytest.raises(RefusedError):
        put_out(connector, message(pictures=(Picture(b"GIF89a, or so it says", "image/png", "Alt"),)))

    assert network.posts() == []


def test_a_lost_answer_is_found_and_a_second_try_would_be_doubtful(
    connector: Connector, network: Rehearsal, message: Message
) -> None:
    network.faults.put(Fault(K.LOST))
    with pytest.raises(OutcomeUnknownError):
        put_out(connector, message())

    found = connector.find(message(), since=START, staged="")
    with pytest.raises(OutcomeUnknownError, match="already"):
        put_out(connector, message())

    assert found is not None
    assert [kept.id for kept in network.posts()] == [found.remote_id]


def test_within_the_lag_a_post_is_not_to_be_seen_and_afterwards_it_is(
    connector: Connector, network: Rehearsal, message: Message, clock: FrozenClock
) -> None:
    network.faults.put(Fault(K.LAG, 20))
    network.faults.put(Fault(K.LOST))
    with pytest.raises(OutcomeUnknownError):
        put_out(connector, message())

    before = connector.find(message(), since=START, staged="")
    clock.advance(timedelta(seconds=connector.settle_seconds))
    after = connector.find(message(), since=START, staged="")

    assert before is None
    assert after is not None
    assert after.at == START


def test_a_late_post_is_there_once_its_time_has_come(
    connector: Connector, network: Rehearsal, message: Message, clock: FrozenClock
) -> None:
    network.faults.put(Fault(K.LATE, 10))
    with pytest.raises(OutcomeUnknownError):
        put_out(connector, message())

    before = connector.find(message(), since=START, staged="")
    clock.advance(timedelta(seconds=10))
    after = connector.find(message(), since=START, staged="")

    assert before is None
    assert after is not None
    assert after.at == START + timedelta(seconds=10)


@pytest.mark.parametrize(
    "kind",
    [
        K.SERVER_ERROR,
        K.LOST,
        K.HTML,
        K.EMPTY,
        K.ERRORS,
        K.NO_NUMBER,
        K.RATE_LIMITED,
        K.RATE_LIMITED_SILENT,
        K.CUT,
    ],
)
def test_a_network_that_can_not_be_asked_is_no_absence(
    connector: Connector, network: Rehearsal, message: Message, kind: FaultKind
) -> None:
    put_out(connector, message())
    network.faults.put(Fault(kind, on=Operation.TIMELINE))

    with pytest.raises(NotSentError):
        connector.find(message(), since=START, staged="")

    assert connector.find(message(), since=START, staged="") is not None


def test_the_reset_is_the_one_the_network_names(
    connector: Connector, network: Rehearsal, message: Message
) -> None:
    network.faults.put(Fault(K.RATE_LIMITED, 90))
    network.faults.put(Fault(K.RATE_LIMITED_SILENT))

    with pytest.raises(RateLimitedError) as named:
        put_out(connector, message())
    with pytest.raises(RateLimitedError) as unnamed:
        put_out(connector, message())

    assert named.value.reset_at == START + timedelta(seconds=91)
    assert unnamed.value.reset_at is None


def test_a_certificate_that_fails_is_no_doubt_and_names_itself(
    network: Rehearsal, message: Message, tmp_path: Path
) -> None:
    with RehearsalServer(network, certificate=self_signed(tmp_path)) as server:
        connector = connect("x", x_credentials(), base_url=server.url)

        with pytest.raises(NotSentError, match="certificate") as caught:
            put_out(connector, message())
        with pytest.raises(NotSentError, match="certificate"):
            connector.find(message(), since=START, staged="")

    assert not isinstance(caught.value, OutcomeUnknownError)
    assert network.posts() == []


def test_a_server_that_is_not_there_was_never_sent_to(network: Rehearsal, message: Message) -> None:
    with RehearsalServer(network) as server:
        connector = connect("x", x_credentials(), base_url=server.url)

    with pytest.raises(NotSentError, match="could not be reached"):
        put_out(connector, message())
    with pytest.raises(NotSentError, match="could not be reached"):
        connector.find(message(), since=START, staged="")


@pytest.mark.parametrize(
    "address",
    ["http:///nowhere", "ftp://127.0.0.1:1", "127.0.0.1:1", "http://[::1", "http://127.0.0.1:99999"],
)
def test_an_address_that_is_none_is_refused_by_name(address: str) -> None:
    with pytest.raises(RefusedError, match=re.escape(address)):
        connect("x", x_credentials(), base_url=address)


def test_a_wrong_secret_is_a_sign_in_to_renew(
    server: RehearsalServer, network: Rehearsal, message: Message
) -> None:
    wrong = x_credentials() | {"access_token_secret": "not it"}
    connector = connect("x", wrong, base_url=server.url)

    calls: list[Callable[[], object]] = [
        connector.identity,
        lambda: put_out(connector, message()),
        lambda: connector.metrics(["1"]),
    ]
    for call in calls:
        with pytest.raises(SignInExpiredError):
            call()
    with pytest.raises(NotSentError):
        connector.find(message(), since=START, staged="")

    assert network.posts() == []


def test_fields_are_read_by_their_old_and_their_new_names(
    connector: Connector, network: Rehearsal, message: Message, clock: FrozenClock
) -> None:
    receipt = put_out(connector, message())
    clock.advance(timedelta(days=3))
    old = connector.metrics([receipt.remote_id])

    network.has_new_names = True

    assert connector.metrics([receipt.remote_id]) == old
    assert connector.find(message(), since=START, staged="") == receipt
