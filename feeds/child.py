"""A process of one's own for work that may not end, may crash, or takes memory that is to come back.

It is a fresh interpreter, started at the first question and kept while there are questions: no fork, so no
lock of another thread is copied, and none of this process's secrets, since its environment is not passed on.
What runs in it is a module that calls `feeds.frames.serve`.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
import weakref
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from feeds.frames import read_frame, write_frame

if TYPE_CHECKING:
    from collections.abc import Mapping

_log = logging.getLogger(__name__)

#: A cold interpreter on a busy machine; not part of the time that a question may take.
_START_SECONDS: Final = 60.0
#: How many times as long as the processor's time the clock's may be, on a busy machine.
_TURNS: Final = 4
#: What is missing to a whole turn is waiting for the first bytes.
_NEARLY: Final = 0.9
#: How a process ended that `feeds.frames.serve` ended in time, where nobody came to do it.
_BY_ITS_OWN_ALARM: Final = -signal.SIGALRM if hasattr(signal, "SIGALRM") else None
_PASSED_ON: Final = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP")


class ChildEndedError(Exception):
    """The process ended before it answered."""

    def __init__(self, *, timed_out: bool) -> None:
        super().__init__("It took too long." if timed_out else "It ended by itself.")
        #: Was it ended because it took too long?
        self.timed_out = timed_out


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a question may cost."""

    #: Of the processor's time; by the clock four times as many.
    seconds: float
    #: Of address space, where the system knows such a bound (not on Windows or macOS).
    memory_bytes: int
    #: The process ends when it was asked nothing for so long.
    idle_seconds: float = 60.0
    environment: Mapping[str, str] = field(default_factory=dict)


class Child:
    """A process that runs `module`; may be used from any thread, which take turns.

    A question that goes beyond the bounds costs only itself: the process is killed, and the next question
    finds a new one. It ends with `close`, with this object, and with this program, however that ends.
    """

    def __init__(self, module: str, bounds: Bounds) -> None:
        self._module = module
        self._bounds = bounds
        self._lock = threading.Lock()
        self._used = 0.0
        self._end: weakref.finalize[..., Any] | None = None
        #: What runs now; `None` before the first question and after the last one.
        self.process: subprocess.Popen[bytes] | None = None

    def ask(self, *frames: bytes) -> bytes:
        """Return the answer to a question; raises `ChildEndedError` where none came."""
        with self._lock:
            process = self._running()
            patience = _Patience(process, self._bounds.seconds)
            try:
                with patience:
                    for frame in frames:
                        write_frame(pipe(process.stdin), frame)
                    return read_frame(pipe(process.stdout))
            except (EOFError, OSError) as error:
                self._discard()
                too_long = patience.ended or process.returncode == _BY_ITS_OWN_ALARM
                raise ChildEndedError(timed_out=too_long) from error
            finally:
                self._used = time.monotonic()

    def close(self) -> None:
        """End the process; a later question starts a new one."""
        with self._lock:
            self._discard()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is None or self.process.poll() is not None:
            self._discard()
            self.process = self._started()
        return self.process

    def _started(self) -> subprocess.Popen[bytes]:
        bounds = self._bounds
        arguments = ("-P", "-m", self._module, str(bounds.memory_bytes), str(bounds.seconds * (_TURNS + 1)))
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback would show texts
            env={**_environment(), **bounds.environment},
        )
        ended = threading.Event()
        self._end = weakref.finalize(self, _end, process, ended)
        self._used = time.monotonic()
        watched = (weakref.ref(self), ended, bounds.idle_seconds)
        threading.Thread(target=_end_when_idle, args=watched, name="idleness", daemon=True).start()
        try:
            with _Patience(process, _START_SECONDS):
                read_frame(pipe(process.stdout))
        except EOFError as error:
            self._discard()
            raise RuntimeError(f"a process did not start; run `python -m {self._module} 0 0`") from error
        return process

    def _discard(self) -> None:
        self.process = None
        if self._end is not None:
            self._end()
        self._end = None

    def end_if_idle(self) -> float:
        """End the process if it is idle; return in how many seconds to look again."""
        if not self._lock.acquire(blocking=False):
            return self._bounds.idle_seconds
        try:
            left = self._used + self._bounds.idle_seconds - time.monotonic()
            if left <= 0:
                self._discard()
            return max(left, 0.0)
        finally:
            self._lock.release()


def _end_when_idle(of: weakref.ref[Child], ended: threading.Event, seconds: float) -> None:
    """Watch over one process until it has ended; a child that nobody has any more ends its own."""
    while not ended.wait(seconds):
        child = of()
        if child is None:
            return
        seconds = child.end_if_idle()
        del child


class _Patience:
    """Kills a process when the block takes too long, which ends every wait on its pipes.

    Too long is `seconds` of the processor's time, so that a busy machine spoils nothing; in any case it is
    four times as long by the clock. Where a system does not tell the former, the clock alone counts.
    """

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self._process = process
        self._seconds = seconds
        self._before = _processor_seconds(process.pid)
        self._done = threading.Event()
        self._watch = threading.Thread(target=self._wait, name="patience", daemon=True)
        self.ended = False

    def _wait(self) -> None:
        for _ in range(_TURNS):
            if self._done.wait(self._seconds):
                return
            now = _processor_seconds(self._process.pid)
            if self._before is None or now is None or now - self._before >= self._seconds * _NEARLY:
                break
        if not self._done.is_set():
            self.ended = True
            self._process.kill()

    def __enter__(self) -> Self:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._watch.join()


def _processor_seconds(pid: int) -> float | None:
    """Return how long a process was at work, `None` where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, AttributeError):
        return None


def pipe(stream: Any) -> Any:
    """Return a pipe that is there; a process without one has ended."""
    if stream is None:
        raise EOFError
    return stream


def _end(process: subprocess.Popen[bytes], ended: threading.Event) -> None:
    """Kill a process, wait for it, and close its pipes."""
    ended.set()
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        try:
            pipe(stream).close()
        except (EOFError, OSError):
            _log.debug("pipe was closed already")


def _environment() -> dict[str, str]:
    """Return what the process needs to find this package and its libraries, and nothing else."""
    home = str(Path(__file__).resolve().parent.parent)
    known = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return known | {"PYTHONPATH": os.pathsep.join([home, *filter(None, sys.path)])}
