"""Huey on SQLite, forty threads, its workers looking ten to a hundred milliseconds apart."""

from __future__ import annotations

from datetime import UTC, datetime

from huey import SqliteHuey

from benchmarks.delivery_peers import wire

huey = SqliteHuey("posts", filename=str(wire.folder() / "huey.db"), fsync=True, results=False, utc=True)


@huey.task()
def send(uid: str) -> None:
    """Send one post."""
    wire.send(uid)


def prepare() -> None:
    """Nothing: the storage makes its tables itself."""


def add(posts: list[tuple[str, float]]) -> None:
    """Schedule every post."""
    for uid, due in posts:
        send.schedule(args=(uid,), eta=datetime.fromtimestamp(due, UTC))


def work() -> None:
    """Run the consumer until killed."""
    consumer = huey.create_consumer(
        workers=wire.IN_FLIGHT,
        worker_type="thread",
        initial_delay=0.01,
        max_delay=0.1,
        backoff=1.1,
        scheduler_interval=1,
    )
    consumer.run()
