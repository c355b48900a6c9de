"""Requests that make no sense get a clear answer, and the server goes on."""

from __future__ import annotations

import re
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from scheduler.webcal import CalendarServer, application

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.calendar_server.conftest import Plan


class _Wire:
    """Says anything at all to a server, and hears what it says until it is silent."""

    def __init__(self, server: CalendarServer) -> None:
        self._address = urlsplit(server.url)

    def say(self, *said: bytes) -> bytes:
        heard = b""
        with socket.create_connection((self._address.hostname, self._address.port), timeout=20) as wire:
            try:
                for each in said:
                    wire.sendall(each)
                while chunk := wire.recv(65536):
                    heard += chunk
            except (ConnectionResetError, BrokenPipeError):
                return heard
        return heard

    def status(self, *said: bytes) -> int:
        heard = self.say(*said)
        return int(heard.split(b" ", 2)[1]) if heard else 0


@pytest.fixture
def server(small_plan: Plan) -> Iterator[CalendarServer]:
    made = CalendarServer(
        application(small_plan.answers, lambda: {"healthy": True}, str, fetches=0), "127.0.0.1", 0
    )
    made.start()
    yield made
    made.stop()


@pytest.fixture
def token(small_plan: Plan) -> str:
    small_plan.add(text="Flu clinic")
    return small_plan.link()[1]


@pytest.fixture
def wire(server: CalendarServer) -> _Wire:
    return _Wire(server)


def _request(token: str, *headers: str, method: str = "GET", version: str = "1.1") -> bytes:
    lines = [f"{method} /calendar/{token}.ics HTTP/{version}", "Host: x", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


@pytest.mark.parametrize(
    "said", ["bytes=0-10", "bytes=-5", "bytes=5-1", "lines=1-2", "bytes=" + "0-0," * 2000]
)
def test_a_range_gets_the_whole_calendar(wire: _Wire, token: str, said: str) -> None:
    heard = wire.say(_request(token, f"Range: {said}"))

    assert heard.startswith(b"HTTP/1.1 200 ")
    assert b"accept-ranges: none" in heard
    assert heard.endswith(b"END:VCALENDAR\r\n")


@pytest.mark.parametrize(
    "said", ['"x",' * 5000, ",,,,", '"', "W/", '"' * 20_001, "* , *", 'W/"' + "a" * 20_000 + '"']
)
def test_an_absurd_list_of_tags_gets_the_calendar(wire: _Wire, token: str, said: str) -> None:
    assert wire.status(_request(token, f"If-None-Match: {said}")) == 200


def test_tags_in_many_lines_are_one_list(wire: _Wire, token: str) -> None:
    heard = wire.say(_request(token))
    tag = heard.partition(b"etag: ")[2].partition(b"\r\n")[0].decode()

    assert wire.status(_request(token, 'If-None-Match: "x"', f"If-None-Match: {tag}")) == 304


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND"])
def test_another_method_is_told_which_ones_there_are(wire: _Wire, token: str, method: str) -> None:
    heard = wire.say(_request(token, "Content-Length: 0", method=method))

    assert heard.startswith(b"HTTP/1.1 405 ")
    assert b"allow: GET, HEAD" in heard


@pytest.mark.parametrize(
    "said",
    [
        b"BREW /calendar/x.ics HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /calendar/x.ics HTTP/9.9\r\nHost: x\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /calendar/\xff\xfe.ics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET http://[::1/calendar/x.ics HTTP/1.1\r\nHost: x\r\n\r\n",
        b"CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nA header without a colon\r\n\r\n",
    ],
)
def test_what_is_no_request_of_ours_is_refused(wire: _Wire, token: str, said: bytes) -> None:
    assert 400 <= wire.status(said) < 500
    assert wire.status(_request(token)) == 200


@pytest.mark.parametrize(
    "headers",
    [
        [b"X-Long: " + b"a" * 65_536],
        [b"X-%d: %s" % (number, b"a" * 1000) for number in range(66)],
        [b"X: y"] * 20_000,
    ],
    ids=["one long header", "many headers", "very many headers"],
)
def test_headers_of_64_kilobytes_are_refused_in_words(wire: _Wire, token: str, headers: list[bytes]) -> None:
    start = f"GET /calendar/{token}.ics HTTP/1.1\r\nHost: x\r\n".encode()

    heard = wire.say(start, b"\r\n".join([*headers, b"", b""]))

    assert heard.startswith(b"HTTP/1.1 431 ")
    assert heard.endswith(b"The headers of this request are too large.\n")
    assert wire.status(_request(token)) == 200


def test_headers_without_an_end_are_refused(wire: _Wire, token: str) -> None:
    endless = (b"GET /healthz HTTP/1.1\r\nX: ", *[b"a" * 8192] * 8)

    assert wire.status(*endless) == 431
    assert wire.status(_request(token)) == 200


@pytest.mark.parametrize("length", [40_000, 65_536, 200_000])
def test_an_address_too_long_is_refused(wire: _Wire, token: str, length: int) -> None:
    assert wire.status(_request("a" * length)) in {400, 431}
    assert wire.status(_request(token)) == 200


def test_headers_of_a_few_kilobytes_are_taken(wire: _Wire, token: str) -> None:
    assert wire.status(_request(token, "Cookie: " + "a" * 16_000)) == 200


def test_http_1_0_is_answered_and_the_connection_closed(wire: _Wire, token: str) -> None:
    heard = wire.say(f"GET /calendar/{token}.ics HTTP/1.0\r\n\r\n".encode())

    assert heard.startswith(b"HTTP/1.1 200 ")
    assert b"connection: close" in heard
    assert heard.endswith(b"END:VCALENDAR\r\n")


def test_requests_sent_at_once_are_answered_in_turn(wire: _Wire, token: str) -> None:
    calendar = f"GET /calendar/{token}.ics HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    head = calendar.replace(b"GET", b"HEAD")
    wrong = calendar.replace(token.encode(), b"b" * 32)

    heard = wire.say(
        calendar + head + wrong + b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    )

    assert re.findall(rb"HTTP/1\.1 (\d+)", heard) == [b"200", b"200", b"404", b"200"]
    assert heard.count(b"END:VCALENDAR") == 1


def test_a_body_that_nobody_asked_for_is_left(wire: _Wire, token: str) -> None:
    body = b"b" * 1_000_000

    heard = wire.say(_request(token, f"Content-Length: {len(body)}"), body)

    assert heard[:13] in {b"HTTP/1.1 200 ", b""}, "the connection may be closed before all of it was sent"
    assert wire.status(_request(token)) == 200


def test_a_websocket_is_not_opened(wire: _Wire, token: str) -> None:
    upgrade = (
        "Upgrade: websocket",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
    )
    said = _request(token, *upgrade).replace(b"Connection: close", b"Connection: upgrade, close")

    assert wire.status(said) == 200


@pytest.mark.parametrize("agent", ["", "\xff\xfe", "a" * 8000, "Thunderbird\t153"])
def test_any_name_of_a_program_is_taken(wire: _Wire, token: str, agent: str) -> None:
    assert wire.status(_request(token, f"User-Agent: {agent}")) == 200


def test_robots_are_refused_nothing(wire: _Wire) -> None:
    heard = wire.say(b"GET /robots.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

    assert heard.startswith(b"HTTP/1.1 200 ")
    assert heard.endswith(b"User-agent: *\nDisallow:\n")
