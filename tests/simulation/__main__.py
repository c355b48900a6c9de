"""Simulate: `python -m tests.simulation --seeds 2000`, or `--seed 17 -v` to replay one.

`--posts 1000000 --jobs 2 --out sums.jsonl` goes on until so many posts were simulated, in worlds of all
sizes; `--from` goes on where another run ended.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from pathlib import Path

from tests.simulation.mutants import MUTANTS, hunt
from tests.simulation.running import run_seed
from tests.simulation.summing import Goal, Sums, appended, simulated
from tests.simulation.weather import mixed

_MOST_TOLD = 5
_EVERY = 10.0


def main() -> int:
    """Run what was asked for; 1 where something was broken."""
    options = _options()
    if options.seed is not None:
        return _replay(options.seed, is_mixed=options.mixed, is_long=options.v)
    if options.mutants:
        return _hunt_all(options.seeds, is_mixed=options.mixed)
    return _simulate(options)


def _say(*words: object, sep: str = " ") -> None:
    print(*words, sep=sep, flush=True)  # noqa: T201 - it is a command


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=2000, help="how many worlds")
    parser.add_argument("--posts", type=int, default=0, help="go on until so many posts were simulated")
    parser.add_argument("--from", type=int, default=0, dest="first", metavar="SEED", help="the first seed")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--mixed", action="store_true", help="worlds of all sizes; --posts has them anyway")
    parser.add_argument("--out", type=Path, help="append the sums to this file, a line of JSON")
    parser.add_argument("--seed", type=int, help="replay this one")
    parser.add_argument("-v", action="store_true", help="with --seed: print all that happened")
    parser.add_argument("--mutants", action="store_true", help="look for the planted faults")
    return parser.parse_args()


def _replay(seed: int, *, is_mixed: bool, is_long: bool) -> int:
    course = run_seed(seed, weather=mixed(seed) if is_mixed else None)
    if is_long:
        for event in course.trace:
            _say(*event)
    _say(course.told() if course.wrongs else f"seed {seed}: nothing wrong", dict(course.counts))
    return bool(course.wrongs)


def _hunt_all(seeds: int, *, is_mixed: bool) -> int:
    missed = 0
    for name in MUTANTS:
        begun, found = time.monotonic(), hunt(name, seeds=seeds, is_mixed=is_mixed)
        missed += found is None
        said = f"seed {found.seed:4}: {found.wrongs[0]}" if found else f"NOT FOUND in {seeds} seeds"
        _say(f"{name:58} {time.monotonic() - begun:6.1f} s  {said}")
    return bool(missed)


def _simulate(options: argparse.Namespace) -> int:
    goal = Goal(options.first, options.seeds, options.posts, is_mixed=options.mixed or options.posts > 0)
    sums, told = Sums(goal), 0.0
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends it still gets the sums
    try:
        for wrongs in simulated(sums, jobs=options.jobs):
            for seed, what in wrongs:
                _say(f"seed {seed}:", *what[:_MOST_TOLD], f"(replay: {goal.command(seed)})", sep="\n  ")
            if time.monotonic() - told >= _EVERY:
                told = time.monotonic()
                _say(sums.line())
        sums.is_whole = True
    except KeyboardInterrupt:
        _say("Stopped.")
    finally:
        _say(sums.told())
        if options.out:
            appended(sums, options.out)
    return bool(sums.broken) or not sums.is_whole


if __name__ == "__main__":
    sys.exit(main())
