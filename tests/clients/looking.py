"""Programs that subscribe for themselves: started once, asked again and again what they show."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.clients.programs import PATIENCE, READERS, Event, debian_python, succeeds

_HOMES = ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")
_EVOLUTION = "import gi; gi.require_version('ECal', '2.0'); gi.require_version('EDataServer', '1.2')"


@dataclass(frozen=True)
class Subscriber:
    """A program that fetches a calendar itself."""

    name: str
    install: str
    reader: Sequence[object]

    def is_here(self) -> bool:
        """Is it installed?"""
        if self.name == "Thunderbird":
            return shutil.which("thunderbird") is not None
        registry = Path("/usr/libexec/evolution-source-registry")
        return registry.exists() and succeeds((debian_python(), "-c", _EVOLUTION))


THUNDERBIRD = Subscriber(
    "Thunderbird",
    "apt-get install thunderbird",
    [debian_python(), READERS / "thunderbird.py", "thunderbird", "{folder}"],
)
EVOLUTION = Subscriber(
    "Evolution",
    "apt-get install evolution-data-server gir1.2-ecal-2.0 python3-gi dbus-daemon",
    ["dbus-run-session", "--", debian_python(), READERS / "evolution.py"],
)
SUBSCRIBERS = [THUNDERBIRD, EVOLUTION]


class Window:
    """A program that runs."""

    def __init__(self, running: subprocess.Popen[str], said: Path) -> None:
        self._running = running
        self._said = said
        self._looked = False

    def look(self) -> list[Event]:
        """Return what it shows now; from the second time on it asks for the calendar again."""
        assert self._running.stdin is not None
        assert self._running.stdout is not None
        if self._looked:
            self._running.stdin.write("again\n")
            self._running.stdin.flush()
        self._looked = True
        line = self._running.stdout.readline()
        assert line, self._said.read_text(errors="replace")[-3000:]
        seen: list[Event] = json.loads(line)
        return seen


@contextmanager
def subscribed(program: Subscriber, url: str, folder: Path) -> Iterator[Window]:
    """Start a program that subscribes to `url`; it and all it started end with the block."""
    said, own = folder / "said", {name: folder / name.lower() for name in _HOMES}
    for each in (folder, *own.values(), folder / "profile"):
        each.mkdir(mode=0o700)
    command = [str(each).format(folder=folder / "profile") for each in (*program.reader, url)]
    environment = {name: str(each) for name, each in own.items()}
    with said.open("w") as errors:
        running = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
            env={"PATH": os.environ["PATH"], "TZ": "UTC", "GSETTINGS_BACKEND": "memory", **environment},
        )
    bound = threading.Timer(PATIENCE, _end, [running])
    bound.start()
    try:
        with running:
            yield Window(running, said)
            running.communicate(timeout=PATIENCE)
    finally:
        bound.cancel()
        _end(running)


def _end(running: subprocess.Popen[str]) -> None:
    """End a program and what it started: they are a group of their own."""
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
