"""What the daemon that leads sees to in the queue: jobs whose worker died, wake-ups that were lost.

A worker holds a lock in its own name for as long as it lives; what it had fetched when the lock fell is
put back. Whether the posts of such a job are still to be had, their fences tell.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Any

from scheduler.domain.errors import RoundsError
from scheduler.store.postgres import CREW
from scheduler.team.jobs import TASK, keys_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import psycopg
    from procrastinate import App

    from scheduler.team.jobs import Key
    from scheduler.team.waiting import Waiting

logger = logging.getLogger(__name__)

_LOOK_EVERY = 1.0
#: Where no post waits, what dead workers left of finished jobs is cleared away so often, in looks.
_SELDOM = 60
_KEPT_AT_ONCE = 64

_VOUCH = f"SELECT pg_advisory_lock({CREW}, %s::int)"
_NUMBER = "(worker_id & 2147483647)"
_STRANDED = (
    "SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND NOT EXISTS"  # noqa: S608 - constants
    f" (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2"
    f" AND classid::bigint = {CREW} AND objid::bigint = {_NUMBER}"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
)
_ALIVE = "SELECT args->'posts' FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
_TAKE_BACK = "DELETE FROM procrastinate_jobs WHERE id = ANY(%s) AND status = 'doing' RETURNING args"


class Care:
    """Looks after the queue while posts wait in it.

    `keep` prolongs the leases of posts that wait, each `every` seconds; `is_ours` tells whether this
    daemon leads.
    """

    def __init__(
        self,
        waiting: Waiting,
        *,
        keep: Callable[[Sequence[Key]], int],
        every: float,
        is_ours: Callable[[], bool],
    ) -> None:
        self._keep = keep
        self._every = every
        self._waiting = waiting
        self._is_ours = is_ours
        self._vouched: tuple[object, int] | None = None

    async def vouch(self, wire: psycopg.AsyncConnection[Any], worker: int | None) -> None:
        """Show that a worker of Procrastinate lives, for as long as the connection does."""
        if worker is not None and (wire, worker) != self._vouched:
            await wire.execute(_VOUCH, [worker & 0x7FFFFFFF])
            self._vouched = wire, worker

    async def run(self, app: App, wire: psycopg.AsyncConnection[Any]) -> None:
        """Look again and again; the connection is the one that vouches."""
        suspects: set[int] = set()
        looks = 0
        kept_at = time.monotonic()
        while True:
            if self._is_ours():
                if looks % _SELDOM == 0 or suspects or not self._waiting.is_over:
                    suspects = await self._look(app, wire, suspects)
                    await self._wake(app)
                if self._waiting.is_over:
                    kept_at = time.monotonic()
                elif time.monotonic() - kept_at >= self._every:
                    kept_at = time.monotonic()
                    await self._renew(wire)
                looks += 1
            await asyncio.sleep(_LOOK_EVERY)

    async def _wake(self, app: App) -> None:
        """Wake every worker by an empty job if posts wait: one that began to listen too late may sleep."""
        if await asyncio.get_running_loop().run_in_executor(None, self._waiting.number):
            await app.configure_task(TASK).defer_async(posts=[], due=0.0)

    async def _renew(self, wire: psycopg.AsyncConnection[Any]) -> None:
        """Prolong the leases of posts that wait and have a job; without one they are to be rescued."""
        cursor = await wire.execute(_ALIVE)
        keys = [key for (posts,) in await cursor.fetchall() for key in keys_of(posts)]
        loop = asyncio.get_running_loop()
        for start in range(0, len(keys), _KEPT_AT_ONCE):
            try:
                await loop.run_in_executor(None, self._keep, keys[start : start + _KEPT_AT_ONCE])
            except RoundsError as why:
                logger.warning("leases of waiting posts were not renewed reason=%s", why)

    async def _look(self, app: App, wire: psycopg.AsyncConnection[Any], suspects: set[int]) -> set[int]:
        """Put back what nobody vouched for at two looks: a new worker vouches with its first job."""
        cursor = await wire.execute(_STRANDED)
        stranded = {job for (job,) in await cursor.fetchall()}
        twice = stranded & suspects
        if twice:
            await self._put_back(app, wire, twice)
        return stranded - twice

    async def _put_back(self, app: App, wire: psycopg.AsyncConnection[Any], jobs: set[int]) -> None:
        async with wire.transaction():
            cursor = await wire.execute(_TAKE_BACK, [sorted(jobs)])
            found = [arguments for (arguments,) in await cursor.fetchall()]
            if found:  # as new jobs, for of these the workers are told
                await app.configure_task(TASK, connection=wire).batch_defer_async(*found)
        logger.warning("jobs of a dead worker were put back count=%s", len(found))
