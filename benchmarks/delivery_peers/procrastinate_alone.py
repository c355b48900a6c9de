"""Procrastinate on PostgreSQL, one worker with forty tasks; `DELIVERY_VARIANT` is its poll in seconds."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import procrastinate

from benchmarks.delivery_peers import wire

if TYPE_CHECKING:
    from collections.abc import Iterator

POLL = float(os.environ.get("DELIVERY_VARIANT") or 5.0)
#: Added side by side; the adding is not what is measured.
TOGETHER = 8
app = procrastinate.App(
    connector=procrastinate.PsycopgConnector(
        conninfo=os.environ["DELIVERY_DATABASE"], min_size=4, max_size=20
    )
)


@app.task(name="send")
async def send(uid: str) -> None:
    """Send one post."""
    await wire.send_async(uid)


def prepare() -> None:
    """Make its tables."""
    asyncio.run(_prepare())


def add(posts: list[tuple[str, float]]) -> None:
    """Defer every post to its time."""
    asyncio.run(_add(posts))


def work() -> None:
    """Run one worker until killed."""
    asyncio.run(_work())


async def _prepare() -> None:
    async with app.open_async():
        await app.schema_manager.apply_schema_async()


async def _add(posts: list[tuple[str, float]]) -> None:
    waiting = iter(posts)
    async with app.open_async():
        await asyncio.gather(*(_defer_each(waiting) for _ in range(TOGETHER)))


async def _defer_each(waiting: Iterator[tuple[str, float]]) -> None:
    for uid, due in waiting:
        await send.configure(schedule_at=datetime.fromtimestamp(due, UTC)).defer_async(uid=uid)


async def _work() -> None:
    async with app.open_async():
        await app.run_worker_async(
            concurrency=wire.IN_FLIGHT, fetch_job_polling_interval=POLL, delete_jobs="never"
        )
