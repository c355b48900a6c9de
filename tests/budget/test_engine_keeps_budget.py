"""The engine with a budget: no burst and no second daemon spends more than there is."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from connectors.base import NoCreditError
from connectors.prices import cost_of
from scheduler.domain.clock import FrozenClock
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import Post, PostState, ThreadPart
from scheduler.services.budgeting import Budgeting
from scheduler.store.database import Store, open_engine
from scheduler.store.schema import migrate
from tests.builders import NOON, a_channel
from tests.engine.conftest import Engine
from tests.engine.paper import AcceptedButLostError, Paper

LINK = "https://larkspur.example.org/flu"


@pytest.fixture
def engine(database_url: str, tmp_path: Path) -> Iterator[Engine]:
    """An installation whose channel may cost a dollar a month: five posts with a link."""
    opened = open_engine(database_url)
    migrate(opened)
    store, clock = Store(opened), FrozenClock(NOON)
    with store.write() as unit:
        unit.plan.add_channel(a_channel(budget=1_000))
        unit.plan.add_channel(a_channel(name="other-x"))
    yield Engine(store, clock, Paper(clock), tmp_path)
    store.close()


def spent(engine: Engine) -> int:
    """What the network charged, by what it has."""
    return sum(cost_of(message) for message, _ in engine.network.posts)


def linked(engine: Engine, count: int) -> list[Post]:
    return [engine.scheduled(text=f"Number {number}.", link=LINK) for number in range(count)]


def test_a_burst_stops_at_the_budget_and_the_rest_is_held_with_the_reason(engine: Engine) -> None:
    posts = linked(engine, 12)

    engine.daemon().publish_due()

    states = [engine.state(post) for post in posts]
    assert states == ["published"] * 5 + ["held"] * 7
    assert spent(engine) == 1_000
    assert "Raise the budget" in (engine.get(posts[-1]).explanation or "")


def test_two_daemons_at_once_do_not_spend_more_than_there_is(engine: Engine) -> None:
    linked(engine, 40)
    daemons = [engine.daemon("one"), engine.daemon("two")]

    def work(number: int) -> None:
        for _ in range(10):
            daemons[number % 2].publish_due(limit=3)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))

    assert spent(engine) == 1_000


def test_a_lost_answer_counts_until_the_network_denies_it(engine: Engine) -> None:
    engine.network.answers = [AcceptedButLostError("lost")]
    linked(engine, 6)

    engine.daemon().publish_due()

    assert len(engine.network.posts) == 5


def test_a_thread_that_fits_goes_out_whole(engine: Engine) -> None:
    thread = tuple(ThreadPart(text=f"See {LINK}/{number}") for number in range(4))
    post = engine.scheduled(text="First.", link=LINK, thread=thread)

    engine.daemon().publish_due()

    assert (engine.state(post), spent(engine)) == ("published", 1_000)


def test_a_held_post_goes_out_once_the_budget_is_raised(engine: Engine) -> None:
    *_, last = linked(engine, 6)
    engine.daemon().publish_due()
    Budgeting(engine.store, engine.clock).set_budget(OPERATOR, "main-x", 1_200)

    engine.planning.release(OPERATOR, last.id)
    engine.daemon().publish_due()

    assert (engine.state(last), spent(engine)) == ("published", 1_200)


def test_without_credit_the_channel_stops_and_nothing_is_tried_again(engine: Engine) -> None:
    engine.network.answers = [NoCreditError("X refused the call: the app has no credits left.")]
    first, second = linked(engine, 2)
    other = engine.scheduled(channel="other-x")

    engine.daemon().publish_due(limit=1)
    for _ in range(5):
        engine.pass_time(minutes=5)
        engine.daemon().publish_due()

    assert [engine.state(post) for post in (first, second, other)] == ["held", "held", "published"]
    (pause,) = engine.pausing.active()
    assert (pause.name, "no credit left" in pause.reason) == ("main-x", True)
    assert len(engine.network.posts) == 1
    assert engine.get(first).state is PostState.HELD
