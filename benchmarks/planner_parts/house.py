"""What the planner's benchmark measures: a store of many posts, and the planner's process over it."""

from __future__ import annotations

import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from benchmarks.delivery_parts import machine, rounds_rows
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.plan import Slot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.bootstrap import App
    from scheduler.settings import Settings

CHANNELS: Final = 4
#: Posts of a year, and how many days of the plan are to come.
A_YEAR: Final = 10_000
_AHEAD: Final = 305
SENTENCE: Final = "Nothing but this."
MAIL: Final = "pam@example.org"
PASSWORD: Final = "twelve letters and more"  # noqa: S105 - of nobody


def filled(settings: Settings, posts: int) -> App:
    """Have as many posts, ten thousand a year until ten months from now, at the hours when people post.

    So a month in sight holds as many however large the store is.
    """
    app = rounds_rows.create(settings, channels=CHANNELS)
    app.people.add(
        OPERATOR,
        name="Pam Publisher",
        email=MAIL,
        roles=(Role.PUBLISHER, Role.ADMINISTRATOR),
        password=PASSWORD,
    )
    for channel in range(CHANNELS):
        for weekday in range(7):
            for hour in (9, 15):
                wall = datetime(2000, 1, 1, hour, tzinfo=UTC).time()
                app.set_up.add_slot(
                    OPERATOR,
                    Slot(channel=f"channel-{channel}", weekday=weekday, wall=wall, zone=rounds_rows.ZONE),
                )
    chance, today = random.Random(7), datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    gone_by = max(60, 365 * posts // A_YEAR - _AHEAD)
    dues = (
        today + timedelta(days=chance.randrange(-gone_by, _AHEAD), minutes=chance.randrange(13 * 60, 23 * 60))
        for _ in range(posts)
    )
    rounds_rows.insert_posts(app, ((f"made-{number}", due.timestamp()) for number, due in enumerate(dues)))
    with app._store.write() as unit:  # noqa: SLF001 - in bulk, as no service writes
        gone = text("UPDATE post SET state = 'published' WHERE due < :now")
        unit._transaction.connection.execute(gone, {"now": time.time_ns() // 1_000})  # noqa: SLF001
    return app


@contextmanager
def planner(folder: Path) -> Iterator[tuple[str, int]]:
    """Run the planner over a folder; yield its address and its process."""
    told = {**os.environ, "ROUNDS_DATA_DIR": str(folder), "ROUNDS_UI_PORT": "0"}
    with (folder / "planner.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "ui"], env=told, stdout=subprocess.PIPE, stderr=log, text=True
        )
        assert process.stdout is not None  # noqa: S101
        where = re.search(r"http://\S+", process.stdout.readline())
        if where is None:
            sys.exit(f"The planner did not start: {(folder / 'planner.log').read_text('utf-8')}")
        try:
            yield where[0], process.pid
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


@contextmanager
def bare_streamlit() -> Iterator[str]:
    """Serve a page of Streamlit's that shows `SENTENCE` and nothing else; yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "bare.py"
        script.write_text(f"import streamlit as st\n\nst.write({SENTENCE!r})\n", "utf-8")
        told = ["--server.port", str(port), "--server.headless", "true", "--server.fileWatcherType", "none"]
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "streamlit",
                "run",
                *told,
                "--browser.gatherUsageStats",
                "false",
                str(script),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
            process.wait(timeout=30)


def megabytes(pid: int) -> float:
    """Return the resident memory of a process, in megabytes of 1,000,000 bytes."""
    return machine.resident(pid) / 1e6
