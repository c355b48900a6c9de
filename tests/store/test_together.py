"""Writers that share a transaction."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from scheduler.store.database import Store
from scheduler.store.joining import Joining, Turns
from tests.builders import NOON

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.store.unit import Unit


def _in_threads(*works: Callable[[], None]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_what_is_written_together_is_all_there_and_each_gets_its_own_answer(store: Store) -> None:
    answers: dict[int, str] = {}

    def write(number: int) -> None:
        def work(unit: Unit) -> str:
            unit.notes.put(f"note {number}", "x", at=NOON)
            return f"answer {number}"

        answers[number] = store.together(work)

    _in_threads(*(lambda number=number: write(number) for number in range(40)))

    assert answers == {number: f"answer {number}" for number in range(40)}
    with store.read() as unit:
        assert all(unit.notes.get(f"note {number}") for number in range(40))


def test_who_fails_among_many_fails_alone(store: Store) -> None:
    failed: list[int] = []

    def write(number: int) -> None:
        def work(unit: Unit) -> None:
            unit.notes.put(f"note {number}", "x", at=NOON)
            if number % 5 == 0:
                raise ZeroDivisionError

        try:
            store.together(work)
        except ZeroDivisionError:
            failed.append(number)

    _in_threads(*(lambda number=number: write(number) for number in range(20)))

    assert sorted(failed) == [0, 5, 10, 15]
    with store.read() as unit:
        kept = [number for number in range(20) if unit.notes.get(f"note {number}")]
    assert kept == [number for number in range(20) if number % 5]


def test_who_waits_while_another_writes_shares_the_next_transaction() -> None:
    transactions: list[int] = []
    first_runs, may_end = threading.Event(), threading.Event()

    def transact(work: Callable[[Unit], None]) -> None:
        transactions.append(0)
        work(None)  # type: ignore[arg-type] # the works below look at no unit
        if len(transactions) == 1:
            first_runs.set()
            may_end.wait(5)

    joining = Joining(transact)
    counted: list[int] = []
    first = threading.Thread(target=joining.run, args=(lambda _: counted.append(0),))
    first.start()
    first_runs.wait(5)
    others = [threading.Thread(target=joining.run, args=(lambda _: counted.append(1),)) for _ in range(9)]
    for each in others:
        each.start()
    while len(joining._waiting) < 9:
        threading.Event().wait(0.001)

    may_end.set()
    for each in [first, *others]:
        each.join()

    assert len(counted) == 10
    assert len(transactions) == 2


def test_an_interrupt_of_the_writer_is_not_taken_for_success() -> None:
    def interrupted(_work: Callable[[Unit], None]) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Joining(interrupted).run(lambda _: None)


def test_who_can_not_wait_goes_before_those_who_came_earlier() -> None:
    turns, order = Turns(), []

    def take(name: str, *, urgent: bool) -> None:
        with turns.taken(urgent=urgent):
            order.append(name)

    with turns.taken():
        patient = [
            threading.Thread(target=take, args=("patient",), kwargs={"urgent": False}) for _ in range(4)
        ]
        for each in patient:
            each.start()
        while len(turns._change._waiters) < 4:  # type: ignore[attr-defined] # no other way to see who waits
            threading.Event().wait(0.001)
        urgent = threading.Thread(target=take, args=("urgent",), kwargs={"urgent": True})
        urgent.start()
        while not turns._urgent:
            threading.Event().wait(0.001)
    for each in [urgent, *patient]:
        each.join()

    assert order == ["urgent", *["patient"] * 4]
