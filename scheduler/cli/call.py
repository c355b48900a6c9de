"""How this one command was called, and what it therefore stands on: settings, application, who acts."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scheduler.bootstrap import App
    from scheduler.domain.people import Actor
    from scheduler.settings import Settings


@dataclass
class Call:
    """What stood before the command, and whether it asked for JSON."""

    data_dir: Path | None = None
    #: Mail address of the person who acts; empty means the operator.
    acts_as: str = ""
    wants_json: bool = False


@dataclass(frozen=True)
class Desk:
    """What a command works with."""

    app: App
    actor: Actor


_call: ContextVar[Call] = ContextVar("call")


def begin() -> None:
    """Forget how the last command was called; one process may run several, as tests do."""
    _call.set(Call())


def current() -> Call:
    """Return how this command was called."""
    return _call.get()


def settings() -> Settings:
    """Read the settings; raises `InvalidInputError` with a sentence that names the wrong one."""
    from scheduler.settings import Settings

    folder = current().data_dir
    try:
        return Settings.read(**({"data_dir": folder} if folder else {}))
    except ValueError as why:
        raise InvalidInputError(str(why)) from why


@contextmanager
def desk() -> Iterator[Desk]:
    """Open the application for one command, as the person that `--as` names or the operator."""
    from scheduler.bootstrap import open_app

    app = open_app(settings())
    try:
        yield Desk(app, _actor(app))
    finally:
        app.close()


def _actor(app: App) -> Actor:
    from scheduler.domain.people import OPERATOR, Actor

    address = current().acts_as
    return Actor.of(app.people.find(address), confirmed_at=app.clock.now()) if address else OPERATOR
