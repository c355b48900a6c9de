"""`python -m tests.chaos --database postgresql --posts 400 --kills 40 --seed 7`: one run, in a table."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.chaos.databases import on_postgresql
from tests.chaos.plans import NaivePlan, Plan, RoundsPlan
from tests.chaos.run import BadNetwork, Result, Size, run
from tests.postgres import DURABLE, Postgres, folder_of_programs


def main() -> int:
    """Run, print, and return 0 where nothing was lost, doubled or left in doubt."""
    told = _asked()
    size = Size(posts=told.posts, kills=told.kills, seconds=told.seconds, daemons=told.daemons)
    with tempfile.TemporaryDirectory(prefix="rounds-chaos-") as name:
        folder = Path(told.keep or name)
        folder.mkdir(parents=True, exist_ok=True)
        result = _run(told, size, folder)
    _print(told, result)
    return 0 if not (result.lost or result.doubled or result.denied or result.unknown) else 1


def _run(told: argparse.Namespace, size: Size, folder: Path) -> Result:
    log = folder / "daemons.log"
    with BadNetwork(told.seed) as network:
        if told.database == "postgresql":
            programs = folder_of_programs()
            if programs is None:
                sys.exit("No PostgreSQL on this machine: install Debian's package “postgresql”.")
            with Postgres(programs, DURABLE) as server:
                return on_postgresql(server, network, size=size, seed=told.seed, folder=folder)
        plan: Plan = RoundsPlan(folder, network_url=network.server.url)
        if told.daemon != "rounds":
            url = network.server.url
            plan = NaivePlan(folder, network_url=url, kind=told.daemon, daemons=size.daemons)
        try:
            return run(plan, network, size=size, seed=told.seed, log=log)
        finally:
            plan.close()


def _print(told: argparse.Namespace, result: Result) -> None:
    console, table = Console(), Table(show_header=False)
    for name, value in {
        "daemon": f"{told.daemons} of {told.daemon}",
        "database": told.database,
        "posts": result.posts,
        "kills": result.kills,
        "bad answers": f"{result.bad_share:.1%} of {result.calls}",
        "lost": len(result.lost),
        "doubled": len(result.doubled),
        "told wrongly": len(result.denied),
        "unknown left": result.unknown,
        "states": ", ".join(f"{count} {state}" for state, count in result.states.items()),
        "record": "intact" if result.is_intact else "BROKEN",
        "ended by themselves": result.fell,
        "seconds": f"{result.seconds:.0f}",
        "seed": result.seed,
    }.items():
        table.add_row(name, str(value))
    console.print(table)
    for name, texts in (("lost", result.lost), ("doubled", result.doubled), ("told wrongly", result.denied)):
        for text in texts[:10]:
            console.print(f"{name}: {text}")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--daemon", choices=["rounds", "marks-after", "marks-before"], default="rounds")
    parser.add_argument("--posts", type=int, default=400)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=25.0, help="for how long, about, daemons are killed")
    parser.add_argument("--daemons", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", help="a folder in which database and log stay")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
