"""The answers that are no success: X's own shapes of an error, and connections that break."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from connectors.rehearsal.faults import Fault, FaultKind

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.types import Receive, Scope, Send

_TITLES = {
    401: "Unauthorized",
    402: "CreditsDepleted",
    403: "Forbidden",
    404: "Not Found",
    429: "Too Many Requests",
    503: "Service Unavailable",
}


#: Answers with status 200 that say nothing of use.
_CANNED = {
    FaultKind.HTML: (b"<!doctype html><title>One moment</title>", "text/html"),
    FaultKind.EMPTY: (b"", None),
    FaultKind.ERRORS: (b'{"errors": [{"title": "Over Capacity", "status": 503}]}', "application/json"),
    FaultKind.NO_NUMBER: (b'{"data": {"id": "one"}}', "application/json"),
}


class CutAnswer(Response):
    """No answer: the connection is reset, or stays open without a word until the client gives up."""

    def __init__(self, *, silent: bool) -> None:
        super().__init__()
        self._silent = silent

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Reset the connection that `RehearsalServer` put in the scope, and wait for its end."""
        if not self._silent:
            scope["state"]["cut"]()
        await _is_left(receive)


class Trickle(Response):
    """An answer that never pauses for long and never ends: a byte at a time, headers first."""

    def __init__(self, *, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Send blanks, which JSON may begin with, until the client goes."""
        await send({"type": "http.response.start", "status": 200, "headers": []})
        left = asyncio.ensure_future(_is_left(receive))
        while not left.done():
            await send({"type": "http.response.body", "body": b" ", "more_body": True})
            await asyncio.wait([left], timeout=self._seconds)


async def _is_left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def problem(status: int, detail: str) -> JSONResponse:
    """Return an error as X words it."""
    if status == 400:  # noqa: PLR2004 - the one that lists what is wrong
        body = {
            "errors": [{"message": detail}],
            "title": "Invalid Request",
            "detail": "One or more parameters to your request was invalid.",
            "type": "https://api.twitter.com/2/problems/invalid-request",
        }
        return JSONResponse(body, status)
    title = _TITLES.get(status, "Error")
    return JSONResponse({"title": title, "detail": detail, "type": "about:blank", "status": status}, status)


def failure(fault: Fault, now: datetime) -> Response:
    """Return what a client sees of `fault`."""
    if fault.kind in _CANNED:
        body, media_type = _CANNED[fault.kind]
        return Response(body, media_type=media_type)
    match fault.kind:
        case FaultKind.RATE_LIMITED | FaultKind.RATE_LIMITED_SILENT:
            return too_many(_reset(fault, now))
        case FaultKind.SERVER_ERROR | FaultKind.SERVER_ERROR_AFTER:
            return problem(fault.status, _TITLES.get(fault.status, "Error"))
        case FaultKind.TRICKLE:
            return Trickle(seconds=fault.seconds)
        case _:
            return CutAnswer(silent=fault.silent)


def too_many(reset: datetime | None) -> Response:
    """Return a 429; without `reset` it has no headers of limits at all."""
    answer = problem(429, "Too Many Requests")
    if reset is None:
        answer.headers["x-rehearsal-without-limits"] = "1"
        return answer
    answer.headers["x-rate-limit-remaining"] = "0"
    answer.headers["x-rate-limit-reset"] = str(int(reset.timestamp()) + 1)
    return answer


def _reset(fault: Fault, now: datetime) -> datetime | None:
    if fault.kind is FaultKind.RATE_LIMITED_SILENT:
        return None
    return now + timedelta(seconds=fault.seconds)
