"""Signing in and out: plain pages that work without a script, each form with a token of its own.

Password and code go to `app.people` and nowhere else. Between the two a cookie of its own names the sign-in
that waits; it is sent to these addresses alone, and opens nothing. A try is counted for its address and
for the account it names, whether or not there is such an account.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from scheduler.domain.errors import CodeWantedError, RoundsError, TooManyTriesError
from scheduler.domain.second_factor import HALF_WAY
from scheduler.domain.sessions import LIFE, Browser, browser_name
from scheduler.services.second_factors import WRONG
from scheduler.services.signing_in import WaitedTooLongError
from ui import second_factor_words, sign_on_words, wording
from ui.door_page import CSRF, Page, code_field, draw, is_secure, safe_target, sign_in_fields
from ui.session import COOKIE, MARK
from ui.told import told

if TYPE_CHECKING:
    from starlette.requests import Request

    from scheduler.bootstrap import App

_NOTHING, _SEE_OTHER, _WRONG, _FORBIDDEN, _TOO_MANY, _BROKEN = 204, 303, 401, 403, 429, 503
_YEAR = 365 * 24 * 60 * 60
#: Holds what names a sign-in that waits for its code.
_HALF_WAY: Final = "rounds_half_way"
_PATH: Final = "/signin"
#: Longer fields are no sign-in.
_LONGEST_FIELD = 1024


class Door:
    """The pages before the planner."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def sign_in(self, request: Request) -> Response:
        """Show the form, or take it and open a session."""
        if request.method != "POST":
            target = safe_target(request.query_params.get("next"))
            return self._show(request, sign_in_page(self._app, next_page=target))
        fields = await fields_of(request)
        email, next_page = fields["email"].strip().lower(), safe_target(fields["next"])
        again = sign_in_page(self._app, email=email, next_page=next_page)
        if not is_ours(request, fields["csrf"]):
            return self._show(request, _with(again, wording.FORM_EXPIRED, _FORBIDDEN))
        came = browser_of(request)
        try:
            token = await run_in_threadpool(self._app.people.sign_in, email, fields["password"], browser=came)
        except CodeWantedError as why:
            return ask_for_code(request, why.half_way.reveal(), next_page)
        except RoundsError as why:
            return self._refuse(request, again, why)
        if token is None:
            return self._show(request, _with(again, wording.WRONG_SIGN_IN, _WRONG))
        return let_in(request, came, token, next_page)

    async def sign_in_by_code(self, request: Request) -> Response:
        """Ask somebody whose password was right for their code, or take it and open a session."""
        if _HALF_WAY not in request.cookies:
            return RedirectResponse(_PATH, _SEE_OTHER)
        if request.method != "POST":
            return self._show(request, code_page(safe_target(request.query_params.get("next"))))
        fields = await fields_of(request)
        next_page = safe_target(fields["next"])
        if not is_ours(request, fields["csrf"]):
            return self._show(request, code_page(next_page, wording.FORM_EXPIRED, _FORBIDDEN))
        came = browser_of(request)
        token = await self._second_step(request, came, fields["code"], next_page)
        if isinstance(token, Response):
            return token
        answer = let_in(request, came, token, next_page)
        answer.delete_cookie(_HALF_WAY, path=_PATH)
        return answer

    async def _second_step(
        self, request: Request, came: Browser, code: str, next_page: str
    ) -> str | Response:
        """Return the secret of a new session, or the page that says why there is none."""
        sign_in = self._app.people.sign_in_by_code
        try:
            token = await run_in_threadpool(sign_in, request.cookies[_HALF_WAY], code, browser=came)
        except WaitedTooLongError as why:
            page = await run_in_threadpool(lambda: sign_in_page(self._app, next_page=next_page))
            answer = self._show(request, _with(page, told(str(why)), _WRONG))
            answer.delete_cookie(_HALF_WAY, path=_PATH)
            return answer
        except RoundsError as why:
            return self._refuse(request, code_page(next_page, told(str(why))), why)
        return token or self._show(request, code_page(next_page, WRONG, _WRONG))

    async def renew(self, request: Request) -> Response:
        """Give a browser the new secret of its session, after its person proved who they are.

        Only a script of our own pages can send the header that is asked for.
        """
        answer = Response(status_code=_NOTHING, headers={"Cache-Control": "no-store"})
        if request.headers.get("x-rounds") != "renew":
            answer.status_code = _FORBIDDEN
            return answer
        token = await run_in_threadpool(self._app.people.renew, request.cookies.get(COOKIE, ""))
        if token is not None:
            _keep(request, answer, token)
        return answer

    async def sign_out(self, request: Request) -> Response:
        """Ask, then end the session; a link on another site can't sign anybody out."""
        page = Page(wording.SIGN_OUT, "/signout", wording.SIGN_OUT, wording.SIGN_OUT_HINT)
        if request.method != "POST":
            return self._show(request, page)
        fields = await fields_of(request)
        if not is_ours(request, fields["csrf"]):
            return self._show(request, _with(page, wording.FORM_EXPIRED, _FORBIDDEN))
        token = request.cookies.get(COOKIE)
        elsewhere = await run_in_threadpool(self._signed_out_page, token) if token else None
        if token:
            await run_in_threadpool(self._app.people.sign_out, token)
        answer = self._show(request, elsewhere) if elsewhere else RedirectResponse("/signin", _SEE_OTHER)
        answer.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return answer

    def _signed_out_page(self, token: str) -> Page | None:
        """Return the page that offers to sign out of the provider too, to who came from there."""
        name = self._app.single_sign_on.came_by(token)
        address = self._app.single_sign_on.way_out(token) if name else None
        if not name or not address:
            return None
        words = sign_on_words.sign_out_of(name)
        return Page(
            sign_on_words.SIGNED_OUT,
            "",
            "",
            sign_on_words.STILL_SIGNED_IN,
            way=(words, address),
            has_form=False,
        )

    def _refuse(self, request: Request, page: Page, why: RoundsError) -> Response:
        status = _TOO_MANY if isinstance(why, TooManyTriesError) else _BROKEN
        return retry_after(self._show(request, _with(page, told(str(why)), status)), why)

    def _show(self, request: Request, page: Page) -> Response:
        return draw(self._app, request, page)


def sign_in_page(app: App, *, next_page: str, email: str = "") -> Page:
    """Return the page with the ways in: the provider's button, the form, or both."""
    provider = app.single_sign_on.offered()
    page = Page(
        wording.SIGN_IN,
        "/signin",
        wording.SIGN_IN,
        wording.SIGN_IN_HINT,
        fields=sign_in_fields(email, is_first=provider is None),
        next=next_page,
    )
    if provider is None:
        return page
    way = (sign_on_words.sign_in_with(provider), f"/signin/with?{urlencode({'next': next_page})}")
    match app.single_sign_on.passwords_for():
        case "everybody":
            return replace(page, way=way)
        case "break-glass":
            return replace(page, way=way, folded=sign_on_words.FOLDED_FORM, hint=sign_on_words.FOLDED_HINT)
        case _:
            return replace(page, way=way, has_form=False, hint=sign_on_words.BY_PROVIDER_ONLY)


def code_page(next_page: str, problem: str = "", status: int = 200) -> Page:
    """Return the page that asks for the code."""
    return Page(
        second_factor_words.SECOND_STEP,
        "/signin/code",
        wording.SIGN_IN,
        second_factor_words.SECOND_HINT,
        fields=code_field(has_problem=bool(problem)),
        problem=problem,
        next=next_page,
        status=status,
    )


def retry_after(answer: Response, why: RoundsError) -> Response:
    """Say when to try again, where there were too many tries."""
    if isinstance(why, TooManyTriesError):
        answer.headers["Retry-After"] = str(int(why.wait.total_seconds()) + 1)
    return answer


def ask_for_code(request: Request, half_way: str, next_page: str) -> Response:
    """Lead on to the page that asks for the code."""
    answer = RedirectResponse(f"/signin/code?{urlencode({'next': next_page})}", _SEE_OTHER)
    life = int(HALF_WAY.total_seconds())
    answer.set_cookie(_HALF_WAY, half_way, max_age=life, path=_PATH, **_closed(request))
    return answer


def let_in(request: Request, came: Browser, token: str, next_page: str) -> Response:
    """Give a browser the secret of its session, and lead on."""
    answer = RedirectResponse(next_page, _SEE_OTHER)
    _keep(request, answer, token)
    answer.set_cookie(MARK, came.mark, max_age=_YEAR, **_closed(request))
    answer.delete_cookie(CSRF)
    return answer


def _with(page: Page, problem: str, status: int) -> Page:
    return replace(page, problem=problem, status=status)


async def fields_of(request: Request) -> dict[str, str]:
    """Return what was typed into a form of the door; what is not there is empty."""
    form = await request.form(max_files=0, max_fields=8)
    names = ("email", "password", "again", "code", "csrf", "next")
    return {name: str(form.get(name, ""))[:_LONGEST_FIELD] for name in names}


def is_ours(request: Request, told: str) -> bool:
    """Did the form come from a page that was drawn for this browser?"""
    kept = request.cookies.get(CSRF, "")
    return bool(kept) and secrets.compare_digest(kept.encode(), told.encode())


def browser_of(request: Request) -> Browser:
    """Return what is known of the browser; one that came never before is given its mark."""
    return Browser(
        name=browser_name(request.headers.get("user-agent", "")),
        mark=request.cookies.get(MARK, "")[:_LONGEST_FIELD] or secrets.token_urlsafe(24),
        address=request.client.host if request.client else "",
    )


def _keep(request: Request, answer: Response, token: str) -> None:
    """Let the browser keep the secret of its session."""
    answer.set_cookie(COOKIE, token, max_age=int(LIFE.total_seconds()), **_closed(request))


def _closed(request: Request) -> dict[str, Any]:
    """No script reads these cookies, and no other site sends them with more than a link."""
    return {"httponly": True, "samesite": "lax", "secure": is_secure(request)}
