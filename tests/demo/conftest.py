"""A demo, made once and copied, and its newsroom on loopback."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from scheduler.bootstrap import App, migrate_database, open_app
from scheduler.demo import DemoAccess, create_demo, newsroom
from scheduler.domain.clock import FrozenClock
from scheduler.settings import Settings
from tests.builders import NOON
from tests.demo.loopback import Loopback

#: Where the model's articles are said to be; nothing listens there.
NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Demo:
    """An application full of demo."""

    app: App
    clock: FrozenClock
    access: DemoAccess


@pytest.fixture(scope="session")
def _model(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, DemoAccess]:
    folder = tmp_path_factory.mktemp("demo") / "data"
    settings = Settings(data_dir=folder)
    migrate_database(settings)
    app = open_app(settings, clock=FrozenClock(NOON))
    access = create_demo(app, newsroom_url=NOWHERE)
    app.close()
    return folder, access


@pytest.fixture
def demo(tmp_path: Path, _model: tuple[Path, DemoAccess]) -> Iterator[Demo]:
    """A demo made at `NOON`."""
    folder, access = _model
    shutil.copytree(folder, tmp_path / "data")
    clock = FrozenClock(NOON)
    app = open_app(Settings(data_dir=tmp_path / "data", allow_private_feeds=True), clock=clock)
    yield Demo(app, clock, access)
    app.close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[App]:
    """An application on an empty database."""
    settings = Settings(data_dir=tmp_path / "new", allow_private_feeds=True)
    migrate_database(settings)
    app = open_app(settings, clock=FrozenClock(NOON))
    yield app
    app.close()


@pytest.fixture(scope="session")
def _polled_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    settings = Settings(data_dir=tmp_path_factory.mktemp("polled") / "data", allow_private_feeds=True)
    migrate_database(settings)
    clock = FrozenClock(NOON)
    app = open_app(settings, clock=clock)
    with Loopback() as server:
        server.serve(newsroom(server.url, clock=clock, anchor=NOON.date()))
        create_demo(app, newsroom_url=server.url)
        app.curating.poll()
    app.close()
    return settings.data_dir


@pytest.fixture
def polled(tmp_path: Path, _polled_model: Path) -> Iterator[App]:
    """A demo whose feeds were fetched over HTTP once."""
    shutil.copytree(_polled_model, tmp_path / "polled")
    app = open_app(Settings(data_dir=tmp_path / "polled"), clock=FrozenClock(NOON))
    yield app
    app.close()


@pytest.fixture
def press() -> Iterator[tuple[str, FrozenClock]]:
    """The newsroom on a port of its own: its address, and its clock."""
    clock = FrozenClock(NOON)
    with Loopback() as server:
        server.serve(newsroom(server.url, clock=clock, anchor=NOON.date()))
        yield server.url, clock
