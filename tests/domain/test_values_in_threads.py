from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError, create_model

from scheduler.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable

_THREADS = 8


def _at_once(work: Callable[[], Value]) -> list[Value]:
    gate = Barrier(_THREADS)

    def one(_: int) -> Value:
        gate.wait()
        return work()

    with ThreadPoolExecutor(_THREADS) as threads:
        return list(threads.map(one, range(_THREADS)))


def test_a_kind_of_value_that_many_threads_use_first_at_once_is_checked_in_each() -> None:
    """What checks a value is built at its first use; Pydantic before 2.14 let threads meet there."""
    for _ in range(100):
        kind = create_model("Bed", __base__=Value, ward=(str, ...), number=(int, ...))

        made = _at_once(partial(kind, ward="east", number=7))

        assert {each.model_dump_json() for each in made} == {'{"ward":"east","number":7}'}
        with pytest.raises(ValidationError):
            kind(ward="east", number="seven")
