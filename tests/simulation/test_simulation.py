"""Whatever happens at whatever moment: nothing lost, nothing doubled, nothing that nobody approved."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from tests.simulation.mutants import MUTANTS, hunt
from tests.simulation.running import run_seed

#: Unless fewer are asked for, 2,000 worlds of some ten posts each: the hardest fault ever planted took 929.
CHUNKS, WORLDS = 8, int(os.environ.get("ROUNDS_SIMULATED_WORLDS", "2000")) // 8
#: A mutant that is not found in so many worlds of its weather is not found; the hardest today takes 60.
MOST = 2_000
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("seed", range(8))
def test_a_world_with_faults_comes_to_rest_as_it_should(seed: int) -> None:
    course = run_seed(seed)

    assert not course.wrongs, course.told()
    assert course.counts["taken"] > 0


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_nothing_is_lost_or_doubled_whatever_the_world(chunk: int) -> None:
    first, jobs = chunk * WORLDS, os.cpu_count() or 1
    words = ["--from", str(first), "--seeds", str(WORLDS), "--jobs", str(jobs)]

    done = subprocess.run(
        [sys.executable, "-m", "tests.simulation", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTANTS)
def test_a_planted_fault_is_found_and_is_the_only_one(name: str) -> None:
    found = hunt(name, seeds=MOST)

    assert found is not None, f"“{name}” was not found in {MOST} worlds"
    sound = run_seed(found.seed, weather=MUTANTS[name].weather_of(found.seed))
    assert not sound.wrongs, sound.told()


@pytest.mark.parametrize("name", MUTANTS)
def test_a_planted_fault_changes_what_the_product_has(name: str) -> None:
    planted = [
        kind
        for each in fields(MUTANTS[name].parts)
        if (kind := getattr(MUTANTS[name].parts, each.name)) is not each.default
    ]

    assert planted
    for kind in planted:
        own = {what for what in vars(kind) if callable(vars(kind)[what])} - {"clock"}
        assert own <= set(dir(kind.__base__)), f"{name}: {own - set(dir(kind.__base__))} is no more"


def test_a_seed_takes_the_same_course_each_time() -> None:
    first, other = run_seed(3), run_seed(4)

    again = run_seed(3)

    assert again.digest == first.digest != other.digest
    assert again.trace == first.trace


@pytest.mark.slow
def test_a_seed_takes_the_same_course_in_every_process() -> None:
    here = run_seed(5).digest

    there = [_digest_elsewhere(5, hash_seed) for hash_seed in ("1", "2")]

    assert there == [here, here]


def _digest_elsewhere(seed: int, hash_seed: str) -> str:
    program = f"from tests.simulation.running import run_seed; print(run_seed({seed}).digest)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()
