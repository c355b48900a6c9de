"""What is known of a post after answers that no decent network gives."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from connectors import connect
from connectors.base import (
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
from connectors.rehearsal import FaultKind, Rehearsal, RehearsalServer
from tests.builders import x_credentials
from tests.connectors.canned import Canned
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
