"""What the engine takes of memory: a real `rounds daemon` and its calendar server, some time after the start.

Run: python benchmarks/memory.py [--posts 10000] [--seconds 20]

Printed are resident memory (`VmRSS`) and the proportional share (`Pss`), in megabytes of 1,000,000 bytes: of
what the engine is made of, each part loaded on top of those before it in one fresh process; of the engine on
an empty database; with posts of next year stored; and after each of its duties was done, those in processes
of their own counted by themselves. Modules are compiled, as after an installation, whatever the environment
says. It asks no network. Linux only: it reads `/proc`.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.delivery_parts import machine

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[1]
_STARTS_WITHIN = 90.0
_YEAR = 365 * 86_400.0
#: Compiling at each start leaves some 3 MB behind that no installed Rounds has.
_INSTALLED: Final = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

#: Loaded one after the other, in the order in which the engine does.
PARTS: Final = {
    "Python": "",
    "the counting of characters as X does": "import scheduler.application; scheduler.application.warm_up()",
    "Typer and the commands that keep running": "import scheduler.cli.front",
    "Pydantic": "import pydantic, pydantic_settings",
    "SQLAlchemy with SQLModel": "import sqlmodel, sqlalchemy.dialects.sqlite",
    "APScheduler": "import apscheduler.schedulers.background, apscheduler.executors.pool",
    "uvicorn, uvloop, Starlette": "import uvicorn, uvloop, httptools, starlette.applications",
    "our values and tables": "import scheduler.store.database, scheduler.store.tables",
    "the tables bound to classes": "import sqlalchemy.orm; sqlalchemy.orm.configure_mappers()",
    "our guard": "import scheduler.policies.review",
    "our services": "import scheduler.bootstrap",
    "our engine and calendar server": "import scheduler.daemon, scheduler.webcal, scheduler.caldav",
    "what only people's desks need, and no engine loads": "import scheduler.desks, scheduler.cli.commands",
}
#: An engine whose duties all begin at once; those that need a network find none to ask.
_AT_ONCE = """
import dataclasses, datetime, sys
import scheduler.daemon as daemon
from scheduler.cli import main
at_their_time = daemon.duties
def at_once(app, **how):
    duties = at_their_time(app, **how)
    return [dataclasses.replace(each, after=datetime.timedelta(seconds=n)) for n, each in enumerate(duties)]
daemon.duties = at_once
sys.exit(main(["daemon"]))
"""


def main() -> None:
    """Measure, and print."""
    asked = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else "")
    asked.add_argument("--posts", type=int, default=10_000)
    asked.add_argument("--seconds", type=float, default=20.0)
    wanted = asked.parse_args()
    print("loaded in one process, each on top of the last:")
    for name, resident in _parts():
        print(f"  {name:<52} {resident:6.1f} MB")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        _store(place / "empty", 0)
        _store(place / "full", wanted.posts)
        command = ["-m", "scheduler", "daemon"]
        _report("engine, nothing stored", place / "empty", command, wanted.seconds)
        _report(f"engine, {wanted.posts:,} posts of next year", place / "full", command, wanted.seconds)
        _report("the same, after each duty", place / "full", ["-c", _AT_ONCE], 3 * wanted.seconds)


def _parts() -> list[tuple[str, float]]:
    """Return by how much each part made a process grow, in megabytes."""
    steps = "\n".join(
        f"{code}\ngc.collect(); print(open('/proc/self/statm').read().split()[1], flush=True)"
        for code in PARTS.values()
    )
    said = subprocess.run(
        [sys.executable, "-c", f"import gc\n{steps}"],
        cwd=ROOT,
        env=_INSTALLED,
        capture_output=True,
        text=True,
        check=True,
    )
    pages = [int(line) for line in said.stdout.split()]
    grown = [after - before for before, after in zip([0, *pages], pages, strict=False)]
    page = os.sysconf("SC_PAGE_SIZE") / 1e6
    return [(name, page * each) for name, each in zip(PARTS, grown, strict=True)]


def _store(folder: Path, posts: int) -> None:
    """Make the database in a process of its own."""
    code = (
        "import sys, time; from pathlib import Path\n"
        "from benchmarks.delivery_parts import rounds_rows\n"
        "from benchmarks.delivery_parts.rounds_daemon import settings_for\n"
        "app = rounds_rows.create(settings_for(Path(sys.argv[1])))\n"
        "due = time.time() + float(sys.argv[3])\n"
        "rounds_rows.insert_posts(app, [(f'far{n}', due + n) for n in range(int(sys.argv[2]))])\n"
        "app.close()\n"
    )
    subprocess.run([sys.executable, "-c", code, folder, str(posts), str(_YEAR)], cwd=ROOT, check=True)


def _report(what: str, folder: Path, command: list[str], seconds: float) -> None:
    with _running(folder, command) as engine:
        time.sleep(seconds)
        rest = sorted(machine.tree([engine]).keys() - {engine})
        resident, share = _resident(engine), _share(engine)
        print(f"{what + ':':<40} {resident:6.1f} MB resident, {share:6.1f} MB its share")
        for child in rest:
            print(f"{'  and a process of a duty:':<40} {_resident(child):6.1f} MB resident")


@contextmanager
def _running(folder: Path, command: list[str]) -> Iterator[int]:
    """Run an engine, and give its number once its calendar server answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {"ROUNDS_DATA_DIR": str(folder), "ROUNDS_CALENDAR_PORT": str(port)}
    log = folder / "engine.log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env={**_INSTALLED, **environment}, stderr=said
        )
    try:
        _await(process, port, log)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"The engine did not start: {log.read_text('utf-8', 'replace')[-2000:]}")


def _resident(process: int) -> float:
    return machine.resident(process) / 1e6


def _share(process: int) -> float:
    return machine.share(process) / 1e6


if __name__ == "__main__":
    main()
