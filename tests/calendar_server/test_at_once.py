"""What is known is answered at once with the same answer; long ones arrive whole however slowly taken."""

from __future__ import annotations

import gzip
import http.client
import os
import random
import socket
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from scheduler.ical import CalendarAnswer, answer_of
from scheduler.services.calendar_answers import Seen
from scheduler.webcal import CalendarServer, application

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = "a" * 32
_LONG = random.Random(6).randbytes(6_000_000)
_CHANGED = datetime(2026, 10, 5, 8, tzinfo=UTC)


class _Known:
    """Knows one calendar, at once or only when asked in a thread."""

    def __init__(self, answer: CalendarAnswer, *, is_quick: bool) -> None:
        self._answer = answer
        self._is_quick = is_quick

    def glance(self, token: str) -> Seen | None:
        return Seen(self._answer if token == _TOKEN else None) if self._is_quick else None

    def answer(self, token: str, *, client: str) -> CalendarAnswer | None:
        del client
        return self._answer if token == _TOKEN else None


def _served(answer: CalendarAnswer, *, is_quick: bool) -> CalendarServer:
    made = CalendarServer(
        application(_Known(answer, is_quick=is_quick), dict, str, fetches=0), "127.0.0.1", 0
    )
    made.start()
    return made


@pytest.fixture(scope="module")
def long() -> Iterator[CalendarServer]:
    server = _served(answer_of(_LONG, revision="r1", name="All", last_modified=_CHANGED), is_quick=True)
    yield server
    server.stop()


def _told(server: CalendarServer, method: str, path: str, **headers: str) -> tuple[int, list[str], bytes]:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    connection.request(method, path, headers={name.replace("_", "-"): each for name, each in headers.items()})
    answer = connection.getresponse()
    said = sorted(f"{name}: {value}" for name, value in answer.headers.items() if name.lower() != "date")
    assert answer.headers["Date"].endswith("GMT")
    body = answer.read()
    connection.close()
    return answer.status, said, body


@pytest.mark.parametrize("size", [3_000, 600_000])
@pytest.mark.parametrize("last_modified", [None, _CHANGED])
def test_what_is_known_is_answered_as_what_is_looked_up(size: int, last_modified: datetime | None) -> None:
    answer = answer_of(b"0123456789" * (size // 10), revision="r1", name="All", last_modified=last_modified)
    quick, slow = _served(answer, is_quick=True), _served(answer, is_quick=False)
    known, unknown = f"/calendar/{_TOKEN}.ics", f"/calendar/{'b' * 32}.ics"
    asked: list[tuple[str, str, dict[str, str]]] = [
        ("GET", known, {}),
        ("HEAD", known, {}),
        ("GET", known, {"If_None_Match": 'W/"r1"'}),
        ("GET", known, {"Accept_Encoding": "gzip"}),
        ("HEAD", known, {"Accept_Encoding": "gzip"}),
        ("GET", known, {"Accept_Encoding": "gzip"}),
        ("GET", known, {"Accept_Encoding": "gzip", "User_Agent": "Microsoft Outlook"}),
        ("GET", f"{known}?a=b", {}),
        ("GET", unknown, {}),
        ("POST", known, {}),
        ("GET", known, {"Connection": "close"}),
    ]

    try:
        for method, path, headers in asked:
            assert _told(quick, method, path, **headers) == _told(slow, method, path, **headers)
        assert _told(quick, "GET", known)[2] == answer.body
        assert gzip.decompress(_told(quick, "GET", known, Accept_Encoding="gzip")[2]) == answer.body
    finally:
        quick.stop()
        slow.stop()


def test_long_calendars_arrive_whole_and_in_turn_however_slowly_they_are_taken(long: CalendarServer) -> None:
    address = urlsplit(long.url)
    ask = f"GET /calendar/{_TOKEN}.ics HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    last = ask.replace(b"Host: x", b"Host: x\r\nConnection: close")
    heard = bytearray()
    with socket.socket() as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        wire.settimeout(30)
        wire.connect((address.hostname, address.port))
        wire.sendall(ask * 3 + last)
        while chunk := wire.recv(30_000):
            heard += chunk

    for _ in range(4):
        head, _, rest = heard.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 OK\r\n")
        assert rest[: len(_LONG)] == _LONG
        heard = rest[len(_LONG) :]
    assert heard == b""


def test_a_body_sent_with_a_question_answered_at_once_is_left(long: CalendarServer) -> None:
    address = urlsplit(long.url)
    ask = f"HEAD /calendar/{_TOKEN}.ics HTTP/1.1\r\nHost: x\r\n".encode()
    with socket.create_connection((address.hostname, address.port), timeout=30) as wire:
        wire.sendall(ask + b"Content-Length: 5\r\n\r\n")
        first = wire.recv(65_536)
        wire.sendall(b"hello" + ask + b"Connection: close\r\n\r\n")
        second = wire.recv(65_536)

    assert first.startswith(b"HTTP/1.1 200 ")
    assert second.startswith(b"HTTP/1.1 200 ")


def test_who_goes_away_in_the_middle_leaves_nothing_open(long: CalendarServer) -> None:
    address = urlsplit(long.url)
    ask = f"GET /calendar/{_TOKEN}.ics HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    _told(long, "GET", f"/calendar/{_TOKEN}.ics")
    before = _files()

    for _ in range(20):
        with socket.create_connection((address.hostname, address.port), timeout=30) as wire:
            wire.sendall(ask * 2)
            wire.recv(1000)

    assert _settles(before)
    assert _told(long, "GET", f"/calendar/{_TOKEN}.ics")[2] == _LONG


def _files() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - names alone


def _settles(most: int) -> bool:
    pause = threading.Event()
    return any(_files() <= most or pause.wait(0.1) for _ in range(100))
