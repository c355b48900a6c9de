"""A post is on the time-line once, whatever the network does: some hundreds of invented bad days."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from connectors import connect
from connectors.base import Connector, NotSentError, OutcomeUnknownError, Outgoing, Picture, Receipt
from connectors.rehearsal import Account, Fault, FaultKind, Operation, Rehearsal, RehearsalServer
from scheduler.domain.clock import FrozenClock
from tests.builders import x_credentials
from tests.connectors.conftest import START, put_out

#: Longer than the latest acceptance and the longest lag together.
SETTLE = 30.0
LONGEST = 12.0
SLACK = timedelta(minutes=2)
DAYS_A_TEST = 25
#: A trickle takes real time; one test of its own is enough.
OF_A_POST = [kind for kind in FaultKind if kind not in {FaultKind.LAG, FaultKind.TRICKLE}]
OF_A_LOOK = [
    FaultKind.SERVER_ERROR,
    FaultKind.CUT,
    FaultKind.HTML,
    FaultKind.ERRORS,
    FaultKind.RATE_LIMITED,
]
OF_A_PICTURE = [
    FaultKind.SERVER_ERROR,
    FaultKind.LOST,
    FaultKind.ERRORS,
    FaultKind.RATE_LIMITED_SILENT,
]


def deliver(
    connector: Connector, message: Outgoing, clock: FrozenClock, *, settle: float = SETTLE
) -> Receipt:
    """Send until it is known to be out: what is in doubt is asked for, and believed absent once settled."""
    tries: list[datetime] = []
    is_unknown = False
    for _ in range(200):
        if is_unknown:
            clock.advance(timedelta(seconds=4))
            try:
                found = connector.find(message, since=tries[0] - SLACK, staged="")
            except NotSentError:
                continue
            if found is not None:
                return found
            if clock.now() - tries[-1] < timedelta(seconds=settle):
                continue
        tries.append(clock.now())
        try:
            return put_out(connector, message)
        except NotSentError:
            is_unknown = False
            clock.advance(timedelta(seconds=4))
        except OutcomeUnknownError:
            is_unknown = True
    raise AssertionError("never delivered")


def _plan_a_bad_day(network: Rehearsal, chance: random.Random, *, is_silent: bool) -> None:
    faults = network.faults
    faults.clear()
    for _ in range(chance.randrange(5)):
        silent, is_silent = is_silent, False
        seconds = chance.uniform(0, LONGEST)
        faults.put(Fault(chance.choice(OF_A_POST), seconds, status=chance.choice([500, 503]), silent=silent))
    for _ in range(chance.randrange(3)):
        faults.put(Fault(FaultKind.LAG, chance.uniform(0, LONGEST)))
    for _ in range(chance.randrange(3)):
        faults.put(Fault(chance.choice(OF_A_LOOK), on=Operation.TIMELINE))
    for _ in range(chance.randrange(2)):
        faults.put(Fault(chance.choice(OF_A_PICTURE), on=Operation.UPLOAD))


@pytest.fixture(scope="module", params=[True, False], ids=["duplicates refused", "duplicates taken"])
def stage(request: pytest.FixtureRequest) -> Iterator[tuple[Rehearsal, FrozenClock, str]]:
    """Serve one network for all bad days of a kind."""
    clock = FrozenClock(START)
    accounts = [Account("larkspur", "4201", x_credentials())]
    network = Rehearsal(accounts, now=clock.now, refuses_duplicates=request.param)
    with RehearsalServer(network) as server:
        yield network, clock, server.url


@pytest.mark.parametrize("first", range(0, 4 * DAYS_A_TEST, DAYS_A_TEST))
def test_every_post_is_out_once_after_a_bad_day(
    stage: tuple[Rehearsal, FrozenClock, str], picture: Callable[..., Picture], first: int
) -> None:
    network, clock, url = stage
    connector = connect("x", x_credentials(), base_url=url, timeout=0.7, settle_seconds=SETTLE, now=clock.now)

    for day in range(first, first + DAYS_A_TEST):
        chance = random.Random(day)
        _plan_a_bad_day(network, chance, is_silent=day % DAYS_A_TEST == 0)
        pictures = (picture(),) if chance.random() < 0.4 else ()
        message = Outgoing(f"post-{day}", f"Flu & clinics, day {day}: example.org/{day}?a=1&copy=2", pictures)

        receipt = deliver(connector, message, clock)
        clock.advance(timedelta(minutes=5))

        there = [kept.id for kept in network.posts() if kept.text == message.text]
        assert there == [receipt.remote_id], f"day {day}"


@pytest.mark.parametrize("first", [0, DAYS_A_TEST])
def test_every_part_of_a_thread_is_out_once_and_answers_the_one_before(
    stage: tuple[Rehearsal, FrozenClock, str], first: int
) -> None:
    network, clock, url = stage
    connector = connect("x", x_credentials(), base_url=url, timeout=0.7, settle_seconds=SETTLE, now=clock.now)

    for day in range(first, first + DAYS_A_TEST // 2):
        chance = random.Random(day)
        out: list[Receipt] = []
        for part in range(3):
            _plan_a_bad_day(network, chance, is_silent=False)
            above = out[-1].remote_id if out else None
            text = f"Thread {day}, {'the same words' if part else 'begin'}"
            out.append(deliver(connector, Outgoing(f"{day}-{part}", text, reply_to=above), clock))
            clock.advance(timedelta(minutes=5))

        there = [kept for kept in reversed(network.posts()) if kept.text.startswith(f"Thread {day},")]
        assert [kept.id for kept in there] == [each.remote_id for each in out], f"day {day}"
        assert [kept.manner.reply_to for kept in there] == [None, *(each.remote_id for each in out[:-1])]


def test_without_the_time_to_settle_a_late_post_would_be_out_twice(
    network: Rehearsal, clock: FrozenClock, connector: Connector, picture: Callable[..., Picture]
) -> None:
    message = Outgoing("post-1", "Flu clinics", (picture(),))
    network.faults.put(Fault(FaultKind.LATE, 10.0))

    deliver(connector, message, clock, settle=0.0)
    clock.advance(timedelta(minutes=1))

    assert len(network.posts()) == 2
