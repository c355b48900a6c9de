from __future__ import annotations

import gzip
import http.client
import json
import logging
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from scheduler.domain.errors import EnvironmentProblemError, PortTakenError, StorageError
from scheduler.ical import CalendarAnswer, answer_of
from scheduler.services.calendar_answers import Seen
from scheduler.webcal import CalendarServer, application

_TOKEN = "a" * 32
_BODY = b"BEGIN:VCALENDAR\r\n" + b"X-FILLER:all the same\r\n" * 200 + b"END:VCALENDAR\r\n"
_CHANGED = datetime(2026, 10, 5, 8, 0, 0, 250_000, tzinfo=UTC)
_OUTLOOK = "Mozilla/4.0 (compatible; ms-office; MSOffice 16)"


class _OneCalendar:
    """Knows one token."""

    def __init__(self) -> None:
        self.clients: list[str] = []
        self.problem: EnvironmentProblemError | None = None
        self.last_modified: datetime | None = _CHANGED
        self.entered = threading.Event()
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    def glance(self, token: str) -> Seen | None:
        del token
        return None

    def answer(self, token: str, *, client: str) -> CalendarAnswer | None:
        self.entered.set()
        self.may_go_on.wait(timeout=20)
        if self.problem is not None:
            raise self.problem
        if token != _TOKEN:
            return None
        self.clients.append(client)
        return answer_of(_BODY, revision="r1", name="Für Ärzte; alle", last_modified=self.last_modified)


class _Client:
    """Asks over a real connection and changes nothing of what comes back."""

    def __init__(self, server: CalendarServer) -> None:
        self.address = urlsplit(server.url).netloc

    def ask(
        self, path: str, *, method: str = "GET", **headers: str
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection(self.address, timeout=10)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=named)
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def calendar(self, *, method: str = "GET", **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        return self.ask(f"/calendar/{_TOKEN}.ics", method=method, **headers)


@pytest.fixture
def feeds() -> _OneCalendar:
    return _OneCalendar()


@pytest.fixture
def facts() -> dict[str, object]:
    return {"healthy": True, "scheduler": "running"}


class _Switch:
    """Lets one server serve many tests, each with its own calendar."""

    def __init__(self) -> None:
        self.feeds = _OneCalendar()
        self.facts: Mapping[str, object] = {}

    def glance(self, token: str) -> Seen | None:
        return self.feeds.glance(token)

    def answer(self, token: str, *, client: str) -> CalendarAnswer | None:
        return self.feeds.answer(token, client=client)


@pytest.fixture(scope="module")
def shared() -> Iterator[tuple[_Switch, CalendarServer]]:
    switch = _Switch()
    made = CalendarServer(
        application(switch, lambda: switch.facts, lambda: "rounds_posts 3\n", fetches=0), "127.0.0.1", 0
    )
    made.start()
    yield switch, made
    made.stop()


@pytest.fixture
def server(feeds: _OneCalendar) -> Iterator[CalendarServer]:
    """Return a server that the test may stop."""
    made = CalendarServer(application(feeds, lambda: {"healthy": True}, str), "127.0.0.1", 0)
    made.start()
    yield made
    feeds.may_go_on.set()
    made.stop()


@pytest.fixture
def client(
    shared: tuple[_Switch, CalendarServer], feeds: _OneCalendar, facts: Mapping[str, object]
) -> _Client:
    switch, server = shared
    switch.feeds, switch.facts = feeds, facts
    return _Client(server)


def test_a_calendar_is_answered_with_the_headers_programs_need(client: _Client) -> None:
    status, headers, body = client.calendar()

    assert (status, body) == (200, _BODY)
    assert headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert headers["Content-Disposition"] == 'inline; filename="f-r-rzte-alle.ics"'
    assert headers["Content-Length"] == str(len(_BODY))
    assert headers["Cache-Control"] == "private, max-age=300"
    assert headers["ETag"] == 'W/"r1"'
    assert headers["Last-Modified"] == "Mon, 05 Oct 2026 08:00:00 GMT"
    assert headers["Vary"] == "Accept-Encoding"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in headers
    assert "Content-Encoding" not in headers


@pytest.mark.parametrize("tags", ['W/"r1"', '"r1"', '"r0", W/"r1"', '"a,b" , "r1"', "*"])
def test_a_client_that_has_this_calendar_is_told_so(client: _Client, tags: str) -> None:
    status, headers, body = client.calendar(If_None_Match=tags)

    assert (status, body) == (304, b"")
    assert headers["ETag"] == 'W/"r1"'
    assert headers["Cache-Control"] == "private, max-age=300"
    assert headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("tags", ['W/"r2"', "r1", '"r10"', '""', "garbage"])
def test_a_client_that_has_another_one_gets_this_one(client: _Client, tags: str) -> None:
    assert client.calendar(If_None_Match=tags)[0] == 200


@pytest.mark.parametrize(
    ("date", "status"),
    [
        ("Mon, 05 Oct 2026 08:00:00 GMT", 304),
        ("Mon, 05 Oct 2026 09:00:00 GMT", 304),
        ("Mon, 05 Oct 2026 07:59:59 GMT", 200),
        ("Mon, 05 Oct 2026 99:00:00 GMT", 200),
        ("yesterday", 200),
        ("", 200),
    ],
)
def test_a_date_serves_where_there_is_no_tag(client: _Client, date: str, status: int) -> None:
    assert client.calendar(If_Modified_Since=date)[0] == status


def test_a_tag_wins_over_a_date(client: _Client) -> None:
    late = "Mon, 05 Oct 2026 09:00:00 GMT"

    assert client.calendar(If_None_Match='"other"', If_Modified_Since=late)[0] == 200


def test_a_calendar_that_may_change_within_its_second_has_no_date(
    client: _Client, feeds: _OneCalendar
) -> None:
    feeds.last_modified = None

    status, headers, _ = client.calendar(If_Modified_Since="Mon, 05 Oct 2026 09:00:00 GMT")

    assert status == 200
    assert "Last-Modified" not in headers


def test_head_gives_the_same_headers_and_no_body(client: _Client) -> None:
    _, expected, _ = client.calendar()

    status, headers, body = client.calendar(method="HEAD")

    assert (status, body) == (200, b"")
    for name in ("Content-Length", "Content-Type", "ETag", "Last-Modified", "Cache-Control"):
        assert headers[name] == expected[name]


@pytest.mark.parametrize("asked", ["gzip", "br, gzip;q=0.5", "deflate, GZIP", "x-gzip", "gzip ; q=1"])
def test_a_packed_calendar_is_sent_to_those_who_ask(client: _Client, asked: str) -> None:
    status, headers, body = client.calendar(Accept_Encoding=asked)

    assert status == 200
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Content-Length"] == str(len(body))
    assert headers["ETag"] == 'W/"r1"'
    assert gzip.decompress(body) == _BODY


@pytest.mark.parametrize("asked", ["identity", "br", "gzip;q=0", "gzip; q=0.000", "*", "gzipped"])
def test_a_packed_calendar_is_sent_to_nobody_else(client: _Client, asked: str) -> None:
    _, headers, body = client.calendar(Accept_Encoding=asked)

    assert "Content-Encoding" not in headers
    assert body == _BODY


@pytest.mark.parametrize("agent", [_OUTLOOK, "Microsoft.Exchange/15.20", "Microsoft Office/16.0 (Outlook)"])
def test_microsoft_never_gets_a_packed_calendar(client: _Client, agent: str) -> None:
    _, headers, body = client.calendar(Accept_Encoding="gzip", User_Agent=agent)

    assert "Content-Encoding" not in headers
    assert body == _BODY


def test_every_address_that_opens_nothing_gets_the_same_answer(client: _Client) -> None:
    paths = [
        f"/calendar/{'b' * 32}.ics",
        "/calendar/short.ics",
        "/calendar/.ics",
        f"/calendar/{_TOKEN}",
        f"/calendar/{_TOKEN}.ics/",
        f"/calendar/{_TOKEN}.ics.ics",
        f"/calendar/x%2F{_TOKEN}.ics",
        "/calendar/%00%ff.ics",
        "/",
    ]

    answers = [client.ask(path) for path in paths]

    first = answers[0]
    assert first[0] == 404
    assert first[1]["Cache-Control"] == "no-store"
    for status, headers, body in answers:
        assert (status, body) == (404, first[2])
        assert sorted(set(headers.items()) - {("date", headers["date"])}) == sorted(
            set(first[1].items()) - {("date", first[1]["date"])}
        )


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"])
def test_other_methods_are_refused_whether_the_token_is_known_or_not(client: _Client, method: str) -> None:
    known = client.calendar(method=method)
    unknown = client.ask(f"/calendar/{'b' * 32}.ics", method=method)

    assert known[0] == unknown[0] == 405
    assert known[2] == unknown[2]
    assert {allowed.strip() for allowed in known[1]["Allow"].split(",")} == {"GET", "HEAD"}


def test_a_database_that_does_not_answer_gives_a_503_and_the_time_to_come_back(
    client: _Client, feeds: _OneCalendar
) -> None:
    feeds.problem = StorageError("The database was busy for ten seconds; nothing was changed. Try again.")

    status, headers, body = client.calendar()

    assert status == 503
    assert headers["Retry-After"] == "60"
    assert b"database" not in body


def test_who_asks_is_handed_on(client: _Client, feeds: _OneCalendar) -> None:
    client.calendar(User_Agent="Thunderbird/153")

    assert feeds.clients == ["Thunderbird/153"]


def test_health_is_200_when_all_is_well_and_503_when_not(client: _Client, facts: dict[str, object]) -> None:
    well = client.ask("/healthz")
    facts["healthy"] = False
    ill = client.ask("/healthz")

    assert (well[0], ill[0]) == (200, 503)
    assert json.loads(well[2]) == {"healthy": True, "scheduler": "running"}
    assert json.loads(ill[2]) == {"healthy": False, "scheduler": "running"}


def test_figures_are_plain_text(client: _Client) -> None:
    status, headers, body = client.ask("/metrics")

    assert (status, body) == (200, b"rounds_posts 3\n")
    assert headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"


def test_no_token_is_ever_logged(
    client: _Client, feeds: _OneCalendar, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    client.calendar()
    client.calendar(method="POST")
    feeds.problem = StorageError("The disk is full.")
    client.calendar()

    told = " ".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert _TOKEN not in told
    assert "calendar not answered" in told


def test_a_port_in_use_is_said_in_words(server: CalendarServer) -> None:
    port = urlsplit(server.url).port or 0
    second = CalendarServer(application(_OneCalendar(), dict, str), "127.0.0.1", port)

    with pytest.raises(PortTakenError, match=rf"Port {port} for the calendar server .* ROUNDS_CALENDAR_PORT"):
        second.start()

    second.stop()


def test_an_address_that_is_not_ours_is_said_in_words() -> None:
    server = CalendarServer(application(_OneCalendar(), dict, str), "192.0.2.1", 0)

    with pytest.raises(EnvironmentProblemError, match=r"can't listen on 192\.0\.2\.1"):
        server.start()


def test_stopping_is_quick_with_idle_and_half_open_connections(server: CalendarServer) -> None:
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port)) as half:
        half.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
        kept = http.client.HTTPConnection(address.netloc, timeout=10)
        kept.request("GET", "/healthz")
        kept.getresponse().read()

        began = time.monotonic()
        server.stop()

        assert time.monotonic() - began < 2
        kept.close()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((address.hostname, address.port))


def test_stopping_does_not_wait_for_an_answer_that_never_comes(
    server: CalendarServer, feeds: _OneCalendar
) -> None:
    address = urlsplit(server.url)
    feeds.may_go_on.clear()
    with socket.create_connection((address.hostname, address.port)) as waiting:
        waiting.sendall(f"GET /calendar/{_TOKEN}.ics HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert feeds.entered.wait(timeout=10)

        began = time.monotonic()
        server.stop()

        assert time.monotonic() - began < 6


def test_a_server_can_be_started_again_on_the_same_port(server: CalendarServer, feeds: _OneCalendar) -> None:
    port = urlsplit(server.url).port or 0
    _Client(server).calendar()
    server.stop()

    again = CalendarServer(application(feeds, dict, str), "127.0.0.1", port)
    again.start()

    assert _Client(again).calendar()[0] == 200
    again.stop()
