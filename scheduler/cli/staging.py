"""The network on this machine that takes posts as X does, and the demo's newsroom beside it.

Both are loaded only where they run: `rounds up` itself needs neither, and should start at once.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scheduler.bootstrap import open_app
from scheduler.domain.errors import PortTakenError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp

    from connectors.rehearsal import Account, RehearsalServer
    from scheduler.bootstrap import App
    from scheduler.domain.plan import Channel
    from scheduler.settings import Settings

#: Where the newsroom stands on the network's server.
NEWSROOM = "/newsroom"
_LOCAL = {"127.0.0.1", "localhost", "::1"}


@contextmanager
def opened(settings: Settings) -> Iterator[App]:
    """Open the application, and close it in the end."""
    app = open_app(settings)
    try:
        yield app
    finally:
        app.close()


def base_url(settings: Settings) -> str:
    """Return the address of the network on this machine."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.rehearsal_port}"


def is_rehearsed(settings: Settings) -> bool:
    """Do posts go to the network that runs on this machine?"""
    target = urlsplit(settings.x_base_url)
    return target.port == settings.rehearsal_port and target.hostname in {settings.host, *_LOCAL}


def accounts_of(app: App) -> list[Account]:
    """Return an account on the rehearsal network for each connected channel, opened by the same keys."""
    found = [(each, app.connecting.credentials(each.name).reveal()) for each in app.set_up.channels()]
    return [_account(number, *each) for number, each in enumerate(found, start=1) if each[1]]


def _account(number: int, channel: Channel, keys: dict[str, str]) -> Account:
    from connectors.rehearsal import Account

    told = keys["access_token"].partition("-")[0]  # X's tokens begin with the account's number
    return Account(
        handle=channel.handle.lstrip("@") or channel.name,
        user_id=told if told.isdecimal() else str(number),
        credentials=keys,
        name=channel.title,
        zone=channel.zone,
    )


@contextmanager
def rehearsal_network(settings: Settings) -> Iterator[RehearsalServer]:
    """Run the rehearsal network at its port, with the demo's newsroom beside it; it remembers its posts."""
    from connectors.rehearsal import PortInUseError, Rehearsal, RehearsalServer

    with opened(settings) as app:
        accounts, mounts = accounts_of(app), _mounts(app)
    network = Rehearsal(accounts, journal=settings.data_dir / "rehearsal.jsonl")
    try:
        server = RehearsalServer(network, host=settings.host, port=settings.rehearsal_port, mounts=mounts)
    except PortInUseError as why:
        raise PortTakenError(why.port, "rehearsal network", "ROUNDS_REHEARSAL_PORT") from why
    with server:
        yield server


def _mounts(app: App) -> dict[str, ASGIApp]:
    organisation = app.set_up.organisation()
    if organisation is None or not organisation.is_demo:
        return {}
    from scheduler.demo import demo_day, newsroom

    address = f"{base_url(app.settings)}{NEWSROOM}"
    return {NEWSROOM: newsroom(address, clock=app.clock, anchor=demo_day(app))}
