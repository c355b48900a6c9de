"""Where hubs call: `/websub/<token>`, served beside the calendars. Tokens are never logged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.requests import Request

#: No announcement is longer than the longest feed; what it holds is only signed, never read.
_MOST_BYTES: Final = 5 * 1024 * 1024


class Hearer(Protocol):
    """Whoever knows what we asked of hubs."""

    def confirm(self, token: str, asked: Mapping[str, str]) -> str | None:
        """Return the challenge to repeat, `None` where nobody asked for this."""
        ...

    def announce(self, token: str, body: Iterable[bytes], *, signature: str) -> bool:
        """Take an announcement; tell whether its token is known."""
        ...


def websub_route(hearer: Hearer) -> Route:
    """Return the route by which hubs confirm a subscription (GET) and announce news (POST)."""

    async def called(request: Request) -> Response:
        token = request.path_params["token"]
        if request.method == "POST":
            return await _announced(request, hearer, token)
        challenge = await run_in_threadpool(hearer.confirm, token, dict(request.query_params))
        return _missing() if challenge is None else PlainTextResponse(challenge)

    return Route("/websub/{token}", called, methods=["GET", "POST"])


async def _announced(request: Request, hearer: Hearer, token: str) -> Response:
    body, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > _MOST_BYTES:
            return Response(status_code=413)
        body.append(chunk)
    signature = request.headers.get("x-hub-signature", "")

    def announce() -> bool:
        return hearer.announce(token, body, signature=signature)

    return Response(status_code=204) if await run_in_threadpool(announce) else _missing()


def _missing() -> Response:
    return PlainTextResponse("There is nothing at this address.\n", status_code=404)
