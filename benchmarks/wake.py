"""How soon the engine acts on a change made by another program.

Starts the real engine as a process of its own over SQLite and the rehearsal network, moves an approved
post to "now" again and again, and measures from the return of the move to the engine's claim and to
the network's acceptance. Run: python benchmarks/wake.py [moves]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from connectors.rehearsal import Account, Rehearsal, RehearsalServer
from scheduler.bootstrap import App, migrate_database, open_app
from scheduler.domain.people import OPERATOR
from scheduler.domain.plan import Channel
from scheduler.domain.post import PostState
from scheduler.services.planning import NewPost
from scheduler.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = {
    "consumer_key": "key",
    "consumer_secret": "key secret",
    "access_token": "token",
    "access_token_secret": "token secret",
}


@contextmanager
def engine(settings: Settings) -> Iterator[None]:
    """Run `rounds daemon` until the block ends."""
    given = {
        "ROUNDS_DATA_DIR": str(settings.data_dir),
        "ROUNDS_X_BASE_URL": settings.x_base_url,
        "ROUNDS_CALENDAR_PORT": "0",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "scheduler", "daemon"],
        env={**os.environ, **given},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def approved(app: App, text: str) -> int:
    """Return a post that is approved and due in two hours."""
    at = datetime.now(UTC) + timedelta(hours=2)
    post = app.planning.add(OPERATOR, NewPost(channel="main-x", at=at, text=text))
    app.planning.submit(OPERATOR, post.id)
    app.approving.approve(OPERATOR, post.id)
    return post.id


def measure(app: App, text: str) -> tuple[float, float]:
    """Move one post to now; return seconds to the claim and to the receipt, by the database's own times."""
    post_id = approved(app, text)
    app.planning.move(OPERATOR, post_id, datetime.now(UTC))
    moved_at = datetime.now(UTC)
    tick = threading.Event()
    deadline = time.monotonic() + 10
    while app.planning.get(post_id).state is not PostState.PUBLISHED and time.monotonic() < deadline:
        tick.wait(0.005)
    [attempt] = app.planning.history(post_id).attempts
    finished = attempt.finished_at or datetime.now(UTC)
    return (attempt.started_at - moved_at).total_seconds(), (finished - moved_at).total_seconds()


def main(moves: int) -> None:
    """Print the distribution in milliseconds."""
    with (
        tempfile.TemporaryDirectory() as folder,
        RehearsalServer(Rehearsal([Account("larkspur", "42", KEYS)])) as server,
    ):
        settings = Settings.read(data_dir=Path(folder), x_base_url=server.url)
        migrate_database(settings)
        app = open_app(settings)
        app.set_up.add_channel(
            OPERATOR, Channel(name="main-x", title="Main", zone="America/Chicago"), credentials=KEYS
        )
        with engine(settings):
            measure(app, "Warm up")
            times = [measure(app, f"Move number {number}") for number in range(moves)]
        app.close()
    for name, values in (("acted on", [t[0] for t in times]), ("accepted", [t[1] for t in times])):
        ordered = sorted(1000 * value for value in values)
        p99 = ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))]
        median = statistics.median(ordered)
        print(f"{name:9} after the move: p50 {median:6.1f} ms  p99 {p99:6.1f} ms  max {ordered[-1]:6.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
