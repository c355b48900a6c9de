"""Chaos for a team on PostgreSQL: the daemon that leads is hit oftener than the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.store.postgres import LEADER
from tests.chaos.plans import RoundsPlan
from tests.chaos.run import BadNetwork, Result, Size, run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.postgres import Postgres

_HOLDERS = (
    "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)"
    " WHERE locktype = 'advisory' AND classid::bigint ="
)


def on_postgresql(server: Postgres, network: BadNetwork, *, size: Size, seed: int, folder: Path) -> Result:
    """Run a team on a new database of `server`."""

    def leader(numbers: Sequence[int]) -> int | None:
        names = [str(name) for (name,) in server.ask(f"{_HOLDERS} {LEADER}")]
        leading = {int(name.split()[1]) for name in names if name.startswith("rounds ")}
        return next((slot for slot, number in enumerate(numbers) if number in leading), None)

    url = server.fresh()
    plan = RoundsPlan(folder, network_url=network.server.url, database_url=url)
    try:
        return run(plan, network, size=size, seed=seed, log=folder / "daemons.log", leader=leader)
    finally:
        plan.close()
        server.drop(url)
