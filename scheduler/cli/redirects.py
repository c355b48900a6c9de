"""Takes back the person whom a network sends to this machine after asking for consent.

It listens on loopback only, hands over the first address that answers our question, and logs nothing:
the address holds a code.
"""

from __future__ import annotations

import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from scheduler.domain.errors import EnvironmentProblemError, InvalidInputError

if TYPE_CHECKING:
    from typing import Self

_LOOPBACK = {"127.0.0.1", "localhost"}
_TICK = 0.2
_DONE = "Rounds has the answer. You can close this window and go back to the command line."
_STRANGE = "This is not the answer that Rounds waits for."


class Landing:
    """The place on this machine to which a network sends people back. Close it after use."""

    def __init__(self, redirect_uri: str, state: str) -> None:
        told = urlsplit(redirect_uri)
        if told.scheme != "http" or told.hostname not in _LOOPBACK or not told.port:
            raise InvalidInputError(
                "Rounds can wait at an address like http://127.0.0.1:8504/connected only. Use --paste."
            )
        try:
            self._server = _Server(("127.0.0.1", told.port), _Visit)
        except OSError as why:
            raise EnvironmentProblemError(
                f"Port {told.port} is in use by another program. Stop it, or use --paste."
            ) from why
        self._server.timeout = _TICK
        self._server.path, self._server.state = told.path or "/", state

    def wait(self, seconds: float) -> str:
        """Return the address to which the person came back; raises where nobody does in time."""
        until = time.monotonic() + seconds
        while not self._server.returned:
            if time.monotonic() > until:
                raise InvalidInputError(
                    "Nobody came back from the network in time, and nothing was changed. Type the command "
                    "again, with --paste where the browser runs on another machine."
                )
            self._server.handle_request()
        return self._server.returned

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.server_close()


class _Server(HTTPServer):
    allow_reuse_address = True
    path = "/"
    state = ""
    returned = ""


class _Visit(BaseHTTPRequestHandler):
    server: _Server
    timeout = 5.0

    def do_GET(self) -> None:
        told = urlsplit(self.path)
        is_ours = told.path == self.server.path and parse_qs(told.query).get("state") == [self.server.state]
        if is_ours:
            self.server.returned = self.path
        page = (
            f'<!doctype html><meta charset="utf-8"><title>Rounds</title><p>{_DONE if is_ours else _STRANGE}'
        )
        self.send_response(HTTPStatus.OK if is_ours else HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", "text/html")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by http.server
        """Log nothing."""
