"""Keeps the parts of Rounds running, each in a process of its own; knows nothing of what they do.

Guarantees: a part that died is started again, later each time; after `stop` no process is left;
if the supervisor itself is killed, the parts end by themselves (`child.py`).
"""

from __future__ import annotations

import http.client
import os
import signal
import ssl
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

from scheduler.domain.errors import EnvironmentProblemError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_LOOK_EVERY = 0.1
_PATIENCE = 90.0
#: Seconds a part has to stop by itself.
_GRACE = 5.0
_MOST_RESTARTS = 5
_LONGEST_WAIT = 30.0
#: A part that ran so long was well: its restarts count from the beginning again.
_WELL_AFTER = 60.0
_LOG_BYTES = 5_000_000
_OK = 200


@dataclass(frozen=True)
class Part:
    """What is run, and how one sees that it answers."""

    name: str
    #: Module and arguments.
    command: tuple[str, ...]
    #: Answers 200 when the part is ready.
    health: str
    log: Path
    environment: Mapping[str, str]


class PartFailedError(EnvironmentProblemError):
    """A part could not start, or died too often."""


class Supervisor:
    """Runs parts until told to stop. `tell` hears what a person should know."""

    def __init__(self, parts: Sequence[Part], *, tell: Callable[[str], None]) -> None:
        self._children = [_Child(part) for part in parts]
        self._tell = tell

    def start(self) -> None:
        """Start all parts; they need a while until they answer."""
        for child in self._children:
            child.start()

    def wait(self, stop: threading.Event) -> None:
        """Return when each part answers, or `stop` is set; raises `PartFailedError`."""
        deadline = time.monotonic() + _PATIENCE
        waiting = list(self._children)
        while waiting and not stop.wait(_LOOK_EVERY):
            waiting = [child for child in waiting if not child.answers()]
            for child in waiting:
                child.check_starting(is_late=time.monotonic() > deadline)

    def watch(self, stop: threading.Event) -> None:
        """Start again what dies, until `stop` is set; raises `PartFailedError` for one that keeps dying."""
        while not stop.wait(_LOOK_EVERY):
            for child in self._children:
                child.keep_alive(self._tell)

    def stop(self) -> None:
        """Ask every part to stop, and end those that have not within a few seconds."""
        for child in self._children:
            child.ask_to_stop()
        deadline = time.monotonic() + _GRACE
        for child in self._children:
            child.end(within=deadline - time.monotonic())


class _Child:
    """One part and its process."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._start_again_at: float | None = None
        self._restarts = 0

    def start(self) -> None:
        self._start_again_at = None
        self._started_at = time.monotonic()
        command = [sys.executable, "-m", "scheduler.cli.child", *self._part.command]
        with _log(self._part.log) as log:
            # In a session of its own: Ctrl-C reaches the supervisor alone, which stops all in order.
            self._process = subprocess.Popen(  # noqa: S603 - our own modules
                command,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env={**os.environ, **self._part.environment},
                start_new_session=True,
            )

    def answers(self) -> bool:
        return get(self._part.health) == _OK

    def check_starting(self, *, is_late: bool) -> None:
        code = self._code()
        if code is None and not is_late:
            return
        what = "did not answer in time" if code is None else f"ended with code {code}"
        raise PartFailedError(
            f"The {self._part.name} {what}. {self._last_words()} Its log is {self._part.log}."
        )

    def keep_alive(self, tell: Callable[[str], None]) -> None:
        now, code = time.monotonic(), self._code()
        if code is None:
            return
        if self._start_again_at is None:
            self._plan_restart(now, code, tell)
        elif now >= self._start_again_at:
            self.start()

    def ask_to_stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def end(self, *, within: float) -> None:
        """Wait for the end, then end whatever is left of it, its own children included."""
        if self._process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=max(within, 0.1))
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()

    def _plan_restart(self, now: float, code: int, tell: Callable[[str], None]) -> None:
        if now - self._started_at > _WELL_AFTER:
            self._restarts = 0
        self._restarts += 1
        name = self._part.name
        if self._restarts > _MOST_RESTARTS:
            raise PartFailedError(
                f"The {name} ended {self._restarts} times in a row, so everything stops. "
                f"{self._last_words()} Its log is {self._part.log}."
            )
        wait = min(2.0 ** (self._restarts - 1), _LONGEST_WAIT)
        tell(f"The {name} ended with code {code}; it is started again in {wait:.0f} s.")
        self._start_again_at = now + wait

    def _code(self) -> int | None:
        return None if self._process is None else self._process.poll()

    def _last_words(self) -> str:
        with suppress(OSError):
            lines = self._part.log.read_text("utf-8", errors="replace").strip().splitlines()
            return lines[-1] if lines else ""
        return ""


def get(url: str) -> int:
    """Return the status that `url` answers with, 0 where nobody does; no proxy is asked.

    Over HTTPS any certificate will do: the part is ours, and its certificate names another host.
    """
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=2)
    if parts.scheme == "https":
        anybody = ssl._create_unverified_context()  # noqa: S323, SLF001 - see above
        connection = http.client.HTTPSConnection(parts.hostname or "", parts.port, timeout=2, context=anybody)
    try:
        connection.request("GET", parts.path or "/")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def _log(path: Path) -> BinaryIO:
    """Open a log to write at its end; a large one is put aside first, over the last such."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > _LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")
