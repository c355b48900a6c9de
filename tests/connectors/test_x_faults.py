"""What is known of a post after each way in which X can fail."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
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
from tests.connectors.canned import Canned
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


def _canned(answer: Canned, network: Rehearsal) -> RehearsalServer:
    return RehearsalServer(network, mounts={"/canned": answer})


def _send(answer: Canned, network: Rehearsal, message: Outgoing) -> ConnectorError:
    with _canned(answer, network) as server:
        connector = connect("x", x_credentials(), base_url=f"{server.url}/canned")
        with pytest.raises(ConnectorError) as caught:
            put_out(connector, message)
    assert answer.called == ["POST /canned/2/tweets"]
    return caught.value


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""),
        (201, b"<!doctype html><title>One moment</title>"),
        (201, b"[]"),
        (201, b"null"),
        (201, b'"1"'),
        (201, b"{}"),
        (201, b'{"data": null}'),
        (201, b'{"data": {"id": "abc"}}'),
        (201, b'{"data": {"id": null}}'),
        (201, b'{"data": {"id": ""}}'),
        (201, b'{"data": {"id": "1"}'),
        (201, b"\xff\xfe\x00"),
        (201, b"[" * 100_000),
        (201, b'{"data": {"id": ' + b"9" * 5000 + b"}}"),
        (204, b""),
        (302, b""),
        (500, b"[1]"),
        (502, b"<html>"),
        (403, json.dumps(DUPLICATE).encode()),
        (403, b'{"errors": [{"code": 187, "message": "Status is a duplicate."}]}'),
    ],
)
def test_an_answer_that_says_nothing_certain_leaves_doubt(
    network: Rehearsal, message: Message, status: int, body: bytes
) -> None:
    location = {"location": "http://127.0.0.1:1/elsewhere"} if status == 302 else {}

    told = _send(Canned(status, body, location), network, message())

    assert type(told) is OutcomeUnknownError


def test_an_answer_with_a_number_is_believed_whatever_else_it_holds(
    network: Rehearsal, message: Message
) -> None:
    body = {"data": {"id": "2107017948165047717"}, "errors": [{"title": "A part is missing"}]}
    with _canned(Canned(200, json.dumps(body).encode()), network) as server:
        connector = connect("x", x_credentials(), base_url=f"{server.url}/canned")

        receipt = put_out(connector, message())

    assert receipt.remote_id == "2107017948165047717"


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


@pytest.mark.parametrize(
    ("status", "body", "error", "words"),
    [
        (403, b"[1]", RefusedError, "403"),
        (403, b'{"errors": null}', RefusedError, "403"),
        (403, b'{"errors": [1, null, {"code": {}}]}', RefusedError, "403"),
        (403, b"<html>", RefusedError, "403"),
        (
            403,
            b'{"type": "https://api.twitter.com/2/problems/oauth1-permissions"}',
            RefusedError,
            "may only read",
        ),
        (402, b'{"title": "CreditsDepleted"}', NoCreditError, "credits"),
        (401, b"", SignInExpiredError, "sign-in"),
    ],
)
def test_a_refusal_is_certain_whatever_its_body(
    network: Rehearsal,
    message: Message,
    status: int,
    body: bytes,
    error: type[RefusedError],
    words: str,
) -> None:
    told = _send(Canned(status, body), network, message())

    assert type(told) is error
    assert isinstance(told, RefusedError)
    assert told.code == str(status)
    assert words in str(told)


def test_a_refusal_never_quotes_the_answer_or_the_text(network: Rehearsal, message: Message) -> None:
    quoting = {"detail": "The text 'Ring 555-0142' is not allowed", "type": "about:blank", "title": "No"}

    told = _send(Canned(403, json.dumps(quoting).encode()), network, message("Ring 555-0142"))

    assert "555" not in repr(told) + repr(told.__cause__) + str(told.__cause__)


@pytest.mark.parametrize(
    ("headers", "reset", "retry_after"),
    [
        ({"x-rate-limit-reset": "1790000000"}, 1790000000, None),
        (
            {
                "x-rate-limit-reset": "1790000000",
                "x-app-limit-24hour-reset": "1790050000",
                "x-app-limit-24hour-remaining": "0",
                "x-user-limit-24hour-reset": "1790060000",
                "x-user-limit-24hour-remaining": "3",
            },
            1790050000,
            None,
        ),
        ({"x-rate-limit-reset": "soon", "x-app-limit-24hour-remaining": "None"}, None, None),
        ({"x-rate-limit-reset": "9" * 400, "retry-after": "17"}, None, 17),
    ],
)
def test_a_rate_limit_lasts_until_the_latest_reset_that_counts(
    network: Rehearsal,
    message: Message,
    headers: dict[str, str],
    reset: int | None,
    retry_after: float | None,
) -> None:
    told = _send(Canned(429, b"{}", headers), network, message())

    assert isinstance(told, RateLimitedError)
    assert told.reset_at == (datetime.fromtimestamp(reset, UTC) if reset else None)
    assert told.retry_after == retry_after


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"data": []},
        {"errors": [{"title": "Not Found Error"}]},
        {"meta": {"result_count": 3}},
        {"data": {"id": "1"}, "meta": {"result_count": 1}},
        {"data": [{"text": "no number"}], "meta": {"result_count": 1}},
        {
            "data": [{"id": "1", "text": "x", "created_at": "then"}],
            "errors": [{"title": "x"}],
            "meta": {"result_count": 1},
        },
    ],
)
def test_a_part_of_a_time_line_is_no_absence(
    network: Rehearsal, message: Message, body: dict[str, object]
) -> None:
    with _canned(Canned(200, json.dumps(body).encode()), network) as server:
        connector = connect("x", x_credentials(), base_url=f"{server.url}/canned")

        with pytest.raises(NotSentError):
            connector.find(message(), since=START, staged="")


def test_a_part_of_a_time_line_that_holds_the_post_is_enough(network: Rehearsal, message: Message) -> None:
    post = {"id": "20", "text": "Flu clinics are open today", "created_at": "2026-10-05T08:00:00.000Z"}
    body = {"data": [post], "errors": [{"title": "x"}], "meta": {"result_count": 1}}
    with _canned(Canned(200, json.dumps(body).encode()), network) as server:
        connector = connect("x", x_credentials(), base_url=f"{server.url}/canned")

        found = connector.find(message(), since=START, staged="")

    assert found is not None
    assert found.remote_id == "20"


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
