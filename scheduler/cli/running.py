"""`rounds up`, `daemon`, `worker`, `ui` and `network`: what keeps running until it is told to stop."""

from __future__ import annotations

import logging
import os
import runpy
import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer  # noqa: TC002 - every module of commands imports it

from scheduler.cli import call, logs
from scheduler.cli.options import example
from scheduler.domain.errors import EnvironmentProblemError, InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from starlette.routing import Route

    from scheduler.bootstrap import App
    from scheduler.settings import Settings
    from scheduler.webcal import CalendarServer

logger = logging.getLogger(__name__)


def join(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("up", epilog=example("rounds up"))(up)
    app.command("daemon", epilog=example("rounds daemon"))(daemon)
    app.command("worker", epilog=example("rounds worker"))(worker)
    app.command("ui", epilog=example("rounds ui"))(ui)
    app.command("network", epilog=example("rounds network"))(network)


def up() -> None:
    """Start everything: planner, engine, calendar server; with a demo where there is no data yet.

    One Ctrl-C stops all of it.
    """
    from scheduler.cli import starting

    with interrupting() as check:
        ready = starting.prepare(call.settings(), check=check)
        check()
    with stopping() as stop:
        starting.run(ready, stop)


def daemon() -> None:
    """Run the engine and the calendar server, until it is told to stop."""
    _warm_up()
    from scheduler.bootstrap import open_app
    from scheduler.caldav import caldav_routes
    from scheduler.callbacks import websub_route
    from scheduler.cli.errands import Errands
    from scheduler.daemon import Daemon

    logs.begin()
    settings = call.settings()
    app = open_app(settings)
    hubs = [websub_route(app.announcing)] if settings.websub_url else []
    writable = caldav_routes(app.app_passwords, app.plan_calendars, public_url=settings.calendar_url)
    try:
        server = _calendar_server(app, settings, [*hubs, *writable])
        with stopping() as stop:
            engine = Daemon(app, servers=[server], errands=Errands(settings))
            ended_well = engine.run_until(stop)
    finally:
        app.close()
    _check_end(ended_well=ended_well)


def _calendar_server(app: App, settings: Settings, others: Sequence[Route]) -> CalendarServer:
    from scheduler.services.certificates import pair_of
    from scheduler.webcal import CalendarServer, RenewedContext, application

    pair = pair_of(settings.calendar_tls_certificate, settings.calendar_tls_key)
    calendar = application(
        app.calendar_answers,
        app.diagnosing.is_serving,
        app.diagnosing.metrics,
        others=others,
        public_url=settings.calendar_url,
        trusted_proxies=settings.trusted_proxies,
        fetches=settings.calendar_fetches,
    )
    tls = RenewedContext(*pair) if pair else None
    return CalendarServer(calendar, settings.host, settings.calendar_port, tls=tls)


def worker() -> None:
    """Only send: help the daemons that share a PostgreSQL, until it is told to stop."""
    _warm_up()
    from scheduler.bootstrap import open_app
    from scheduler.daemon import Daemon

    logs.begin()
    app = open_app(call.settings())
    try:
        if not app.is_team:
            raise InvalidInputError(
                "A worker helps daemons on other machines, and those share a PostgreSQL. "
                "Name it in ROUNDS_DATABASE_URL, or run “rounds daemon” alone."
            )
        with stopping() as stop:
            ended_well = Daemon(app, only_sends=True).run_until(stop)
    finally:
        app.close()
    _check_end(ended_well=ended_well)


def _warm_up() -> None:
    from scheduler.application import warm_up

    warm_up()


def ui() -> None:
    """Run the planner alone; the engine runs in “rounds daemon”."""
    folder = call.current().data_dir
    if folder is not None:
        os.environ["ROUNDS_DATA_DIR"] = str(folder)
    sys.argv = ["ui"]
    runpy.run_module("ui", run_name="__main__", alter_sys=True)


def network() -> None:
    """Run the rehearsal network alone: a network on this machine that takes posts as X does."""
    from scheduler.cli import staging

    logs.begin()
    with staging.rehearsal_network(call.settings()) as server, stopping() as stop:
        logger.info("rehearsal network started", extra={"address": server.url})
        stop.wait()
    logger.info("rehearsal network stopped")


def _check_end(*, ended_well: bool) -> None:
    if not ended_well:
        raise EnvironmentProblemError("The engine stopped by itself; its log says why. Start it again.")


@contextmanager
def interrupting() -> Iterator[Callable[[], None]]:
    """Let Ctrl-C end what is inside, and give a check that raises it again.

    An interrupt that arrives while a library's own callback runs is swallowed there; the check,
    called between steps, makes up for it.
    """
    asked = threading.Event()

    def ask(_signal: int, _frame: object) -> None:
        asked.set()
        raise KeyboardInterrupt

    def check() -> None:
        if asked.is_set():
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield check
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """Give an event that Ctrl-C and SIGTERM set; a second Ctrl-C interrupts at once."""
    stop = threading.Event()

    def ask(_signal: int, _frame: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    before = {name: signal.signal(name, ask) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for name, action in before.items():
            signal.signal(name, action)
