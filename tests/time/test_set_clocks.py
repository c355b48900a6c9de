"""A clock that is set while answers are lost. The network's own clock is never wrong."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from connectors.base import NotSentError, RateLimitedError
from scheduler.domain.clock import FrozenClock
from scheduler.domain.post import PostState
from scheduler.services.timekeeping import Timekeeping, sets_since
from scheduler.store.database import Store, open_engine
from scheduler.store.schema import migrate
from tests.builders import NOON, a_channel, a_pillar
from tests.engine.conftest import Engine
from tests.engine.paper import AcceptedButLostError, Paper

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
_S = PostState


class House(Engine):
    """One daemon that looks at its clock, and a network whose clock goes on as time does."""

    @property
    def keeper(self) -> Timekeeping:
        return Timekeeping(self.store, self.clock)

    def notice(self) -> None:
        self.keeper.notice()

    def pass_both(self, span: timedelta) -> None:
        self.clock.advance(span)
        assert isinstance(self.network.clock, FrozenClock)
        self.network.clock.advance(span)

    def work(self, span: timedelta) -> None:
        """Let `span` pass; the daemon asks and sends every second of it."""
        daemon = self.daemon()
        for _ in range(span // SECOND):
            self.pass_both(SECOND)
            self.reconciling.ask()
            daemon.publish_due()


class Watched(FrozenClock):
    """Tells when somebody has looked at it."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.looked = threading.Event()

    def now(self) -> datetime:
        shown = super().now()
        self.looked.set()
        return shown


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    engine = open_engine(database_url)
    migrate(engine)
    store = Store(engine)
    with store.write() as unit:
        unit.plan.add_channel(a_channel())
        unit.plan.add_pillar(a_pillar())
    made = House(store, FrozenClock(NOON), Paper(FrozenClock(NOON)), tmp_path)
    made.keeper.notice()
    yield made
    store.close()


def lost(house: House) -> AcceptedButLostError:
    answer = AcceptedButLostError("The answer never came.")
    house.network.answers.append(answer)
    return answer


@pytest.mark.parametrize("by", [HOUR, -HOUR, 9 * HOUR, -9 * HOUR, 90 * SECOND, -90 * SECOND])
def test_a_clock_that_is_set_after_a_lost_answer_doubles_nothing(house: House, by: timedelta) -> None:
    """The network shows the post half a minute later: an absence is believed only after the settle time."""
    post = house.scheduled()
    house.network.shows_after = 30 * SECOND
    lost(house)
    house.daemon().publish_due()
    assert house.state(post) == "unknown"

    house.clock.jump(by)
    house.keeper.notice()
    house.work(3 * MINUTE)

    assert house.state(post) == "published"
    assert len(house.network.posts) == 1


@pytest.mark.parametrize("ahead", [HOUR, 5 * HOUR, 3 * MINUTE])
def test_a_clock_that_ran_ahead_while_sending_and_is_put_right_doubles_nothing(
    house: House, ahead: timedelta
) -> None:
    """By the network's clock the post went out long before ours said that it was sent."""
    house.clock.jump(ahead)
    house.keeper.notice()
    post = house.scheduled()
    house.network.shows_after = 30 * SECOND
    lost(house)
    house.daemon().publish_due()

    house.clock.jump(-ahead)
    house.keeper.notice()
    house.work(3 * MINUTE)

    assert house.state(post) == "published"
    assert len(house.network.posts) == 1


@pytest.mark.parametrize("ahead", [15 * MINUTE, 3 * MINUTE, -3 * MINUTE])
def test_a_clock_that_is_wrong_between_two_ticks_while_a_try_begins_doubles_nothing(
    house: House, ahead: timedelta
) -> None:
    """It is put right while the request is on its way: before and after it, it was never wrong."""
    keeper = house.keeper
    keeper.notice()
    post = house.scheduled(due=house.clock.now() - 5 * MINUTE)
    house.network.shows_after = 30 * SECOND
    lost(house)
    corrections = iter([-ahead])
    house.network.before_send = lambda: house.clock.jump(next(corrections, timedelta(0)))

    house.clock.jump(ahead)
    house.daemon(seen_now=keeper.now).publish_due()
    keeper.notice()
    house.work(abs(ahead) + 5 * MINUTE)

    assert house.state(post) == "published"
    assert len(house.network.posts) == 1


@pytest.mark.parametrize("ahead", [HOUR, 3 * MINUTE])
def test_a_clock_that_is_put_right_while_the_network_is_asked_doubles_nothing(
    house: House, ahead: timedelta
) -> None:
    """The network is asked what it has since a time that was wrong, and shows nothing."""
    house.clock.jump(ahead)
    house.notice()
    post = house.scheduled()
    lost(house)
    house.daemon().publish_due()
    house.pass_both(2 * MINUTE)

    corrections = iter([-ahead])
    house.network.before_find = lambda: house.clock.jump(next(corrections, timedelta(0)))
    house.reconciling.ask()
    house.work(3 * MINUTE)

    assert house.state(post) == "published"
    assert len(house.network.posts) == 1


@pytest.mark.parametrize("by", [HOUR, -HOUR])
def test_a_clock_that_is_set_before_the_next_start_doubles_nothing(house: House, by: timedelta) -> None:
    """The daemon dies with the request on its way; the clock is set; another daemon starts."""
    post = house.scheduled()
    house.network.shows_after = 30 * SECOND
    lost(house)
    house.daemon().publish_due()

    house.clock.jump(by)
    Timekeeping(house.store, house.clock).notice()
    house.work(3 * MINUTE)

    assert house.state(post) == "published"
    assert len(house.network.posts) == 1


@pytest.mark.parametrize("by", [HOUR, -HOUR])
def test_what_never_arrived_is_still_sent_once_after_the_clock_was_set(house: House, by: timedelta) -> None:
    post = house.scheduled()
    house.network.answers.append(NotSentError("No way out."))
    house.daemon().publish_due()

    house.clock.jump(by)
    house.keeper.notice()
    house.work(MINUTE)
    if by < timedelta(0):  # by the clock as it is now the post is due in an hour
        assert house.network.posts == []
        house.clock.jump(-by)
        house.keeper.notice()
        house.work(MINUTE)

    assert house.state(post) == "published"
    assert len(house.network.posts) == 1


def test_an_unknown_post_is_asked_for_soon_after_the_clock_was_set_back(house: House) -> None:
    """Without the notice it would wait the hour that the clock was set back by."""
    post = house.scheduled()
    lost(house)
    house.daemon().publish_due()

    house.clock.jump(-HOUR)
    house.keeper.notice()
    house.work(MINUTE)

    assert house.state(post) == "published"


def test_a_post_that_went_out_is_not_due_again_when_the_clock_is_set_back(house: House) -> None:
    post = house.scheduled()
    house.daemon().publish_due()

    house.clock.jump(-HOUR)
    house.keeper.notice()
    house.work(2 * MINUTE)
    house.pass_both(HOUR)
    house.work(2 * SECOND)

    assert house.state(post) == "published"
    assert len(house.network.posts) == 1


def test_time_asleep_is_not_taken_for_a_clock_that_was_set(house: House) -> None:
    keeper = house.keeper
    keeper.notice()

    house.pass_both(8 * HOUR)

    assert keeper.notice() is None
    with house.store.read() as unit:
        assert sets_since(unit, NOON) == (timedelta(0), timedelta(0))


def test_two_daemons_of_one_machine_remember_one_set_once(house: House) -> None:
    first, second = house.keeper, house.keeper
    assert first.notice() is second.notice() is None

    house.clock.jump(HOUR)

    assert (first.notice(), second.notice()) == (HOUR, None)
    assert (first.notice(), second.notice()) == (None, None)
    with house.store.read() as unit:
        assert sets_since(unit, NOON) == (HOUR, timedelta(0))
        assert [entry.action for entry in unit.audit.all()] == ["clock.set"]


def test_a_set_is_dated_by_the_clock_as_it_is_when_its_turn_comes_though_the_program_stood_still(
    house: House,
) -> None:
    house.clock.jump(HOUR)
    house.keeper.notice()
    by_the_wrong_clock = house.clock.now() + 5 * MINUTE
    right = Watched(NOON)

    with ThreadPoolExecutor(1) as pool:
        with house.store.write():
            noticed = pool.submit(Timekeeping(house.store, right).notice)
            assert right.looked.wait(60)
            right.advance(10 * MINUTE)
        assert noticed.result(60) == -HOUR

    with house.store.read() as unit:
        assert sets_since(unit, by_the_wrong_clock) == (timedelta(0), HOUR)


def test_what_was_written_before_a_clock_was_set_is_told_from_what_came_after(house: House) -> None:
    keeper = house.keeper
    house.pass_both(10 * MINUTE)
    house.clock.jump(HOUR)
    keeper.notice()
    after = house.clock.now()
    house.pass_both(10 * MINUTE)
    house.clock.jump(-2 * HOUR)
    keeper.notice()

    with house.store.read() as unit:
        assert sets_since(unit, NOON) == (HOUR, 2 * HOUR)
        assert sets_since(unit, after) == (timedelta(0), 2 * HOUR)
        assert sets_since(unit, after + HOUR) == (timedelta(0), timedelta(0))


@pytest.mark.parametrize("name", ["another", "one"])
def test_a_channel_waits_no_longer_than_its_network_asked_though_the_clock_is_set_back(
    house: House, name: str
) -> None:
    daemons = {each: house.daemon(each) for each in ("one", "another")}
    asked = NOON + 15 * MINUTE
    house.network.answers.append(RateLimitedError("Too many.", reset_at=asked))
    first = house.scheduled(text="Told to wait")
    daemons["one"].publish_due()
    assert house.get(first).not_before == asked

    house.pass_both(5 * MINUTE)
    house.clock.jump(-3 * HOUR)
    house.keeper.notice()
    second = house.scheduled(text="Due meanwhile", due=house.clock.now())
    daemons[name].publish_due()
    assert house.network.posts == []
    house.pass_both(15 * MINUTE)
    daemons[name].publish_due()
    daemons[name].publish_due()

    assert [house.state(post) for post in (first, second)] == ["scheduled", "published"]
