"""The OAuth 2 doors of the rehearsal network: the page that asks for consent, tokens, taking them back.

They stand where X's do: `/i/oauth2/authorize`, `/2/oauth2/token`, `/2/oauth2/revoke`.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlencode

from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from connectors.rehearsal.answers import failure
from connectors.rehearsal.faults import Operation
from connectors.rehearsal.grants import SCOPES, App, GrantError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.datastructures import FormData
    from starlette.requests import Request

    from connectors.rehearsal.network import Rehearsal

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_ASKED = ("client_id", "redirect_uri", "scope", "state", "code_challenge")
_SAFE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}


class SignIn:
    """Lets people open their account to an app."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self._network = rehearsal

    def routes(self) -> list[Route]:
        """Return the routes as X lays them out."""
        return [
            Route("/i/oauth2/authorize", self.ask, methods=["GET"]),
            Route("/i/oauth2/authorize", self.consent, methods=["POST"]),
            Route("/2/oauth2/token", self.token, methods=["POST"]),
            Route("/2/oauth2/revoke", self.revoke, methods=["POST"]),
        ]

    async def ask(self, request: Request) -> Response:
        """Show what the app asks for, and the accounts it can be given."""
        try:
            asked = self._asked(request.query_params)
        except GrantError as why:
            return _page(f"<p>{html.escape(str(why))}</p>", status=400)
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{html.escape(value)}">'
            for name, value in asked.items()
        )
        choices = "".join(
            f'<p><button name="account" value="{html.escape(each.handle)}">'
            f"Allow it to act for @{html.escape(each.handle)}</button></p>"
            for each in self._network.accounts
        )
        wants = html.escape(", ".join(asked["scope"].split()))
        return _page(f'<p>An app asks for: {wants}.</p><form method="post">{hidden}{choices}</form>')

    async def consent(self, request: Request) -> Response:
        """Send the person back to the app, with a code."""
        form = await _form(request)
        account = self._network.account_named(form.get("account", ""))
        if account is None:
            return _page("<p>There is no such account here.</p>", status=400)
        try:
            asked = self._asked(form)
            code = self._network.grants.consent(
                account,
                client_id=asked["client_id"],
                redirect_uri=asked["redirect_uri"],
                scope=asked["scope"],
                challenge=asked["code_challenge"],
            )
        except GrantError as why:
            return _page(f"<p>{html.escape(str(why))}</p>", status=400)
        back = f"{asked['redirect_uri']}?{urlencode({'state': asked['state'], 'code': code})}"
        return RedirectResponse(back, 303)

    async def token(self, request: Request) -> Response:
        """Give out tokens for a code or a refresh token."""
        return await self._answered(request, Operation.TOKEN, self._tokens)

    async def revoke(self, request: Request) -> Response:
        """Take a consent back."""
        return await self._answered(request, Operation.REVOKE, self._revoked)

    async def _answered(
        self, request: Request, operation: Operation, answer: Callable[[App, Mapping[str, str]], Response]
    ) -> Response:
        """Let the call meet its fault, if it has one: before, or instead of, its answer."""
        fault = self._network.faults.next(operation)
        if fault is not None and not fault.kind.takes_effect:
            return failure(fault, self._network.now())
        form = await _form(request)
        try:
            response = answer(self._app(request, form), form)
        except GrantError as why:
            response = JSONResponse({"error": why.error, "error_description": str(why)}, why.status)
        response.headers["cache-control"] = "no-store"
        return response if fault is None else failure(fault, self._network.now())

    def _tokens(self, app: App, form: Mapping[str, str]) -> Response:
        grants, given = self._network.grants, dict(form)
        match given.pop("grant_type", ""):
            case "authorization_code":
                code, verifier = given.get("code", ""), given.get("code_verifier", "")
                where = given.get("redirect_uri", "")
                tokens = grants.redeem(app, code=code, verifier=verifier, redirect_uri=where)
            case "refresh_token":
                tokens = grants.refresh(app, given.get("refresh_token", ""))
            case _:
                raise GrantError("unsupported_grant_type", "That grant type is not supported.")
        return JSONResponse(tokens)

    def _revoked(self, app: App, form: Mapping[str, str]) -> Response:
        self._network.grants.revoke(app, form.get("token", ""))
        return JSONResponse({"revoked": True})

    def _app(self, request: Request, form: Mapping[str, str]) -> App:
        """Return the app that calls: by its secret where it has one, by its name where it is public."""
        name, secret = _basic(request.headers.get("authorization", ""))
        app = self._network.grants.apps.get(name or form.get("client_id", ""))
        if app is None or app.secret != secret:
            raise GrantError("unauthorized_client", "Missing valid authorization header", status=401)
        return app

    def _asked(self, given: Mapping[str, str]) -> dict[str, str]:
        asked = {name: given.get(name, "") for name in _ASKED}
        self._network.grants.app(asked["client_id"], asked["redirect_uri"])
        if given.get("response_type", "code") != "code" or not asked["state"]:
            raise GrantError("invalid_request", "The response type or the state is missing.")
        if not asked["scope"] or not set(asked["scope"].split()) <= set(SCOPES):
            raise GrantError("invalid_scope", "Value passed for the scope was invalid.")
        is_s256 = given.get("code_challenge_method", "S256") == "S256"
        if not is_s256 or not _CHALLENGE.fullmatch(asked["code_challenge"]):
            raise GrantError("invalid_request", "Value passed for the code challenge was invalid.")
        return asked


async def _form(request: Request) -> dict[str, str]:
    form: FormData = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _basic(authorization: str) -> tuple[str, str]:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return unquote(name), unquote(secret)


def _page(body: str, *, status: int = 200) -> HTMLResponse:
    return HTMLResponse(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Rehearsal sign-in</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<link rel="stylesheet" href="/style.css"></head><body><header><h1>Rehearsal sign-in</h1>'
        "<p>A network on this machine. Nothing here is public.</p></header>"
        f"<main>{body}</main></body></html>",
        status,
        headers=_SAFE,
    )
