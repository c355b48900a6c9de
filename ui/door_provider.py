"""The way to the organisation's identity provider and back; what is decided, the service decides.

The cookie that ties the way back to this browser is sent to these addresses only, lives for ten minutes
and is good once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from scheduler.domain.errors import EnvironmentProblemError, RoundsError
from scheduler.domain.sessions import browser_name
from scheduler.services.single_sign_on import WAY
from ui.door import sign_in_page
from ui.door_page import draw, is_secure, safe_target
from ui.session import COOKIE
from ui.told import told

if TYPE_CHECKING:
    from starlette.requests import Request

    from scheduler.bootstrap import App
    from scheduler.services.single_sign_on import Arrival

_WAY_COOKIE: Final = "rounds_way_in"
_PATH: Final = "/signin"
_SEE_OTHER, _BAD, _FORBIDDEN, _BROKEN = 303, 400, 403, 503
#: What a provider sends to tell that somebody signed out there takes a few kilobytes.
_MOST_BYTES: Final = 96 * 1024
_MOST_FIELDS: Final = 16


class ProviderDoor:
    """The addresses that lead to the provider, and those to which it leads back."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def leave(self, request: Request) -> Response:
        """Send a browser to the provider, to sign in."""
        return await self._sent(request, again_for=None)

    async def leave_again(self, request: Request) -> Response:
        """Send a browser to the provider, so that its person shows again who they are."""
        token = request.cookies.get(COOKIE)
        name = await run_in_threadpool(self._app.single_sign_on.way_to_confirm, token)
        return await self._sent(request, again_for=token if name else None)

    async def come_back(self, request: Request) -> Response:
        """Take a browser back, and open a session where the provider's word is good."""
        told = dict(request.query_params)
        secret = request.cookies.get(_WAY_COOKIE, "")
        try:
            browser = browser_name(request.headers.get("user-agent", ""))
            arrival = await run_in_threadpool(
                lambda: self._app.single_sign_on.come_back(told, secret, browser=browser)
            )
        except RoundsError as why:
            answer = await self._problem(request, why)
        else:
            answer = self._arrived(request, arrival)
        answer.delete_cookie(_WAY_COOKIE, path=_PATH, httponly=True, samesite="lax")
        return answer

    async def ended_there(self, request: Request) -> Response:
        """Take the provider's message that somebody signed out there (OpenID Connect Back-Channel Logout)."""
        told = await _form_of(request)
        kept = {"Cache-Control": "no-store"}
        try:
            await run_in_threadpool(self._app.single_sign_on.ended_there, told.get("logout_token", ""))
        except EnvironmentProblemError as why:
            return PlainTextResponse(str(why), _BROKEN, headers=kept)
        except RoundsError as why:
            return PlainTextResponse(str(why), _BAD, headers=kept)
        return Response(status_code=200, headers=kept)

    async def _sent(self, request: Request, *, again_for: str | None) -> Response:
        target = safe_target(request.query_params.get("next"))
        try:
            departure = await run_in_threadpool(
                lambda: self._app.single_sign_on.begin(target, again_for=again_for)
            )
        except RoundsError as why:
            return await self._problem(request, why, target=target)
        answer = RedirectResponse(departure.url, _SEE_OTHER, headers={"Cache-Control": "no-store"})
        answer.set_cookie(
            _WAY_COOKIE,
            departure.secret,
            max_age=int(WAY.total_seconds()),
            path=_PATH,
            httponly=True,
            samesite="lax",
            secure=is_secure(request),
        )
        return answer

    def _arrived(self, request: Request, arrival: Arrival) -> Response:
        answer = RedirectResponse(
            safe_target(arrival.next), _SEE_OTHER, headers={"Cache-Control": "no-store"}
        )
        if arrival.token and arrival.until is not None:
            life = arrival.until - self._app.clock.now()
            answer.set_cookie(
                COOKIE,
                arrival.token,
                max_age=int(life.total_seconds()),
                httponly=True,
                samesite="lax",
                secure=is_secure(request),
            )
        return answer

    async def _problem(self, request: Request, why: RoundsError, *, target: str = "/") -> Response:
        status = _BROKEN if isinstance(why, EnvironmentProblemError) else _FORBIDDEN
        page = await run_in_threadpool(lambda: sign_in_page(self._app, next_page=target))
        return draw(self._app, request, replace(page, problem=told(str(why)), status=status))


async def _form_of(request: Request) -> dict[str, str]:
    """Return the fields of a small form; a larger one has none."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            return {}
    try:
        return dict(parse_qsl(body.decode("ascii"), max_num_fields=_MOST_FIELDS))
    except ValueError:
        return {}
