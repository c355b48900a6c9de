"""Two real daemons, kill -9 every half second, every eighth answer bad: nothing lost, nothing doubled.

`python -m tests.chaos --seed N` runs one of these again, and prints what came of it.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.chaos.databases import on_postgresql
from tests.chaos.plans import NaivePlan, RoundsPlan
from tests.chaos.run import BadNetwork, Result, Size, run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres import Postgres

pytestmark = pytest.mark.slow


@pytest.fixture
def seed() -> int:
    """A new one each time; what fails names it."""
    return random.randrange(1_000_000)


@pytest.fixture
def network(seed: int) -> Iterator[BadNetwork]:
    with BadNetwork(seed) as made:
        yield made


def test_on_sqlite_each_post_is_out_once_whatever_dies(
    network: BadNetwork, seed: int, tmp_path: Path
) -> None:
    plan = RoundsPlan(tmp_path, network_url=network.server.url)

    result = run(plan, network, size=Size(), seed=seed, log=tmp_path / "daemons.log")
    plan.close()

    _assert_kept(result, tmp_path)


@pytest.mark.postgres
def test_on_postgresql_each_post_is_out_once_whatever_dies_and_whoever_leads(
    network: BadNetwork, seed: int, tmp_path: Path, durable_postgres: Postgres
) -> None:
    result = on_postgresql(durable_postgres, network, size=Size(), seed=seed, folder=tmp_path)

    _assert_kept(result, tmp_path)


SMALL = Size(posts=300, kills=12, seconds=6.0)


def test_a_daemon_that_marks_what_it_sent_afterwards_is_found_to_double(
    network: BadNetwork, seed: int, tmp_path: Path
) -> None:
    plan = NaivePlan(tmp_path, network_url=network.server.url, kind="marks-after", daemons=SMALL.daemons)

    result = run(plan, network, size=SMALL, seed=seed, log=tmp_path / "daemons.log")

    assert result.doubled, result


def test_a_daemon_that_marks_what_it_will_send_beforehand_is_found_to_lose(
    network: BadNetwork, seed: int, tmp_path: Path
) -> None:
    plan = NaivePlan(tmp_path, network_url=network.server.url, kind="marks-before", daemons=SMALL.daemons)

    result = run(plan, network, size=SMALL, seed=seed, log=tmp_path / "daemons.log")

    assert result.lost, result
    assert not result.doubled, result


def _assert_kept(result: Result, folder: Path) -> None:
    assert (result.doubled, result.lost, result.denied, result.unknown) == ([], [], [], 0), result
    assert result.kills >= 40, result
    assert result.bad_share >= 0.11, result
    assert result.states["published"] >= result.posts - 2, result  # the rest is held, for a person
    assert result.is_intact, result
    assert result.fell == 0, result
    log = (folder / "daemons.log").read_text("utf-8")
    assert "Traceback" not in log, log[log.index("Traceback") :][:4000]
    assert " of run " not in log
