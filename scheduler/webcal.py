"""The calendar server: subscriptions over HTTP, beside the health and the figures of the daemon.

It knows neither posts nor a database: who may see what is decided by `CalendarFeeds`. It runs in
the daemon, so that a subscription never depends on the planner being up. A token stands in the
address, so addresses are never logged, and every token that opens nothing gets the same answer.
"""

from __future__ import annotations

import errno
import logging
import re
import socket
import threading
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from typing import TYPE_CHECKING, Protocol

import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from scheduler.domain.errors import EnvironmentProblemError, PortTakenError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from starlette.requests import Request

    from scheduler.ical import CalendarAnswer

_log = logging.getLogger(__name__)
_SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
_PRIVATE = {"Cache-Control": "no-store", **_SAFE}
#: Outlook subscriptions failed until packing was off (field report of 2025-09 in the study).
_MICROSOFT = re.compile("microsoft|outlook|ms-?office|exchange", re.IGNORECASE)
_TAG = re.compile(r'(?:W/)?("[^"]*")')


class CalendarFeeds(Protocol):
    """Whoever knows which calendar a token opens."""

    def answer(self, token: str, *, client: str) -> CalendarAnswer | None:
        """Return the calendar behind `token`, `None` for an unknown, revoked or malformed one.

        `client` is what the asking program calls itself. Called from several threads at once.
        """
        ...


def application(
    feeds: CalendarFeeds,
    health: Callable[[], Mapping[str, object]],
    metrics: Callable[[], str],
    *,
    others: Sequence[Route] = (),
) -> Starlette:
    """Return the application that answers `/calendar/<token>.ics`, `/healthz`, `/metrics` and `others`.

    `health` has a key `healthy`; unless it is true, `/healthz` answers 503 with the same facts.
    """

    def calendar(request: Request) -> Response:
        token, client = request.path_params["token"], request.headers.get("user-agent", "")
        try:
            answer = feeds.answer(token, client=client)
        except EnvironmentProblemError as problem:
            _log.warning("calendar not answered", extra={"reason": type(problem).__name__})
            return _unavailable()
        return _missing() if answer is None else _calendar(request, answer)

    def healthz(_: Request) -> Response:
        found = dict(health())
        return JSONResponse(found, status_code=200 if found.get("healthy") else 503, headers=_PRIVATE)

    def figures(_: Request) -> Response:
        return PlainTextResponse(metrics(), headers=_PRIVATE, media_type="text/plain; version=0.0.4")

    app = Starlette(
        routes=[
            Route("/calendar/{token}.ics", calendar),
            Route("/healthz", healthz),
            Route("/metrics", figures),
            *others,
        ],
        exception_handlers={404: lambda *_: _missing()},
    )
    app.router.redirect_slashes = False
    return app


def _missing() -> Response:
    return PlainTextResponse("There is no calendar at this address.\n", status_code=404, headers=_PRIVATE)


def _unavailable() -> Response:
    text = "The calendar can't be read just now. Try again in a minute.\n"
    return PlainTextResponse(text, status_code=503, headers={**_PRIVATE, "Retry-After": "60"})


def _calendar(request: Request, answer: CalendarAnswer) -> Response:
    headers = {
        "ETag": answer.etag,
        "Cache-Control": "private, max-age=300",
        "Vary": "Accept-Encoding",
        **_SAFE,
    }
    if answer.last_modified is not None:
        headers["Last-Modified"] = format_datetime(answer.last_modified.astimezone(UTC), usegmt=True)
    if _has_it_already(request, answer):
        return Response(status_code=304, headers=headers)
    body = answer.body
    if _wants_gzip(request):
        body, headers["Content-Encoding"] = answer.gzipped, "gzip"
    headers["Content-Length"] = str(len(body))
    headers["Content-Type"] = "text/calendar; charset=utf-8"
    headers["Content-Disposition"] = f'inline; filename="{answer.name}"'
    return Response(b"" if request.method == "HEAD" else body, headers=headers)


def _has_it_already(request: Request, answer: CalendarAnswer) -> bool:
    """Return whether the client's copy is this one; RFC 9110 §13: a tag wins over a date."""
    named = request.headers.getlist("if-none-match")
    if named:
        listed = ",".join(named)
        return listed.strip() == "*" or answer.etag.removeprefix("W/") in _TAG.findall(listed)
    since = _date(request.headers.get("if-modified-since", ""))
    if since is None or answer.last_modified is None:
        return False
    return answer.last_modified.replace(microsecond=0) <= since


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.utcoffset() is not None else None


def _wants_gzip(request: Request) -> bool:
    if _MICROSOFT.search(request.headers.get("user-agent", "")):
        return False
    for asked in ",".join(request.headers.getlist("accept-encoding")).split(","):
        name, _, weight = asked.replace(" ", "").lower().partition(";")
        if name in {"gzip", "x-gzip"}:
            return not re.fullmatch(r"q=0(\.0*)?", weight)
    return False


class CalendarServer:
    """Serves an application in a thread of its own, from `start` to `stop`."""

    def __init__(self, app: Starlette, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._server = _Server(
            uvicorn.Config(
                app,
                log_config=None,
                log_level="warning",
                access_log=False,
                server_header=False,
                lifespan="off",
                loop="asyncio",
                http="h11",
                ws="none",
                limit_concurrency=200,
                timeout_keep_alive=5,
                timeout_graceful_shutdown=1,
            )
        )
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Address of the server; right for port 0 too, once started."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    def start(self) -> None:
        """Listen, and return once requests are answered; raises `PortTakenError`."""
        listening = self._listen()
        self._port = listening.getsockname()[1]
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [listening]}, name="calendar-server", daemon=True
        )
        self._thread.start()
        self._server.answering.wait(timeout=30)
        _log.info("calendar server started", extra={"port": self._port})

    def stop(self) -> None:
        """Close what is idle, give answers under way a second, and return; harmless when not started."""
        if self._thread is None:
            return
        self._server.should_exit = True
        self._thread.join(timeout=5)
        self._thread = None
        _log.info("calendar server stopped", extra={"port": self._port})

    def _listen(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        try:
            return socket.create_server((self._host, self._port), family=family, backlog=128)
        except OSError as why:
            if why.errno == errno.EADDRINUSE:
                raise PortTakenError(self._port, "calendar server", "ROUNDS_CALENDAR_PORT") from why
            raise EnvironmentProblemError(
                f"The calendar server can't listen on {self._host}, port {self._port}: {why.strerror}. "
                "Check ROUNDS_HOST and ROUNDS_CALENDAR_PORT."
            ) from why


class _Server(uvicorn.Server):
    """Tells when it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answering = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.answering.set()
