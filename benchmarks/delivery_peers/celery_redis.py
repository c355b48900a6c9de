"""Celery with an ETA for each post, on Redis; acknowledged late, prefetch unlimited, forty processes.

`DELIVERY_VARIANT` names the pool: `prefork`, Celery's own choice, or `threads`.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

from celery import Celery

from benchmarks.delivery_peers import wire

POOL = os.environ.get("DELIVERY_VARIANT") or "prefork"
app = Celery("posts", broker=os.environ["DELIVERY_REDIS"])
app.conf.update(
    task_ignore_result=True,
    task_acks_late=True,
    worker_prefetch_multiplier=0,
    worker_enable_remote_control=False,
)


@app.task(name="send")
def send(uid: str) -> None:
    """Send one post."""
    wire.send(uid)


def prepare() -> None:
    """Nothing: Redis was started empty."""


def add(posts: list[tuple[str, float]]) -> None:
    """Put every post on the queue with its time."""
    with app.producer_pool.acquire(block=True) as producer:
        for uid, due in posts:
            send.apply_async((uid,), eta=datetime.fromtimestamp(due, UTC), producer=producer)


def work() -> None:
    """Run one worker until killed."""
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"]
    app.worker_main(["worker", "--pool", POOL, "--concurrency", str(wire.IN_FLIGHT), *quiet])
