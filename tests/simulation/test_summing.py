"""A run of many worlds counts each of them once, whoever shares them, and goes on where another ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.simulation.running import run_seed
from tests.simulation.summing import Goal, Part, Sums
from tests.simulation.weather import drawn, mixed

ROOT = Path(__file__).parents[2]
#: What is not the same each time.
TIMES = {"began", "seconds", "version"}


def test_two_processes_come_to_the_same_sums_as_one(tmp_path: Path) -> None:
    out = tmp_path / "sums.jsonl"

    for jobs in ("1", "2"):
        _run("--seeds", "20", "--jobs", jobs, "--out", str(out))

    alone, together = _sums(out)
    assert alone == together
    assert (alone["worlds"], alone["next_seed"], alone["lost"], alone["doubled"]) == (20, 20, 0, 0)
    assert alone["faults"]["killed"] > 0


def test_a_run_that_goes_on_adds_up_with_the_one_before_it(tmp_path: Path) -> None:
    out = tmp_path / "sums.jsonl"

    _run("--seeds", "8", "--out", str(out))
    _run("--seeds", "4", "--from", "8", "--out", str(out))
    _run("--seeds", "12", "--out", str(out))

    first, rest, whole = _sums(out)
    assert (first["next_seed"], rest["next_seed"], whole["next_seed"]) == (8, 12, 12)
    assert first["posts"] + rest["posts"] == whole["posts"]
    assert Counter(first["faults"]) + Counter(rest["faults"]) == Counter(whole["faults"])


def test_so_many_posts_are_simulated_as_were_asked_for_in_worlds_of_all_sizes(tmp_path: Path) -> None:
    out = tmp_path / "sums.jsonl"

    said = _run("--posts", "60", "--out", str(out))

    [sums] = _sums(out)
    assert sums["posts"] >= 60
    assert sums["is_whole"]
    assert sums["is_mixed"]
    assert f"go on with --from {sums['next_seed']}" in said


def test_where_another_run_goes_on_is_the_first_seed_that_is_not_done() -> None:
    sums = Sums(Goal(first=0, worlds=30))

    sums.add(Part(10, 20, Counter(posts=100), []))
    after_the_second = sums.following
    sums.add(Part(0, 10, Counter(posts=90), [(3, ["DOUBLED: part 0"])]))

    assert (after_the_second, sums.following, sums.counts["posts"]) == (0, 20, 190)
    assert sums.broken == [3]
    assert "1 worlds with a fault" in sums.line()
    assert sums.goal.command(3) == "python -m tests.simulation --seed 3 -v"


@pytest.mark.parametrize("is_restored", [False, True])
def test_nothing_of_a_large_world_is_left_in_the_next(*, is_restored: bool) -> None:
    small = drawn(Random(3), is_restored=is_restored, people=0)
    first = run_seed(3, weather=small).digest
    seed = next(seed for seed in range(100) if mixed(seed).posts == 40)

    run_seed(seed, weather=mixed(seed, is_restored=True, people=0))

    assert run_seed(3, weather=small).digest == first


def _run(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.simulation", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def _sums(out: Path) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    return [{name: value for name, value in line.items() if name not in TIMES} for line in lines]
