"""A machine whose clock is wrong still finds what it sent: X's answers say what time it is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from connectors import connect
from connectors.base import Connector, OutcomeUnknownError, Outgoing
from connectors.rehearsal import Fault, FaultKind, Rehearsal, RehearsalServer
from connectors.x_clock import ahead
from scheduler.domain.clock import FrozenClock
from tests.builders import x_credentials
from tests.connectors.conftest import put_out

Message = Callable[..., Outgoing]
#: What the engine takes off the instant of the first try.
SLACK = timedelta(minutes=2)


def connector_with(clock: FrozenClock, server: RehearsalServer) -> Connector:
    return connect("x", x_credentials(), base_url=server.url, timeout=5.0, now=clock.now)


@pytest.mark.parametrize(
    "off", [timedelta(days=-3), timedelta(0), timedelta(minutes=10), timedelta(days=400)]
)
def test_what_was_sent_is_found_however_wrong_our_clock_is(
    clock: FrozenClock, server: RehearsalServer, message: Message, network: Rehearsal, off: timedelta
) -> None:
    ours = FrozenClock(clock.now() + off)
    connector = connector_with(ours, server)
    network.faults.put(Fault(FaultKind.LOST))
    with pytest.raises(OutcomeUnknownError):
        put_out(connector, message())

    found = connector.find(message(), since=ours.now() - SLACK, staged="")

    assert found is not None
    assert [kept.id for kept in network.posts()] == [found.remote_id]


def test_with_clocks_that_agree_an_older_post_with_the_same_words_is_not_taken_for_it(
    clock: FrozenClock, server: RehearsalServer, message: Message
) -> None:
    connector = connector_with(clock, server)
    put_out(connector, message())
    clock.advance(timedelta(minutes=10))

    assert connector.find(message(), since=clock.now() - SLACK, staged="") is None


def test_with_our_clock_ahead_an_older_post_with_the_same_words_is_not_taken_for_it(
    clock: FrozenClock, server: RehearsalServer, message: Message
) -> None:
    ours = FrozenClock(clock.now() + timedelta(hours=1))
    connector = connector_with(ours, server)
    put_out(connector, message())
    clock.advance(timedelta(minutes=10))
    ours.advance(timedelta(minutes=10))

    assert connector.find(message(), since=ours.now() - SLACK, staged="") is None


@pytest.mark.parametrize(
    "told", [{}, {"date": ""}, {"date": "yesterday"}, {"date": "Mon, 99 Oct 2026 25:00:00 GMT"}]
)
def test_an_answer_without_a_date_corrects_nothing(told: dict[str, str]) -> None:
    assert ahead(told, datetime(2026, 10, 5, tzinfo=UTC)) == timedelta(0)


def test_a_clock_behind_is_not_corrected_for_that_look_only_begins_earlier() -> None:
    told = {"date": "Mon, 05 Oct 2026 08:00:00 GMT"}

    assert ahead(told, datetime(2026, 10, 5, 7, 50, tzinfo=UTC)) == timedelta(0)
    assert ahead(told, datetime(2026, 10, 5, 8, 10, tzinfo=UTC)) == timedelta(minutes=10)
