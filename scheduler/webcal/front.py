"""The addresses of the calendar server.

Calendars are answered by a plain function of the event loop: what is known to be unchanged needs
no thread. All else goes through Starlette.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, Protocol

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from scheduler.domain.errors import EnvironmentProblemError
from scheduler.webcal import replies
from scheduler.webcal.asked import Asked
from scheduler.webcal.limits import Buckets
from scheduler.webcal.proxies import Peers, Prefix, neighbourhood

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from scheduler.ical import CalendarAnswer
    from scheduler.services.calendar_answers import Seen
    from scheduler.webcal.replies import Reply

_log = logging.getLogger(__name__)
_BEFORE, _AFTER = "/calendar/", ".ics"
#: Fetches in a minute from one calendar, unless a setting says otherwise.
FETCHES: Final = 30
#: So many more at once: a person pressing reload, an office that starts its Outlooks.
_AT_ONCE: Final = 30
#: What an answer without a calendar in it counts.
_SMALL: Final = 0.05
#: Addresses that open nothing, by who asks for them: at once, and then in a minute.
_WRONG, _WRONG_A_MINUTE = 30, 10


class CalendarFeeds(Protocol):
    """Whoever knows which calendar a token opens."""

    def glance(self, token: str) -> Seen | None:
        """Return what the token opens if that is known at once, without waiting; else `None`."""
        ...

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
    public_url: str = "",
    trusted_proxies: str = "",
    fetches: int = FETCHES,
) -> ASGIApp:
    """Return the application that answers `/calendar/<token>.ics`, `/healthz`, `/metrics` and `others`.

    `health` has a key `healthy`; unless it is true, `/healthz` answers 503 with the same facts.
    `public_url` is where programs reach it, with the path before ours; `trusted_proxies` say whose
    request it is; `fetches` are allowed in a minute from one calendar, 0 for any number.
    """

    def healthz(_: Request) -> Response:
        found = dict(health())
        status = 200 if found.get("healthy") else 503
        return _plain(JSONResponse(found, status_code=status))

    def figures(_: Request) -> Response:
        return _plain(PlainTextResponse(metrics(), media_type="text/plain; version=0.0.4"))

    routes = [
        Route("/healthz", healthz),
        Route("/metrics", figures),
        Route("/robots.txt", lambda _: _response(replies.ROBOTS)),
        *others,
    ]
    inner = Starlette(routes=routes, exception_handlers={404: lambda *_: _response(replies.MISSING)})
    inner.router.redirect_slashes = False
    peers, limits = Peers(trusted_proxies), _Limits(fetches)
    return _Front(_Door(feeds, limits, peers), inner, peers, Prefix(public_url))


def _plain(response: Response) -> Response:
    response.raw_headers.extend(replies.PRIVATE)
    return response


def _response(reply: Reply) -> Response:
    response = Response(reply.body, status_code=reply.status)
    response.raw_headers[:] = reply.headers
    return response


class _Front:
    """Sends each request to where it is answered, by the path that is ours; logs nothing of it."""

    def __init__(self, door: _Door, inner: ASGIApp, peers: Peers, prefix: Prefix) -> None:
        self._door = door
        self._inner = inner
        self._peers = peers
        self._prefix = prefix

    def at_once(self, scope: Scope) -> Reply | None:
        """Return the answer if it is known without waiting; else `None`: call the application."""
        path = self._prefix.inside(scope["path"])
        return self._door.at_once(scope, path) if path.startswith(_BEFORE) else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = self._prefix.inside(scope["path"])
        if path.startswith(_BEFORE):
            reply = self._door.at_once(scope, path) or await self._door.answer(scope, path)
            await reply.to(send, with_body=scope["method"] != "HEAD")
            return
        address = self._peers.address(scope)
        client = (address, 0) if address else None
        try:
            seen_inside = {**scope, "path": path, "raw_path": path.encode(), "client": client}
            await self._inner(seen_inside, receive, send)
        except Exception as why:  # noqa: BLE001 - Starlette has answered; what an error says may hold a secret
            _log_only_where(why)


class _Limits:
    """How often one calendar may be fetched, and how many wrong addresses may come from one place."""

    def __init__(self, fetches: int) -> None:
        self._fetches = Buckets(most=fetches + _AT_ONCE, a_minute=fetches) if fetches else None
        self._wrong = Buckets(most=_WRONG, a_minute=_WRONG_A_MINUTE)

    def of_calendar(self, path: str, *, is_small: bool) -> float:
        """Return the seconds to wait before the calendar at this path may be fetched, usually 0."""
        if self._fetches is None:
            return 0
        return self._fetches.wait(hash(path), _SMALL if is_small else 1)

    def of_wrong(self, address: str) -> float:
        """Return the seconds to wait before this address may be wrong again, usually 0."""
        return self._wrong.wait(neighbourhood(address))


class _Door:
    """Answers for calendars."""

    def __init__(self, feeds: CalendarFeeds, limits: _Limits, peers: Peers) -> None:
        self._feeds = feeds
        self._limits = limits
        self._peers = peers

    def at_once(self, scope: Scope, path: str) -> Reply | None:
        """Return the answer if it needs no thread, else `None`; never raises."""
        if scope["method"] not in {"GET", "HEAD"}:
            return replies.NOT_ALLOWED
        try:
            seen = self._feeds.glance(_token(path))
            return self._told(scope, path, seen.answer) if seen is not None else None
        except Exception as why:  # noqa: BLE001 - what an error says may hold the token
            _log_only_where(why)
            return replies.FAILED

    async def answer(self, scope: Scope, path: str) -> Reply:
        """Return the answer to a GET or a HEAD; never raises."""
        asked = Asked.of(scope["headers"])
        try:
            answer = await run_in_threadpool(self._feeds.answer, _token(path), client=asked.agent)
            if answer is not None and asked.unpacks and not asked.has(answer):
                await run_in_threadpool(answer.packing.done)
            return self._told(scope, path, answer) or replies.FAILED
        except EnvironmentProblemError as problem:
            _log.warning("calendar not answered", extra={"reason": type(problem).__name__})
            return replies.UNAVAILABLE
        except Exception as why:  # noqa: BLE001 - what an error says may hold the token
            _log_only_where(why)
            return replies.FAILED

    def _told(self, scope: Scope, path: str, answer: CalendarAnswer | None) -> Reply | None:
        """Return what is said of what the token opens; `None` where that must be packed first."""
        if answer is None:
            seconds = self._limits.of_wrong(self._peers.address(scope))
            return replies.too_wrong(seconds) if seconds else replies.MISSING
        asked = Asked.of(scope["headers"])
        is_known = asked.has(answer)
        is_packed = not is_known and asked.unpacks
        if is_packed and not answer.packing.is_done:
            return None
        seconds = self._limits.of_calendar(path, is_small=is_known or scope["method"] == "HEAD")
        if seconds:
            return replies.too_often(seconds)
        ready = replies.of(answer)
        if is_known:
            return ready.unchanged
        return ready.packed if is_packed else ready.plain


def _token(path: str) -> str:
    return path[len(_BEFORE) : -len(_AFTER)] if path.endswith(_AFTER) else ""


def _log_only_where(why: Exception) -> None:
    """Write down what kind of error it was and where, and nothing that it says."""
    at = why.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    where = f"{at.tb_frame.f_code.co_filename}:{at.tb_lineno}" if at is not None else ""
    _log.error("request failed", extra={"reason": type(why).__name__, "where": where})
