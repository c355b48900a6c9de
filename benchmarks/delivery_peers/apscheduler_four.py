"""The alpha of APScheduler 4: one schedule for each post, on PostgreSQL."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime

from apscheduler import AsyncScheduler, TaskDefaults
from apscheduler.datastores.sqlalchemy import SQLAlchemyDataStore
from apscheduler.eventbrokers.psycopg import PsycopgEventBroker
from apscheduler.triggers.date import DateTrigger
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.delivery_peers import wire

DATABASE = os.environ["DELIVERY_DATABASE"]


async def send(uid: str) -> None:
    """Send one post."""
    await wire.send_async(uid)


def prepare() -> None:
    """Nothing: the store makes its tables itself."""


def add(posts: list[tuple[str, float]]) -> None:
    """Add one schedule for each post."""
    asyncio.run(_add(posts))


def work() -> None:
    """Run the scheduler until killed."""
    asyncio.run(_work())


async def _add(posts: list[tuple[str, float]]) -> None:
    async with _scheduler() as scheduler:
        for uid, due in posts:
            at = DateTrigger(datetime.fromtimestamp(due, UTC))
            await scheduler.add_schedule(send, at, id=uid, args=[uid])


async def _work() -> None:
    async with _scheduler() as scheduler:
        await scheduler.run_until_stopped()


def _scheduler() -> AsyncScheduler:
    engine = create_async_engine(DATABASE.replace("postgresql:", "postgresql+asyncpg:"), pool_size=10)
    # Whoever adds sets the task up too, so that both must say how many may run at once.
    return AsyncScheduler(
        SQLAlchemyDataStore(engine),
        PsycopgEventBroker(DATABASE),
        max_concurrent_jobs=wire.IN_FLIGHT,
        task_defaults=TaskDefaults(max_running_jobs=wire.IN_FLIGHT),
    )
