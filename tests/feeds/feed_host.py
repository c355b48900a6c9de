"""A host of feeds on loopback that does what it is told: polite, broken, or hostile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import brotli

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

RSS = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>Larkspur health</title>'
    b"<link>https://example.org/</link><item><title>Flu clinic opens</title>"
    b"<link>https://example.org/flu</link><guid>flu-1</guid>"
    b"<pubDate>Fri, 20 Nov 2026 09:00:00 GMT</pubDate></item></channel></rss>"
)

Act = Callable[["Visit"], None]


def brotlied(data: bytes, *, quality: int = 5) -> bytes:
    """Return `data` packed; the library is untyped."""
    compress: Any = brotli.compress
    return bytes(compress(data, quality=quality))


@dataclass(frozen=True)
class Reply:
    """A plain answer."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(self, visit: Visit) -> None:
        visit.start(self.status, {"Content-Length": str(len(self.body))} | self.headers)
        visit.send(self.body)


class Visit(BaseHTTPRequestHandler):
    """One request, in the words of the tests."""

    server: Host

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.visits.append((self.path, dict(self.headers.items())))
        self.server.answers.get(self.path, Reply(404))(self)

    def do_POST(self) -> None:
        self.do_GET()

    def start(self, status: int, headers: dict[str, str]) -> None:
        head = [f"HTTP/1.1 {status} Said", "Connection: close", *(f"{n}: {v}" for n, v in headers.items())]
        self.send(("\r\n".join(head) + "\r\n\r\n").encode("latin-1"))

    def send(self, data: bytes) -> None:
        self.wfile.write(data)

    def pause(self, seconds: float) -> bool:
        """Wait, but no longer than the host lives; tell whether it still does."""
        return not self.server.closing.wait(seconds)

    def log_message(self, *_: Any) -> None:
        pass


class Host(ThreadingHTTPServer):
    """Answers by path; remembers who asked for what."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Visit)
        self.answers: dict[str, Act] = {}
        self.visits: list[tuple[str, dict[str, str]]] = []
        self.closing = threading.Event()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"

    def serve(self, path: str, act: Act) -> str:
        self.answers[path] = act
        return self.url(path)

    def handle_error(self, *_: Any) -> None:
        """Say nothing: a client that hangs up is what many tests are about."""
