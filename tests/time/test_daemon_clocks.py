"""The real daemon on a wall clock that is set, and on a machine that sleeps. APScheduler's traps by name."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.base import Once
from scheduler.domain.post import PostState
from tests.engine.paper import AcceptedButLostError
from tests.time.machine import Machine, a_machine, until

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
_S = PostState
pytestmark = pytest.mark.slow


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    with a_machine(tmp_path) as made:
        yield made


def was_set(machine: Machine, *, times: int) -> bool:
    return until(lambda: machine.times_set() == times)


# the wall clock is set forward


def test_trap_a_wait_is_a_span_yet_a_clock_set_past_the_due_time_sends_at_once(machine: Machine) -> None:
    """APScheduler alone would fire when the old span is over: half an hour from now."""
    post = machine.post("In half an hour", after=30 * MINUTE)
    machine.start()

    machine.wall.shift(HOUR)

    assert until(lambda: machine.state(post) is _S.PUBLISHED)
    assert machine.sent() == {"In half an hour": 1}


def test_what_a_clock_set_forward_left_without_use_is_missed_and_not_sent(tmp_path: Path) -> None:
    with a_machine(tmp_path, useful_for=10 * MINUTE) as machine:
        stale = machine.post("Half an hour old", after=30 * MINUTE)
        fresh = machine.post("Five minutes old", after=55 * MINUTE)
        machine.start()

        machine.wall.shift(HOUR)

        assert until(lambda: machine.state(fresh) is _S.PUBLISHED)
        assert until(lambda: machine.state(stale) is _S.MISSED)
        assert machine.sent() == {"Five minutes old": 1}


def test_a_lost_answer_is_not_sent_again_because_the_clock_was_set_forward(machine: Machine) -> None:
    """The settle time is a span of true time, whatever the wall clock says."""
    machine.network.shows_after = 2 * SECOND
    machine.network.settle_seconds = 5.0
    machine.network.answers.append(AcceptedButLostError("lost"))
    post = machine.post("Lost answer", after=timedelta(0))
    machine.start()
    assert until(lambda: machine.state(post) is _S.UNKNOWN)

    machine.wall.shift(HOUR)

    assert until(lambda: machine.state(post) is _S.PUBLISHED)
    assert machine.sent() == {"Lost answer": 1}


# the wall clock is set back


def test_trap_interval_jobs_after_a_jump_back_the_engine_still_hears_sends_and_asks(
    machine: Machine,
) -> None:
    """APScheduler's own jobs would sleep for the hour that the clock was set back by."""
    before = machine.post("Before", after=timedelta(0))
    machine.start()
    assert until(lambda: machine.state(before) is _S.PUBLISHED)

    machine.wall.shift(-HOUR)
    machine.network.answers.append(AcceptedButLostError("lost"))
    after = machine.post("After", after=SECOND)

    assert until(lambda: machine.state(after) is _S.PUBLISHED)
    assert machine.network.asked > 0
    assert machine.sent() == {"Before": 1, "After": 1}


def test_a_lost_answer_is_found_after_the_clock_was_set_back(machine: Machine) -> None:
    """The network's time of the post lies an hour before what our clock said when it was sent."""
    machine.wall.shift(HOUR)
    machine.network.shows_after = 4 * SECOND
    machine.network.settle_seconds = 6.0
    machine.network.answers.append(AcceptedButLostError("lost"))
    post = machine.post("Lost answer", after=timedelta(0))
    machine.start()
    assert until(lambda: machine.state(post) is _S.UNKNOWN)

    machine.wall.shift(-HOUR)

    assert until(lambda: machine.state(post) is _S.PUBLISHED)
    assert machine.sent() == {"Lost answer": 1}


def test_trap_a_job_that_runs_while_the_clock_is_set_back_runs_again_soon(machine: Machine) -> None:
    """APScheduler skips a job that is still running and tries again a whole span later."""
    asked, answer = threading.Event(), threading.Event()
    machine.network.answers += [AcceptedButLostError("lost"), AcceptedButLostError("lost")]

    def is_slow() -> None:
        asked.set()
        answer.wait(60)

    machine.network.before_find = is_slow
    first = machine.post("First", after=timedelta(0))
    machine.start()
    assert asked.wait(30)

    machine.wall.shift(-HOUR)
    second = machine.post("Second", after=timedelta(0))
    assert until(lambda: machine.state(second) is _S.UNKNOWN)
    answer.set()

    assert until(lambda: machine.state(first) is _S.PUBLISHED)
    assert until(lambda: machine.state(second) is _S.PUBLISHED)
    assert machine.sent() == {"First": 1, "Second": 1}


def test_a_post_in_hand_waits_for_its_time_when_the_clock_is_set_back(machine: Machine) -> None:
    """Posts are claimed a moment ahead; by the clock as it is then this one is due in an hour."""
    was_set = threading.Event()

    def sets_the_clock_back() -> str:
        if not was_set.is_set():
            machine.wall.shift(-HOUR)
            was_set.set()
        return "staged"

    machine.network.once = Once.TWO_STEPS
    machine.network.staging = sets_the_clock_back
    post = machine.post("In a moment", after=2 * SECOND)
    machine.start()

    assert was_set.wait(30)
    assert until(lambda: machine.state(post) is _S.SCHEDULED)
    assert machine.sent() == {}

    machine.wall.shift(HOUR)
    assert until(lambda: machine.state(post) is _S.PUBLISHED)
    assert machine.sent() == {"In a moment": 1}


def test_a_clock_set_back_and_forward_again_sends_each_post_once(machine: Machine) -> None:
    posts = [machine.post(f"Post {number}", after=number * SECOND) for number in range(6)]
    machine.start()

    for number, by in enumerate((-HOUR, HOUR, HOUR, -HOUR), start=1):
        machine.wall.shift(by)
        machine.network.answers.append(AcceptedButLostError("lost"))
        assert was_set(machine, times=number)
        threading.Event().wait(0.7)

    assert until(lambda: all(machine.state(post) is _S.PUBLISHED for post in posts))
    assert set(machine.sent().values()) == {1}


# APScheduler's other traps


def test_trap_misfire_grace_a_burst_that_takes_longer_than_a_second_loses_nothing(machine: Machine) -> None:
    """By default APScheduler drops what it could not start within a second."""

    def takes_a_moment() -> None:
        threading.Event().wait(0.05)

    machine.network.before_send = takes_a_moment
    posts = [machine.post(f"Post {number}", after=timedelta(0)) for number in range(40)]

    daemon = machine.start(senders=1)

    assert until(lambda: all(machine.state(post) is _S.PUBLISHED for post in posts))
    assert set(machine.sent().values()) == {1}
    jobs = daemon._clockwork.get_jobs()  # type: ignore[no-untyped-call] # APScheduler 3 has no types
    assert {job.id for job in jobs} >= {"rescue", "ask", "renew", "rezone"}
    assert all(job.misfire_grace_time is None and job.coalesce for job in jobs)


def test_trap_one_store_for_two_schedulers_two_daemons_live_and_share_the_work(machine: Machine) -> None:
    """Two schedulers on one job store kill each other's thread; here there is no store to share."""
    one, two = machine.start(), machine.start()
    posts = [machine.post(f"Post {number}", after=SECOND) for number in range(30)]

    assert until(lambda: all(machine.state(post) is _S.PUBLISHED for post in posts))
    assert set(machine.sent().values()) == {1}
    for daemon in (one, two):
        assert not daemon._failed
        assert daemon._clockwork.running


def test_trap_jobs_that_can_not_be_read_back_no_post_stands_in_a_job_store(machine: Machine) -> None:
    """APScheduler deletes a stored job whose function was renamed; a post is a row, and stays."""
    post = machine.post("After the restart", after=2 * SECOND)
    machine.start()
    machine.stop()

    machine.start()

    assert until(lambda: machine.state(post) is _S.PUBLISHED)
    assert machine.sent() == {"After the restart": 1}


def test_trap_a_job_added_by_another_program_is_not_seen_yet_a_commit_is(machine: Machine) -> None:
    machine.start()

    post = machine.post("Now", after=timedelta(0))  # by another application on the same data

    assert until(lambda: machine.state(post) is _S.PUBLISHED)


# a machine that sleeps


def test_what_came_due_in_the_sleep_goes_out_once_if_still_useful_and_is_else_missed(tmp_path: Path) -> None:
    """Eight hours asleep, a post every half hour, each useful for two: no flood, no loss."""
    with a_machine(tmp_path, useful_for=2 * HOUR) as machine:
        posts = [machine.post(f"Post {number}", after=number * 30 * MINUTE) for number in range(1, 16)]
        machine.start()
        awake = machine.post("Awake", after=timedelta(0))
        assert until(lambda: machine.state(awake) is _S.PUBLISHED)

        machine.sleep(8 * HOUR)

        over = {_S.PUBLISHED, _S.MISSED}
        assert until(lambda: all(machine.state(post) in over for post in posts))
        missed = [post for post in posts if machine.state(post) is _S.MISSED]
        assert missed == [post for post in posts if post.useful_until <= machine.clock.now()]
        assert machine.sent() == {"Awake": 1, "Post 13": 1, "Post 14": 1, "Post 15": 1}


@pytest.mark.parametrize(("asleep", "becomes"), [(HOUR, _S.PUBLISHED), (8 * HOUR, _S.MISSED)])
def test_a_machine_that_sleeps_between_claim_and_wire_sends_once_if_it_is_still_useful(
    machine: Machine, asleep: timedelta, becomes: PostState
) -> None:
    slept = threading.Event()

    def falls_asleep() -> str:
        if not slept.is_set():
            slept.set()
            machine.sleep(asleep)
        return "staged"

    machine.network.once = Once.TWO_STEPS
    machine.network.staging = falls_asleep
    post = machine.post("Between claim and wire", after=timedelta(0))

    machine.start()

    assert until(lambda: machine.state(post) is becomes)
    assert slept.is_set()
    assert sum(machine.sent().values()) == (1 if becomes is _S.PUBLISHED else 0)


def test_a_machine_that_sleeps_while_the_answer_is_on_its_way_sends_once(machine: Machine) -> None:
    def falls_asleep() -> None:
        machine.network.before_send = lambda: None
        machine.sleep(8 * HOUR)

    machine.network.before_send = falls_asleep
    machine.network.answers.append(AcceptedButLostError("lost"))
    post = machine.post("Answer lost in the sleep", after=timedelta(0))

    machine.start()

    assert until(lambda: machine.state(post) is _S.PUBLISHED)
    assert machine.sent() == {"Answer lost in the sleep": 1}
