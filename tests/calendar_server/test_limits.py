"""Who comes too often, over the real server: calendar programs and people never do."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from scheduler.webcal import CalendarServer, application
from scheduler.webcal.limits import Buckets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.calendar_server.conftest import Plan


class _Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hand() -> _Hand:
    return _Hand()


@pytest.fixture
def server(small_plan: Plan) -> Iterator[CalendarServer]:
    made = CalendarServer(
        application(small_plan.answers, dict, str, trusted_proxies="127.0.0.1"), "127.0.0.1", 0
    )
    made.start()
    yield made
    made.stop()


def _asked(server: CalendarServer, token: str, **headers: str) -> tuple[int, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", f"/calendar/{token}.ics", headers=named)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.headers


def test_a_bucket_gives_what_it_holds_and_then_what_comes_in(hand: _Hand) -> None:
    bucket = Buckets(most=3, a_minute=6, now=hand)

    at_once = [bucket.wait("a") for _ in range(4)]
    hand.now += 9.9
    early = bucket.wait("a")
    hand.now += 0.2
    later = bucket.wait("a")

    assert at_once == [0, 0, 0, 10]
    assert 0 < early < 0.2
    assert later == 0


def test_a_bucket_is_never_fuller_than_it_is_large(hand: _Hand) -> None:
    bucket = Buckets(most=2, a_minute=60, now=hand)
    bucket.wait("a")
    hand.now += 3600

    assert [bucket.wait("a") > 0 for _ in range(3)] == [False, False, True]


def test_one_key_does_not_empty_the_bucket_of_another(hand: _Hand) -> None:
    bucket = Buckets(most=1, a_minute=1, now=hand)
    bucket.wait("a")

    assert bucket.wait("a") > 0
    assert bucket.wait("b") == 0


def test_buckets_stay_few_however_many_keys_come(hand: _Hand) -> None:
    bucket = Buckets(most=1, a_minute=1, keys=100, now=hand)

    for number in range(10_000):
        bucket.wait(number)

    assert len(bucket) == 100
    assert bucket.wait(9_999) > 0


def test_a_clock_that_goes_back_empties_no_bucket(hand: _Hand) -> None:
    bucket = Buckets(most=2, a_minute=60, now=hand)
    bucket.wait("a")
    hand.now -= 500

    assert bucket.wait("a") == 0


def test_who_reloads_a_calendar_again_and_again_is_let_in_and_a_flood_is_not(
    server: CalendarServer, small_plan: Plan
) -> None:
    _, token = small_plan.link()
    _, other = small_plan.link("Another")

    answers = [_asked(server, token) for _ in range(75)]

    statuses = [status for status, _ in answers]
    refused = [headers for status, headers in answers if status == 429]
    assert statuses[:50] == [200] * 50
    assert len(refused) > 0
    assert all(1 <= int(headers["Retry-After"]) <= 2 for headers in refused)
    assert refused[0]["Cache-Control"] == "no-store"
    assert _asked(server, other)[0] == 200, "one calendar says nothing of another"


def test_programs_that_have_the_calendar_may_ask_often(server: CalendarServer, small_plan: Plan) -> None:
    _, token = small_plan.link()
    tag = _asked(server, token)[1]["ETag"]

    statuses = {_asked(server, token, If_None_Match=tag)[0] for _ in range(300)}

    assert statuses == {304}


def test_who_guesses_is_sent_away_and_real_calendars_are_still_opened_from_there(
    server: CalendarServer, small_plan: Plan
) -> None:
    number, token = small_plan.link()
    guesses = [f"{n:032d}" for n in range(60)]

    statuses = [_asked(server, guess)[0] for guess in guesses]

    assert statuses[:30] == [404] * 30
    assert 429 in statuses[30:]
    assert set(statuses) == {404, 429}
    assert _asked(server, token)[0] == 200
    assert number > 0


def test_who_guesses_is_known_by_what_the_trusted_proxy_says(server: CalendarServer) -> None:
    for number in range(60):
        _asked(server, f"{number:032d}", X_Forwarded_For="198.51.100.7")

    theirs = _asked(server, "b" * 32, X_Forwarded_For="198.51.100.7")
    forged = _asked(server, "b" * 32, X_Forwarded_For="203.0.113.5, 198.51.100.7")
    others = _asked(server, "b" * 32, X_Forwarded_For="198.51.100.8")

    assert (theirs[0], forged[0], others[0]) == (429, 429, 404)
    assert int(theirs[1]["Retry-After"]) >= 1


def test_neighbours_in_one_ipv6_network_are_one_guesser(server: CalendarServer) -> None:
    for number in range(60):
        _asked(server, f"{number:032d}", X_Forwarded_For=f"2001:db8:0:1::{number:x}")

    same = _asked(server, "b" * 32, X_Forwarded_For="2001:db8:0:1:ffff::1")
    other = _asked(server, "b" * 32, X_Forwarded_For="2001:db8:0:2::1")

    assert (same[0], other[0]) == (429, 404)
