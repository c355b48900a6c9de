"""How often a sign-in may fail."""

from __future__ import annotations

from datetime import timedelta

from scheduler.domain.clock import FrozenClock
from tests.builders import NOON
from ui.throttle import Throttle


def test_the_limit_can_be_reached_but_not_passed_until_the_oldest_failure_is_old() -> None:
    clock = FrozenClock(NOON)
    throttle = Throttle(clock, limit=3)
    for _ in range(2):
        throttle.failed("ada")
        clock.advance(timedelta(minutes=1))
    assert not throttle.wait("ada")

    throttle.failed("ada")

    assert throttle.wait("ada") == timedelta(minutes=13)
    assert not throttle.wait("eli")
    clock.advance(timedelta(minutes=13))
    assert not throttle.wait("ada")


def test_a_success_forgets_the_failures() -> None:
    throttle = Throttle(FrozenClock(NOON), limit=1)
    throttle.failed("ada")

    throttle.succeeded("ada")

    assert not throttle.wait("ada")


def test_invented_names_can_t_fill_the_memory() -> None:
    throttle = Throttle(FrozenClock(NOON), limit=1)
    throttle.failed("first")

    for number in range(5000):
        throttle.failed(f"invented-{number}")

    assert len(throttle._failures) <= 4096
    assert throttle.wait("invented-4999")
