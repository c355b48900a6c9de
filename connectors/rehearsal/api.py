"""X's API v2, the part Rounds uses: who may call, how often, and what goes wrong on request."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from starlette.routing import Route

from connectors.rehearsal import calls, posting, uploading
from connectors.rehearsal.answers import failure, problem, too_many
from connectors.rehearsal.calls import Call
from connectors.rehearsal.faults import FaultKind, Operation
from connectors.rehearsal.kept import RefusalError
from connectors.rehearsal.signature import Door

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from connectors.rehearsal.kept import Account
    from connectors.rehearsal.network import Rehearsal

    Answer = Callable[[Call], Awaitable[Response]]

_WINDOW = 900
#: What an OAuth 2 token must be allowed to; reading by itself needs `tweet.read`.
_NEEDED = {
    Operation.ME: "users.read",
    Operation.POST: "tweet.write",
    Operation.DELETE: "tweet.write",
    Operation.UPLOAD: "media.write",
    Operation.STATUS: "media.write",
    Operation.INITIALIZE: "media.write",
    Operation.APPEND: "media.write",
    Operation.FINALIZE: "media.write",
    Operation.ALT_TEXT: "media.write",
}


class Api:
    """The routes over one network."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self._network = rehearsal
        self._door = Door(rehearsal)
        self._spent: dict[tuple[str, Operation, int], int] = {}
        self._lock = threading.Lock()

    def routes(self) -> list[Route]:
        """Return the routes as X lays them out."""
        return [
            self._route("GET", "/2/users/me", Operation.ME, calls.me),
            self._route("GET", "/2/users/{id}/tweets", Operation.TIMELINE, calls.timeline),
            self._route("GET", "/2/users/{id}/mentions", Operation.MENTIONS, calls.mentions),
            self._route("POST", "/2/tweets", Operation.POST, posting.create),
            self._route("GET", "/2/tweets", Operation.LOOK_UP, calls.look_up),
            self._route("DELETE", "/2/tweets/{id}", Operation.DELETE, calls.delete),
            self._route("POST", "/2/media/upload", Operation.UPLOAD, uploading.upload),
            self._route("GET", "/2/media/upload", Operation.STATUS, uploading.status),
            self._route("POST", "/2/media/upload/initialize", Operation.INITIALIZE, uploading.initialize),
            self._route("POST", "/2/media/upload/{id}/append", Operation.APPEND, uploading.append),
            self._route("POST", "/2/media/upload/{id}/finalize", Operation.FINALIZE, uploading.finalize),
            self._route("POST", "/2/media/metadata", Operation.ALT_TEXT, uploading.describe),
        ]

    def _route(self, method: str, path: str, operation: Operation, answer: Answer) -> Route:
        async def endpoint(request: Request) -> Response:
            signed = request.headers.get("authorization", "")
            found = self._door.who(request.method, str(request.url), signed)
            if found is None:
                return problem(401, "Unauthorized")
            account, scopes = found
            if scopes is not None and _NEEDED.get(operation, "tweet.read") not in scopes:
                return problem(403, "The token has not the scope that this call needs.")
            return await self._answer(Call(self._network, request, account), operation, answer)

        return Route(path, endpoint, methods=[method])

    async def _answer(self, call: Call, operation: Operation, answer: Answer) -> Response:
        left, reset = self._spend(call.account, operation)
        response = too_many(reset) if left < 0 else await self._tried(call, operation, answer)
        if "x-rehearsal-without-limits" in response.headers:
            del response.headers["x-rehearsal-without-limits"]
            return response
        response.headers["x-rate-limit-limit"] = str(self._network.calls_per_window)
        response.headers.setdefault("x-rate-limit-remaining", str(max(left, 0)))
        response.headers.setdefault("x-rate-limit-reset", str(int(reset.timestamp())))
        return response

    async def _tried(self, call: Call, operation: Operation, answer: Answer) -> Response:
        """Let the call meet its fault, if it has one: before, instead of, or after its effect."""
        faults = self._network.faults
        fault = faults.next(operation)
        if fault is not None and not fault.kind.takes_effect:
            return failure(fault, self._network.now())
        if operation is Operation.POST:
            call = replace(call, lag=timedelta(seconds=faults.lag()))
        if fault is not None and fault.kind is FaultKind.LATE:
            call = replace(call, late=timedelta(seconds=fault.seconds))
        try:
            response = await answer(call)
        except RefusalError as why:
            response = problem(why.status, why.detail)
        return response if fault is None else failure(fault, self._network.now())

    def _spend(self, account: Account, operation: Operation) -> tuple[int, datetime]:
        """Count a call; return how many are left in this window, and when the next one begins."""
        window = int(self._network.now().timestamp()) // _WINDOW
        key = (account.user_id, operation, window)
        with self._lock:
            self._spent = {each: count for each, count in self._spent.items() if each[2] == window}
            self._spent[key] = self._spent.get(key, 0) + 1
            left = self._network.calls_per_window - self._spent[key]
        return left, datetime.fromtimestamp((window + 1) * _WINDOW, UTC)
