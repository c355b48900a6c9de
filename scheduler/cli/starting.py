"""The story of `rounds up`: database, demo, ports, parts, addresses, and the end of all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.bootstrap import migrate_database
from scheduler.cli import demonstrating, output
from scheduler.cli.ports import PORTS, with_free_ports
from scheduler.cli.staging import is_rehearsed, opened
from scheduler.cli.supervising import Part, Supervisor

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from scheduler.settings import Settings


def prepare(settings: Settings, *, check: Callable[[], None] = lambda: None) -> Settings:
    """Bring the data to a state in which all parts can start; return the settings they start with.

    May be interrupted at any moment: the ports are looked at first, the demo is made whole or not at all.
    `check` is called before each step; what it raises ends the preparation like an interrupt.
    """
    with output.status() as say:

        def tell(words: str) -> None:
            check()
            say(words)

        tell("Looking at the database ...")
        ready = with_free_ports(settings)
        migrate_database(ready)
        with opened(ready) as app:
            organisation = app.set_up.organisation()
        if organisation is None and not ready.database_url:
            demonstrating.create(ready, tell=tell)
        return demonstrating.settings_of_demo(ready)


def run(ready: Settings, stop: threading.Event) -> None:
    """Start every part, say where it is, and keep it running until `stop` is set."""
    supervisor = Supervisor(parts_of(ready), tell=output.note)
    try:
        supervisor.start()
        with output.status() as tell:
            tell("Starting planner, engine and calendar server ...")
            words = _welcome(ready)
            supervisor.wait(stop)
        if not stop.is_set():
            output.say(words)
        supervisor.watch(stop)
    finally:
        output.note("Stopping ...")
        supervisor.stop()
    output.note("Everything has stopped.")


def parts_of(settings: Settings) -> list[Part]:
    """Return what runs: engine with calendar server, planner, and the network where it is a rehearsed one."""
    logs = settings.data_dir / "logs"
    environment, here = _environment(settings), f"http://{settings.host}"

    def part(name: str, address: str, *command: str) -> Part:
        health = f"{address}/healthz"
        log = logs / f"{command[-1]}.log"
        return Part(name=name, command=command, health=health, log=log, environment=environment)

    parts = [
        part("planner", f"{here}:{settings.ui_port}", "ui"),
        part("engine", settings.calendar_server, "scheduler", "daemon"),
    ]
    if is_rehearsed(settings):
        parts.insert(
            0, part("rehearsal network", f"{here}:{settings.rehearsal_port}", "scheduler", "network")
        )
    return parts


def _environment(settings: Settings) -> dict[str, str]:
    """Return the settings that were found out here, for the parts to start with."""
    told = {field: getattr(settings, field) for field in PORTS}
    told |= {"data_dir": settings.data_dir.absolute(), "x_base_url": settings.x_base_url}
    return {f"ROUNDS_{name.upper()}": str(value) for name, value in told.items()}


def _welcome(settings: Settings) -> str:
    """Return what stands on the terminal once everything answers."""
    with opened(settings) as app:
        organisation = app.set_up.organisation()
    lines = [
        f"\n{organisation.name if organisation else 'Rounds'} is running.\n",
        f"  Planner            {settings.planner_url}",
        f"  Calendar server    {settings.calendar_url}",
    ]
    if is_rehearsed(settings):
        lines.append(f"  Rehearsal network  {settings.x_base_url}")
    access = demonstrating.sign_in_of_demo(settings)
    if organisation is None:
        lines.append("\n  There is no organisation yet. In another terminal: rounds init")
    if access is not None:
        lines += [f"\n  Sign in as         {access[0]}", f"  with the password  {access[1]}"]
    return "\n".join([*lines, "\nCtrl-C stops everything."])
