"""Programs that fetch the calendar themselves, over real connections, and again after it changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scheduler.ical import CalendarAnswer, answer_of
from scheduler.services.calendar_answers import Seen
from scheduler.webcal import CalendarServer, application
from tests.clients.edges import edge_document, edges_as_meant, reads_the_edges
from tests.clients.house import House, kept
from tests.clients.looking import SUBSCRIBERS, THUNDERBIRD, Subscriber, subscribed
from tests.clients.programs import FIELDS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
]
subscribers = pytest.mark.parametrize("program", SUBSCRIBERS, ids=[each.name for each in SUBSCRIBERS])


@pytest.fixture(autouse=True)
def _is_here(program: Subscriber) -> None:
    if not program.is_here():
        pytest.skip(f"no {program.name} on this machine: {program.install}")


_TOKEN = "a" * 32


class _Edges:
    """Knows the edge feed alone."""

    def __init__(self) -> None:
        self.clients: list[str] = []
        self._answer = answer_of(edge_document(), revision="edges", name="Northwind")

    def glance(self, token: str) -> Seen | None:
        return None if token == _TOKEN else Seen(None)

    def answer(self, token: str, *, client: str) -> CalendarAnswer | None:
        self.clients.append(client)
        return self._answer if token == _TOKEN else None


@reads_the_edges
@subscribers
def test_the_edge_feed_is_shown_as_it_was_meant(program: Subscriber, tmp_path: Path) -> None:
    server = CalendarServer(application(_Edges(), dict, str), "127.0.0.1", 0)

    with (
        _running(server),
        subscribed(program, f"{server.url}/calendar/{_TOKEN}.ics", tmp_path / "p") as its,
    ):
        seen = its.look()

    meant = edges_as_meant()
    assert len(meant) == 37
    assert kept(seen, FIELDS) == kept(meant, FIELDS)


@subscribers
def test_what_was_moved_cancelled_dropped_and_added_is_shown_after_the_next_fetch(
    program: Subscriber, house: House, tmp_path: Path
) -> None:
    made, (server, recorded) = house.plan(), house.served()
    meant_first = house.meant()

    url = f"/calendar/{house.token}.ics"
    with _running(server), subscribed(program, server.url + url, tmp_path / "program") as its:
        first = its.look()
        house.change(made)
        second = its.look()

    meant_second = house.meant(without=("Was cancelled",))
    assert kept(first, FIELDS) == kept(meant_first, FIELDS)
    assert kept(second, FIELDS) == kept(meant_second, FIELDS)
    assert {each.status for each in recorded.asked} <= {200, 304}


@pytest.mark.parametrize("program", [THUNDERBIRD], ids=["Thunderbird"])  # the other says nothing of it
def test_a_calendar_that_did_not_change_is_not_sent_again(
    program: Subscriber, house: House, tmp_path: Path
) -> None:
    house.plan()
    server, recorded = house.served()

    with (
        _running(server),
        subscribed(program, f"{server.url}/calendar/{house.token}.ics", tmp_path / "p") as its,
    ):
        seen = [its.look(), its.look()]

    assert seen[0] == seen[1]
    assert kept(seen[0], FIELDS) == kept(house.meant(), FIELDS)
    sent = [each.status for each in recorded.asked if each.method == "GET"]
    assert (sent[0], sent[-1]) == (200, 304)
    assert recorded.asked[-1].tag


@contextmanager
def _running(server: CalendarServer) -> Iterator[None]:
    server.start()
    try:
        yield
    finally:
        server.stop()
