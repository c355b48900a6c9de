"""What the leader knows of the number of posts in the queue, and how seldom it asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from scheduler.domain.clock import FrozenClock
from scheduler.team.waiting import Waiting
from tests.builders import NOON

AN_INSTANT, A_WHILE = timedelta(milliseconds=10), timedelta(milliseconds=500)


@dataclass
class Queue:
    """A count that tells how often it was asked for."""

    posts: int = 0
    asked: int = 0

    def count(self) -> int:
        self.asked += 1
        return self.posts


def test_an_empty_queue_is_counted_once() -> None:
    queue, clock = Queue(), FrozenClock(NOON)
    waiting = Waiting(queue.count, clock)

    numbers = []
    for _ in range(10):
        numbers.append(waiting.number())
        clock.advance(A_WHILE)

    assert numbers == [0] * 10
    assert queue.asked == 1
    assert waiting.is_over


def test_what_was_handed_out_is_known_without_asking() -> None:
    queue, clock = Queue(), FrozenClock(NOON)
    waiting = Waiting(queue.count, clock)
    waiting.number()

    waiting.add(16)

    assert waiting.number() == 16
    assert not waiting.is_over
    assert queue.asked == 1


def test_a_queue_with_posts_in_it_is_counted_anew_after_a_while_and_not_before() -> None:
    queue, clock = Queue(posts=16), FrozenClock(NOON)
    waiting = Waiting(queue.count, clock)
    waiting.number()
    queue.posts = 3

    clock.advance(AN_INSTANT)
    soon = waiting.number()
    clock.advance(A_WHILE)
    later = waiting.number()

    assert (soon, later) == (16, 3)


def test_what_another_leader_left_is_counted() -> None:
    queue, clock = Queue(), FrozenClock(NOON)
    waiting = Waiting(queue.count, clock)
    waiting.number()

    queue.posts = 7
    waiting.forget()

    assert not waiting.is_over
    assert waiting.number() == 7


def test_posts_that_are_added_during_a_count_are_never_left_out() -> None:
    clock = FrozenClock(NOON)

    def count() -> int:
        waiting.add(5)  # another thread hands out just then
        return 2

    waiting = Waiting(count, clock)
    waiting.number()
    clock.advance(A_WHILE)

    assert not waiting.is_over
