"""What is handed to a team's queue and taken from it: the side of the rows, on both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler.store.queue import QUEUED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.domain.post import Post
    from scheduler.services.publishing import Publishing
    from tests.engine.conftest import Engine

SECOND = timedelta(seconds=1)


def _hand_out(daemon: Publishing) -> list[tuple[int, int]]:
    keys: list[tuple[int, int]] = []

    def enlist(_unit: object, posts: Sequence[Post]) -> None:
        keys.extend((post.id, post.fence) for post in posts)

    assert daemon.hand_out(limit=10, ahead=SECOND, enlist=enlist) == len(keys)
    return keys


def test_what_is_handed_out_is_in_the_queue_and_nobodys_yet(engine: Engine) -> None:
    post = engine.scheduled()

    keys = _hand_out(engine.daemon("leader"))

    assert keys == [(post.id, 1)]
    assert engine.get(post).owner == QUEUED
    assert engine.daemon().queued() == 1
    assert engine.daemon("leader").claim(limit=10) == []


def test_of_two_who_take_up_one_post_the_first_sends_it(engine: Engine) -> None:
    post = engine.scheduled()
    keys = _hand_out(engine.daemon("leader"))
    first, second = engine.daemon("first"), engine.daemon("second")

    [claimed] = first.take_up(keys)
    assert second.take_up(keys) == []
    first.deliver(claimed)

    assert engine.state(post) == "published"
    assert len(engine.network.posts) == 1
    assert engine.get(post).owner is None


def test_a_job_that_comes_again_finds_nothing_to_do(engine: Engine) -> None:
    engine.scheduled()
    keys = _hand_out(engine.daemon("leader"))
    worker = engine.daemon("worker")
    worker.deliver(worker.take_up(keys)[0])

    assert worker.take_up(keys) == []
    assert len(engine.network.posts) == 1


def test_a_post_is_neither_claimed_nor_queued_where_its_job_could_not_be_written(engine: Engine) -> None:
    post = engine.scheduled()

    def fail(_unit: object, _posts: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        engine.daemon().hand_out(limit=10, ahead=SECOND, enlist=fail)

    assert engine.state(post) == "scheduled"
    assert engine.get(post).fence == 0


def test_the_death_of_who_handed_out_takes_nothing_from_the_queue(engine: Engine) -> None:
    post = engine.scheduled()
    keys = _hand_out(engine.daemon("leader"))
    engine.dead.add("leader")

    assert engine.reconciling.rescue() == []
    worker = engine.daemon("worker")
    worker.deliver(worker.take_up(keys)[0])

    assert engine.state(post) == "published"


def test_the_death_of_who_took_a_post_up_puts_it_back_in_line_and_its_old_job_is_void(engine: Engine) -> None:
    post = engine.scheduled()
    keys = _hand_out(engine.daemon("leader"))
    engine.daemon("worker").take_up(keys)
    engine.dead.add("worker")

    [rescued] = engine.reconciling.rescue()

    assert rescued.state.value == "scheduled"
    again = _hand_out(engine.daemon("leader"))
    assert again == [(post.id, 2)]
    assert engine.daemon("other").take_up(keys) == []
    assert len(engine.daemon("other").take_up(again)) == 1


def test_a_post_whose_job_got_lost_comes_back_when_its_lease_is_over(engine: Engine) -> None:
    post = engine.scheduled()
    _hand_out(engine.daemon("leader"))
    daemon = engine.daemon("leader")

    assert not daemon.is_lost(engine.get(post))
    engine.pass_time(seconds=61)

    assert daemon.is_lost(engine.get(post))
