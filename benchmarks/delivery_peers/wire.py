"""The network of the measurement: takes a message in 20 ms and writes down when its sending began.

Every system sends through here, each process into a ledger file of its own, so that what counts is
the same for all. A message that was begun counts as accepted: it may be there.
"""

from __future__ import annotations

import asyncio
import functools
import os
import time
from pathlib import Path

SECONDS = 0.020
IN_FLIGHT = 40


def folder() -> Path:
    """Return where this measurement keeps its files."""
    return Path(os.environ["DELIVERY_FOLDER"])


def send(uid: str) -> None:
    """Send the message called `uid`, waiting as one waits for a network."""
    _write_down(uid)
    time.sleep(SECONDS)


async def send_async(uid: str) -> None:
    """Send the message called `uid`, without holding up the loop."""
    _write_down(uid)
    await asyncio.sleep(SECONDS)


def _write_down(uid: str) -> None:
    os.write(_ledger(os.getpid()), f"{uid} {time.time():.6f}\n".encode())


@functools.cache
def _ledger(process: int) -> int:
    """Open a process's own ledger; a forked child must not write into its parent's."""
    path = folder() / f"ledger.{process}"
    return os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o644)
