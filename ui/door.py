"""Signing in and out: two plain pages that work without a script, each form with a token of its own.

The password goes to `app.people` and nowhere else. A try is counted for its address and for the account it
names, whether or not there is such an account.
"""

from __future__ import annotations

import base64
import html
import secrets
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from scheduler.domain.errors import RoundsError
from scheduler.services.signing_in import SESSION_LIFE
from ui import phrases, wording
from ui.session import COOKIE
from ui.throttle import Throttle

if TYPE_CHECKING:
    from datetime import timedelta

    from starlette.requests import Request

    from scheduler.bootstrap import App

_ASSETS = Path(__file__).parent / "assets"
_CSRF = "rounds_csrf"
_SEE_OTHER, _WRONG, _FORBIDDEN, _TOO_MANY, _BROKEN = 303, 401, 403, 429, 503
#: Longer fields are no sign-in.
_LONGEST_FIELD = 1024
_FIELDS = """<label>{email}<input name="email" type="email" value="{value}" autocomplete="username"
 inputmode="email" required autofocus></label>
<label>{password}<input name="password" type="password" autocomplete="current-password" required></label>"""


@dataclass(frozen=True)
class _Page:
    title: str
    action: str
    button: str
    hint: str
    fields: str = ""
    problem: str = ""
    next: str = "/"
    status: int = 200


class Door:
    """The pages before the planner."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._accounts = Throttle(app.clock, limit=6)
        self._addresses = Throttle(app.clock, limit=30)

    async def sign_in(self, request: Request) -> Response:
        """Show the form, or take it and open a session."""
        if request.method != "POST":
            return self._show(request, _sign_in_page(next_page=_safe(request.query_params.get("next"))))
        fields = await _fields(request)
        email, next_page = fields["email"].strip().lower(), _safe(fields["next"])
        again = _sign_in_page(email=email, next_page=next_page)
        if not _is_ours(request, fields["csrf"]):
            return self._show(request, _with(again, wording.FORM_EXPIRED, _FORBIDDEN))
        address = request.client.host if request.client else ""
        wait = max(self._accounts.wait(email), self._addresses.wait(address))
        if wait:
            return self._refuse(request, again, wait)
        try:
            token = await run_in_threadpool(self._app.people.sign_in, email, fields["password"])
        except RoundsError as why:
            return self._show(request, _with(again, str(why), _BROKEN))
        if token is None:
            self._accounts.failed(email)
            self._addresses.failed(address)
            return self._show(request, _with(again, wording.WRONG_SIGN_IN, _WRONG))
        self._accounts.succeeded(email)
        return _signed_in(request, token, next_page)

    async def sign_out(self, request: Request) -> Response:
        """Ask, then end the session; a link on another site can't sign anybody out."""
        page = _Page(wording.SIGN_OUT, "/signout", wording.SIGN_OUT, wording.SIGN_OUT_HINT)
        if request.method != "POST":
            return self._show(request, page)
        fields = await _fields(request)
        if not _is_ours(request, fields["csrf"]):
            return self._show(request, _with(page, wording.FORM_EXPIRED, _FORBIDDEN))
        token = request.cookies.get(COOKIE)
        if token:
            await run_in_threadpool(self._app.people.sign_out, token)
        answer = RedirectResponse("/signin", _SEE_OTHER)
        answer.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return answer

    def _refuse(self, request: Request, page: _Page, wait: timedelta) -> Response:
        seconds = int(wait.total_seconds()) + 1
        answer = self._show(request, _with(page, phrases.too_many_tries(seconds), _TOO_MANY))
        answer.headers["Retry-After"] = str(seconds)
        return answer

    def _show(self, request: Request, page: _Page) -> Response:
        organisation = self._app.set_up.organisation()
        token, nonce = secrets.token_urlsafe(24), secrets.token_urlsafe(16)
        mark = (_ASSETS / "mark.svg").read_text("utf-8")
        body = Template((_ASSETS / "door.html").read_text("utf-8")).substitute(
            title=html.escape(f"{page.title} · {wording.PRODUCT}"),
            heading=html.escape(page.title),
            house=html.escape(organisation.name if organisation else wording.PRODUCT),
            icon=base64.b64encode(mark.encode()).decode(),
            mark=mark,
            style=(_ASSETS / "door.css").read_text("utf-8"),
            nonce=nonce,
            problem=f'<p class="problem" role="alert">{html.escape(page.problem)}</p>'
            if page.problem
            else "",
            action=page.action,
            csrf=token,
            next=html.escape(page.next),
            fields=page.fields,
            button=html.escape(page.button),
            hint=html.escape(page.hint),
        )
        answer = HTMLResponse(body, page.status)
        answer.headers["Content-Security-Policy"] = (
            f"default-src 'none'; style-src 'nonce-{nonce}'; img-src data:; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        answer.headers["Cache-Control"] = "no-store"
        answer.set_cookie(_CSRF, token, httponly=True, samesite="strict", secure=_is_secure(request))
        return answer


def _sign_in_page(*, next_page: str, email: str = "") -> _Page:
    fields = _FIELDS.format(
        email=html.escape(wording.MAIL_ADDRESS),
        password=html.escape(wording.PASSWORD),
        value=html.escape(email),
    )
    return _Page(
        wording.SIGN_IN, "/signin", wording.SIGN_IN, wording.SIGN_IN_HINT, fields=fields, next=next_page
    )


def _with(page: _Page, problem: str, status: int) -> _Page:
    return _Page(**{**vars(page), "problem": problem, "status": status})


async def _fields(request: Request) -> dict[str, str]:
    form = await request.form(max_files=0, max_fields=8)
    names = ("email", "password", "csrf", "next")
    return {name: str(form.get(name, ""))[:_LONGEST_FIELD] for name in names}


def _is_ours(request: Request, told: str) -> bool:
    kept = request.cookies.get(_CSRF, "")
    return bool(kept) and secrets.compare_digest(kept.encode(), told.encode())


def _safe(target: str | None) -> str:
    """Return a page of ours to go on to; anything that could leave for another site is `/`."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\", "/sign")):
        return "/"
    return target if target.isprintable() else "/"


def _signed_in(request: Request, token: str, next_page: str) -> Response:
    answer = RedirectResponse(next_page, _SEE_OTHER)
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(SESSION_LIFE.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=_is_secure(request),
    )
    answer.delete_cookie(_CSRF)
    return answer


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https"
