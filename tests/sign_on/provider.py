"""A strict identity provider over real HTTP, which can be told to lie."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from tests.sign_on.signing import SigningKey, a_key, b64

CLIENT, SECRET = "rounds at larkspur", "a secret of two parties: %+/"
EVENT = "http://schemas.openid.net/event/backchannel-logout"
_PAGE = """<!doctype html><html lang="en"><title>Larkspur ID</title><h1>Larkspur ID</h1>
<form method="post" action="/authorize">{hidden}{people}</form></html>"""


@dataclass
class Asked:
    """What stands behind a code."""

    told: dict[str, str]
    subject: str
    at: datetime


@dataclass
class Provider:
    """One organisation's provider. Change a field, and it says the new thing from then on."""

    now: Callable[[], datetime]
    back: str
    url: str = ""
    keys: list[SigningKey] = field(default_factory=lambda: [a_key()])
    #: What is known of people, by their number here.
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: Claims that stand in the answer to `userinfo` only.
    only_asked: tuple[str, ...] = ()
    #: Changes the claims before they are signed, or signs them otherwise.
    twist: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
    sign: Callable[[dict[str, Any]], str] | None = None
    #: Changes what it says of itself.
    about: dict[str, Any] = field(default_factory=dict)
    #: Answers of another kind, by path: status, headers, body.
    instead: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    #: Has the browser of this person signed in there before, so that no password is asked for?
    signed_in_at: datetime | None = None
    heeds_prompt: bool = True
    calls: list[str] = field(default_factory=list)
    _codes: dict[str, Asked] = field(default_factory=dict)
    _tokens: dict[str, str] = field(default_factory=dict)

    @property
    def discovery(self) -> dict[str, Any]:
        """What it says of itself."""
        told = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "end_session_endpoint": f"{self.url}/end",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            "scopes_supported": ["openid", "profile", "email"],
            "backchannel_logout_supported": True,
            "authorization_response_iss_parameter_supported": True,
        }
        return {**told, **self.about}

    def agree(self, address: str, subject: str) -> dict[str, str]:
        """Sign in on the page at `address` as one of `people`; return what comes back with the browser."""
        told = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        back = self._back_with_code(told, subject)
        return {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}

    def signed_out_message(self, **changes: Any) -> str:
        """Return what it sends where somebody signs out."""
        now = self.now().timestamp()
        told = {
            "iss": self.url,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 120,
            "jti": secrets.token_hex(8),
            "events": {EVENT: {}},
        }
        claims = {name: value for name, value in {**told, **changes}.items() if value is not None}
        return self.keys[0].token(claims, typ="logout+jwt")

    def page(self, told: dict[str, str]) -> str:
        """Return the page on which a person says who they are."""
        hidden = "".join(
            f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
            for name, value in told.items()
        )
        people = "".join(
            f'<button name="login" value="{html.escape(each)}">{html.escape(each)}</button>'
            for each in self.people
        )
        return _PAGE.format(hidden=hidden, people=people)

    def _back_with_code(self, told: Mapping[str, str], subject: str) -> str:
        assert told["client_id"] == CLIENT, "an unknown client"
        assert told["redirect_uri"] == self.back, "an address that is not registered"
        assert told["response_type"] == "code"
        assert "openid" in told["scope"].split()
        assert told["code_challenge_method"] == "S256", "PKCE is required"
        assert all(told[name] for name in ("state", "nonce", "code_challenge"))
        asks_anew = told.get("prompt") == "login" or told.get("max_age") == "0"
        if self.signed_in_at is None or (asks_anew and self.heeds_prompt):
            self.signed_in_at = self.now()
        code = secrets.token_urlsafe(24)
        self._codes[code] = Asked(dict(told), subject, self.signed_in_at)
        return f"{self.back}?{urlencode({'code': code, 'state': told['state'], 'iss': self.url})}"

    def token_for(self, form: Mapping[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Answer at the token endpoint."""
        sent = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        if [unquote_plus(each) for each in sent.split(":")] != [CLIENT, SECRET]:
            return 401, {"error": "invalid_client"}
        asked = self._codes.pop(form.get("code", ""), None)
        if asked is None or form.get("redirect_uri") != self.back:
            return 400, {"error": "invalid_grant"}
        made = b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if made != asked.told["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        access = secrets.token_urlsafe(16)
        self._tokens[access] = asked.subject
        claims = self.twist(self._claims(asked))
        token = self.sign(claims) if self.sign else self.keys[0].token(claims)
        return 200, {"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": token}

    def more(self, authorization: str) -> tuple[int, dict[str, Any]]:
        """Answer at the userinfo endpoint."""
        subject = self._tokens.get(authorization.removeprefix("Bearer "))
        if subject is None:
            return 401, {"error": "invalid_token"}
        return 200, {"sub": subject, **self.people[subject]}

    def _claims(self, asked: Asked) -> dict[str, Any]:
        now = self.now()
        told = {
            name: value for name, value in self.people[asked.subject].items() if name not in self.only_asked
        }
        return {
            "iss": self.url,
            "sub": asked.subject,
            "aud": CLIENT,
            "exp": int((now + timedelta(minutes=5)).timestamp()),
            "iat": int(now.timestamp()),
            "auth_time": int(asked.at.timestamp()),
            "nonce": asked.told["nonce"],
            "sid": f"session of {asked.subject}",
            **told,
        }


class _Desk(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self._answer({name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        self._answer({name: values[0] for name, values in parse_qs(body).items()})

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self, told: dict[str, str]) -> None:
        provider, path = self.server.provider, urlsplit(self.path).path
        provider.calls.append(f"{self.command} {path}")
        if path in provider.instead:
            self._send(*provider.instead[path])
        elif path == "/authorize":
            self._authorize(told)
        elif path == "/end":
            provider.signed_in_at = None
            self._html("<h1>You are signed out of Larkspur ID</h1>")
        else:
            self._json(*self._told(path, told))

    def _told(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        provider, authorization = self.server.provider, self.headers.get("Authorization", "")
        match path:
            case "/.well-known/openid-configuration":
                return 200, provider.discovery
            case "/keys":
                return 200, {"keys": [key.published for key in provider.keys]}
            case "/token":
                return provider.token_for(form, authorization)
            case "/userinfo":
                return provider.more(authorization)
        return 404, {}

    def _authorize(self, told: dict[str, str]) -> None:
        subject = told.pop("login", "")
        if not subject:
            self._html(self.server.provider.page(told))
            return
        self._send(303, {"Location": self.server.provider._back_with_code(told, subject)}, b"")

    def _html(self, text: str) -> None:
        self._send(200, {"Content-Type": "text/html; charset=utf-8"}, text.encode())

    def _json(self, status: int, told: Mapping[str, Any]) -> None:
        self._send(status, {"Content-Type": "application/json"}, json.dumps(told).encode())

    def _send(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, provider: Provider) -> None:
        super().__init__(("127.0.0.1", 0), _Desk)
        self.provider = provider


@contextmanager
def serving(provider: Provider) -> Iterator[Provider]:
    """Let `provider` answer on a free port of this machine."""
    server = _Server(provider)
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
