"""Simulate: `python -m tests.simulation --seeds 2000`, or `--seed 17 -v` to replay one."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed

from tests.simulation.mutants import MUTANTS, hunt
from tests.simulation.running import run_seed

_MOST_TOLD = 5
_CHUNK = 50


def main() -> int:
    """Run what was asked for; 1 where something was broken."""
    options = _options()
    if options.seed is not None:
        return _replay(options.seed, posts=options.posts_each, is_long=options.v)
    if options.mutants:
        return _hunt_all(options.seeds)
    return _simulate(options)


def _say(*words: object) -> None:
    print(*words, flush=True)  # noqa: T201 - it is a command


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=2000, help="how many worlds")
    parser.add_argument("--start", type=int, default=0, help="the first seed")
    parser.add_argument("--seed", type=int, help="replay this one")
    parser.add_argument("-v", action="store_true", help="with --seed: print all that happened")
    parser.add_argument("--mutants", action="store_true", help="look for the planted faults")
    parser.add_argument("--posts", type=int, default=0, help="go on until so many posts were simulated")
    parser.add_argument(
        "--posts-each", type=int, default=0, help="posts in each world; 0 leaves it to the seed"
    )
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    return parser.parse_args()


def _replay(seed: int, *, posts: int, is_long: bool) -> int:
    course = run_seed(seed, posts=posts)
    if is_long:
        for event in course.trace:
            _say(*event)
    _say(course.told() if course.wrongs else f"seed {seed}: nothing wrong", dict(course.counts))
    return bool(course.wrongs)


def _hunt_all(seeds: int) -> int:
    missed = 0
    for name in MUTANTS:
        begun, found = time.monotonic(), hunt(name, seeds=seeds)
        missed += found is None
        said = f"seed {found.seed:4}: {found.wrongs[0]}" if found else f"NOT FOUND in {seeds} seeds"
        _say(f"{name:58} {time.monotonic() - begun:6.1f} s  {said}")
    return bool(missed)


def _simulate(options: argparse.Namespace) -> int:
    begun, total, broken = time.monotonic(), Counter[str](), 0
    for counts, wrongs in _chunks(options):
        total.update(counts)
        broken += len(wrongs)
        for told in wrongs[:_MOST_TOLD]:
            _say(told, "\n")
    spent = time.monotonic() - begun
    figures = ", ".join(f"{count:,} {name}" for name, count in total.items())
    _say(f"{figures} in {spent:.0f} s; worlds with a fault: {broken}")
    return bool(broken)


def _chunks(options: argparse.Namespace) -> Iterator[tuple[Counter[str], list[str]]]:
    """Run seeds by handfuls until there were enough of them, or enough posts."""
    each = options.posts_each or (30 if options.posts else 0)
    most = options.posts // 30 + 1 if options.posts else options.seeds
    starts = range(options.start, options.start + most, _CHUNK)
    jobs = [(start, min(_CHUNK, options.start + most - start), each) for start in starts]
    if options.jobs == 1:
        yield from map(_run_some, jobs)
        return
    with ProcessPoolExecutor(options.jobs) as pool:
        for done in as_completed([pool.submit(_run_some, job) for job in jobs]):
            yield done.result()


def _run_some(job: tuple[int, int, int]) -> tuple[Counter[str], list[str]]:
    start, count, posts = job
    courses = [run_seed(seed, posts=posts) for seed in range(start, start + count)]
    total = Counter[str]()
    for course in courses:
        total.update(course.counts)
    return total, [course.told() for course in courses if course.wrongs]


if __name__ == "__main__":
    sys.exit(main())
