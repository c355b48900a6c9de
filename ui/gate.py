"""The one door: nothing of the planner is served to a browser without a session, websockets included.

Also the place where every answer gets its security headers.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse

from ui import wording
from ui.language import COOKIE as LANGUAGE
from ui.language import preferred, speaking
from ui.session import COOKIE

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from scheduler.services.signing_in import Visit

#: Served to everybody: the ways in, the health check, and Streamlit's own scripts and fonts.
_OPEN_PATHS = frozenset(
    {"/signin", "/signout", "/healthz", "/_stcore/health", "/favicon.png"}
    | {"/signin/code", "/signin/with", "/signin/again", "/signin/back", "/signin/ended"}
)
_OPEN_FOLDERS = ("/static/", "/invitation/")
#: The calendar's own script and style: named by their digests, so one name never means another file.
_DIGESTED = "/_stcore/bidi-components/rounds.calendar/calendar-"
_KEPT = f"private, max-age={365 * 24 * 60 * 60}, immutable"
#: What posts show; no page needs it before its person may act.
_CONTENT_FOLDERS = ("/pictures/", "/videos/")
_YEAR = 365 * 24 * 60 * 60
_PAGE_SETTINGS = "/_stcore/host-config"
_OK, _SEE_OTHER, _UNAUTHORISED, _POLICY_VIOLATION = 200, 303, 401, 4401

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
#: Streamlit writes styles and small scripts into its page; what it may load still is this machine alone.
_CONTENT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' ws: wss:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)


class Headed:
    """Puts the security headers on every answer; an answer's own policy wins."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and mark what comes back."""

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", _CONTENT_POLICY)
                if message["status"] == _OK and str(scope["path"]).startswith(_DIGESTED):
                    headers["Cache-Control"] = _KEPT
            await send(message)

        await self._app(scope, receive, marked)


class Spoken:
    """Answers each request in the language of its browser, and keeps for a year what was chosen at the door.

    What a person chose for themselves is known only where their session is looked up.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on in its language."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        chosen = request.query_params.get("language")
        accepted = request.headers.get("accept-language", "")
        language = preferred(chosen, request.cookies.get(LANGUAGE), accepted=accepted)

        async def remembered(message: Message) -> None:
            if message["type"] == "http.response.start" and chosen == language.code:
                cookie = f"{LANGUAGE}={chosen}; Path=/; Max-Age={_YEAR}; SameSite=Lax; HttpOnly"
                MutableHeaders(scope=message).append("set-cookie", cookie)
            await send(message)

        with speaking(language):
            await self._app(scope, receive, remembered)


class Gate:
    """Lets a request through that carries a session, and shows everybody else the way in."""

    def __init__(self, app: ASGIApp, *, visit: Callable[[str | None], Visit | None]) -> None:
        self._app = app
        self._visit = visit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it here."""
        if scope["type"] not in {"http", "websocket"} or _is_open(scope["path"]):
            await self._app(scope, receive, send)
            return
        visit = await run_in_threadpool(self._visit, session_token(scope))
        if visit is not None and _may_pass(visit, scope):
            await self._app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        await _way_in(scope)(scope, receive, send)


def session_token(scope: Scope) -> str | None:
    """Return the secret that the browser sent, if any."""
    jar = SimpleCookie()
    try:
        jar.load(Headers(scope=scope).get("cookie", ""))
    except CookieError:
        return None
    return jar[COOKIE].value if COOKIE in jar else None


def _may_pass(visit: Visit, scope: Scope) -> bool:
    """May this be served to them? Before they may act, only the page on which they see to that."""
    is_bound = visit.owes_second_factor or not visit.person.may_act
    if is_bound and scope["path"].startswith(_CONTENT_FOLDERS):
        return False
    return not visit.sleeps or _is_for_the_lock(scope)


def _is_for_the_lock(scope: Scope) -> bool:
    """Is it what an open page needs to show its lock, and nothing that it showed before?"""
    return bool(scope["type"] == "websocket" or scope["path"] == _PAGE_SETTINGS)


def _is_open(path: str) -> bool:
    return path in _OPEN_PATHS or path.startswith(_OPEN_FOLDERS)


def _way_in(scope: Scope) -> PlainTextResponse | RedirectResponse:
    wants_page = "text/html" in Headers(scope=scope).get("accept", "")
    if scope["method"] in {"GET", "HEAD"} and (wants_page or scope["path"] == "/"):
        target = "/signin" if scope["path"] == "/" else f"/signin?next={quote(scope['path'])}"
        return RedirectResponse(target, _SEE_OTHER)
    return PlainTextResponse(wording.SIGN_IN_FIRST, _UNAUTHORISED)
