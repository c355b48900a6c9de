"""One date job of APScheduler 3 for each post, in its SQLAlchemy store on SQLite, as its guide shows.

`DELIVERY_VARIANT` is empty; `tuned`: no misfire grace, forty threads, SQLite in WAL mode, where a power
cut may take the last commits back; or `durable`: the same with every commit on the disk.
"""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import create_engine, event

from benchmarks.delivery_peers import wire

VARIANT = os.environ.get("DELIVERY_VARIANT", "")
SYNCHRONOUS = {"tuned": "NORMAL", "durable": "FULL"}


def prepare() -> None:
    """Nothing: the store makes its table itself."""


def add(posts: list[tuple[str, float]]) -> None:
    """Add one job for each post. The scheduler is paused: only one process may run on a store."""
    scheduler = _scheduler()
    scheduler.start(paused=True)
    for uid, due in posts:
        scheduler.add_job(wire.send, "date", run_date=datetime.fromtimestamp(due, UTC), args=[uid], id=uid)
    scheduler.shutdown()


def work() -> None:
    """Run the jobs until killed."""
    _scheduler().start()
    threading.Event().wait()


def _scheduler() -> BackgroundScheduler:
    engine = create_engine(f"sqlite:///{wire.folder() / 'jobs.db'}")
    if VARIANT:
        event.listen(engine, "connect", _tune)
    return BackgroundScheduler(
        jobstores={"default": SQLAlchemyJobStore(engine=engine)},
        executors={"default": ThreadPoolExecutor(wire.IN_FLIGHT if VARIANT else 10)},
        job_defaults={"misfire_grace_time": None} if VARIANT else {},
        timezone=UTC,
    )


def _tune(connection, _entry) -> None:  # noqa: ANN001 - a driver's connection
    for pragma in ("journal_mode=WAL", f"synchronous={SYNCHRONOUS[VARIANT]}", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")
