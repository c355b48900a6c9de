"""A demo that moves, and empty houses to move into."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler.bootstrap import App, migrate_database, open_app
from scheduler.demo import create_demo
from scheduler.domain.clock import FrozenClock
from scheduler.domain.people import OPERATOR
from scheduler.settings import Settings
from tests.builders import NOON
from tests.engine.paper import Paper

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Where the demo's articles are said to be; nothing listens there.
NOWHERE = "http://127.0.0.1:9"
#: When the house moves.
MOVES_AT = NOON + timedelta(hours=3)


@pytest.fixture(scope="session")
def _model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo and what it was exported to, made once."""
    folder = tmp_path_factory.mktemp("moving") / "data"
    settings = Settings(data_dir=folder)
    migrate_database(settings)
    app = open_app(settings, clock=FrozenClock(NOON))
    create_demo(app, newsroom_url=NOWHERE, password="a-password-of-the-demo")
    app.close()
    return folder


@pytest.fixture
def old(tmp_path: Path, _model: Path) -> Iterator[App]:
    """A house full of demo."""
    shutil.copytree(_model, tmp_path / "old")
    app = open_app(Settings(data_dir=tmp_path / "old"), clock=FrozenClock(MOVES_AT))
    yield app
    app.close()


@pytest.fixture(scope="session")
def account_file(tmp_path_factory: pytest.TempPathFactory, _model: Path) -> Path:
    """The demo's account file, never changed."""
    folder = tmp_path_factory.mktemp("account")
    shutil.copytree(_model, folder / "data")
    app = open_app(Settings(data_dir=folder / "data"), clock=FrozenClock(MOVES_AT))
    app.moving_house.export(OPERATOR, folder / "rounds.zip")
    app.close()
    return folder / "rounds.zip"


@pytest.fixture
def network() -> Paper:
    """The network that every channel of the new house is connected to."""
    return Paper(FrozenClock(MOVES_AT))


@pytest.fixture
def new(tmp_path: Path, database_url: str, network: Paper) -> Iterator[App]:
    """An empty house, on each database."""
    settings = Settings(data_dir=tmp_path / "new", database_url=database_url)
    migrate_database(settings)
    app = open_app(settings, clock=network.clock, connectors=lambda _: network)
    yield app
    app.close()


@pytest.fixture(scope="session")
def _model_empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty house, made once: to migrate a database takes longer than to copy one."""
    folder = tmp_path_factory.mktemp("empty") / "data"
    migrate_database(Settings(data_dir=folder))
    return folder


@pytest.fixture
def empty(tmp_path: Path, _model_empty: Path) -> Iterator[App]:
    """An empty house on SQLite."""
    shutil.copytree(_model_empty, tmp_path / "empty")
    app = open_app(Settings(data_dir=tmp_path / "empty"), clock=FrozenClock(MOVES_AT))
    yield app
    app.close()
