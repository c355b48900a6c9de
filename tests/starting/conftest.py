"""A house that was just begun: an organisation, one person who may do everything, nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from scheduler.bootstrap import App, open_app
from scheduler.domain.clock import FrozenClock
from scheduler.domain.people import Actor
from scheduler.settings import Settings
from tests.builders import NOON
from tests.starting.beginning import begin


@dataclass
class New:
    """A new house on a clock that stands still."""

    app: App
    clock: FrozenClock
    folder: Path

    @property
    def head(self) -> Actor:
        """Who sets it up."""
        return Actor.of(self.app.people.find("pam@example.org"), confirmed_at=self.clock.now())


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("begun")
    begin(folder)
    return folder


@pytest.fixture
def new(begun: Path, tmp_path: Path) -> Iterator[New]:
    folder = tmp_path / "data"
    shutil.copytree(begun, folder)
    clock = FrozenClock(NOON)
    made = New(open_app(Settings(data_dir=folder), clock=clock), clock, folder)
    yield made
    made.app.close()
