"""Duties of the engine in processes of their own: `python -m scheduler.cli.errands NAME` does one.

Guarantees: an errand ends with the engine, however that ends, and after a quarter of an hour at the latest;
what it did not do is done the next time, since every duty may be broken off anywhere.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Final

from scheduler.domain.errors import EnvironmentProblemError

if TYPE_CHECKING:
    from scheduler.settings import Settings

_LONGEST: Final = 900.0


class ErrandFailedError(EnvironmentProblemError):
    """A duty was not done, or not to its end."""


class Errands:
    """Runs errands for one engine. May be used from many threads."""

    def __init__(self, settings: Settings, *, seconds: float = _LONGEST) -> None:
        self._environment = {"ROUNDS_DATA_DIR": str(settings.data_dir.absolute())}
        self._seconds = seconds
        self._under_way: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._is_over = False

    def run(self, name: str) -> None:
        """Do one duty and return when it is done; raises `ErrandFailedError` where that went wrong."""
        process = self._begun(name)
        if process is None:
            return
        try:
            code = process.wait(self._seconds)
        except subprocess.TimeoutExpired as why:
            raise ErrandFailedError(
                f"“{name}” took too long and was ended. It is done the next time."
            ) from why
        finally:
            self._end(process)
        if code and not self._is_over:
            raise ErrandFailedError(f"“{name}” ended with code {code}. It is done the next time.")

    def stop(self) -> None:
        """End what is under way, and begin nothing more."""
        with self._lock:
            self._is_over = True
            for process in self._under_way:
                process.kill()

    def _begun(self, name: str) -> subprocess.Popen[bytes] | None:
        command = [sys.executable, "-m", "scheduler.cli.child", __name__, name]
        with self._lock:
            if self._is_over:
                return None
            process = subprocess.Popen(  # noqa: S603 - our own module
                command,
                stdin=subprocess.PIPE,  # the errand ends when it is closed
                stdout=subprocess.DEVNULL,
                env={**os.environ, **self._environment},
            )
            self._under_way.add(process)
        return process

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        with self._lock:
            self._under_way.discard(process)
        process.kill()
        process.wait()
        if process.stdin is not None:
            process.stdin.close()


def main() -> None:
    """Do the duty that is named; whatever goes wrong stands on standard error, where the engine's log is."""
    from scheduler.bootstrap import open_app
    from scheduler.cli import logs
    from scheduler.duties import duties
    from scheduler.settings import Settings

    logs.begin()
    app = open_app(Settings.read())
    try:
        named = {duty.name: duty for duty in duties(app) if duty.is_apart}
        named[sys.argv[1]].job()
    finally:
        app.close()


if __name__ == "__main__":
    main()
