from __future__ import annotations

from collections.abc import Callable

import pytest

from connectors import connect
from connectors.base import Connector, Hears, NotSentError, Outgoing
from connectors.rehearsal import Rehearsal, RehearsalServer
from connectors.rehearsal.faults import Fault, FaultKind, Operation
from scheduler.domain.clock import FrozenClock
from tests.builders import x_credentials
from tests.connectors.conftest import START, put_out


@pytest.fixture
def other(server: RehearsalServer, clock: FrozenClock) -> Connector:
    """Return the connector of the second account."""
    keys = x_credentials("4202")
    return connect("x", keys, base_url=server.url, timeout=5.0, settle_seconds=30.0, now=clock.now)


@pytest.fixture
def ear(connector: Connector) -> Hears:
    assert isinstance(connector, Hears)
    return connector


@pytest.mark.parametrize("has_new_names", [False, True])
def test_what_others_say_to_the_account_is_told_newest_first_and_once(
    ear: Hears, other: Connector, network: Rehearsal, message: Callable[..., Outgoing], *, has_new_names: bool
) -> None:
    network.has_new_names = has_new_names
    for text in ("Is @Larkspur open & free?", "Nobody is meant", "Thanks, @larkspur!", "@larkspur_kids"):
        put_out(other, message(text))

    every = ear.mentions(after="", most=5)
    newer = ear.mentions(after=every[1].remote_id, most=5)

    assert [each.text for each in every] == ["Thanks, @larkspur!", "Is @Larkspur open & free?"]
    assert {(each.author, each.at) for each in every} == {("4202", START)}
    assert newer == every[:1]
    assert ear.mentions(after=every[0].remote_id, most=5) == []


def test_what_the_account_says_of_itself_is_no_mention(
    ear: Hears, connector: Connector, message: Callable[..., Outgoing]
) -> None:
    put_out(connector, message("We are @larkspur"))

    assert ear.mentions(after="", most=5) == []


def test_a_network_that_does_not_answer_says_so(ear: Hears, network: Rehearsal) -> None:
    network.faults.put(Fault(FaultKind.SERVER_ERROR, on=Operation.MENTIONS))

    with pytest.raises(NotSentError):
        ear.mentions(after="", most=5)
