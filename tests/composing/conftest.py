"""A small house for composing: one channel, an author, and somebody who approves."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.rehearsal import Account, Rehearsal, RehearsalServer
from scheduler.bootstrap import App, migrate_database, open_app
from scheduler.domain.clock import FrozenClock
from scheduler.domain.people import OPERATOR, Actor, Role
from scheduler.domain.post import Post
from scheduler.services.planning import NewPost
from scheduler.settings import Settings
from tests.builders import ALWAYS_FRESH, NOON, a_channel, x_credentials

AUTHOR = "robin@example.org"


@dataclass
class House:
    """An installation beside a network that runs on this machine."""

    app: App
    clock: FrozenClock
    network: Rehearsal

    @property
    def author(self) -> Actor:
        return Actor.of(self.app.people.find(AUTHOR), confirmed_at=ALWAYS_FRESH)

    @property
    def shelf(self) -> list[str]:
        """The names of what is kept."""
        folder = self.app.settings.media_dir
        return sorted(each.name for each in folder.iterdir()) if folder.exists() else []

    def draft(self, text: str = "Wash your hands.", **fields: Any) -> Post:
        """Write a post that is due in an hour."""
        new = NewPost(channel="main-x", at=NOON + timedelta(hours=1), text=text, **fields)
        return self.app.planning.add(self.author, new)

    def approved(self, post: Post) -> Post:
        """Send a draft to review and approve it."""
        self.app.planning.submit(self.author, post.id)
        return self.app.approving.approve(OPERATOR, post.id)

    def get(self, post: Post) -> Post:
        return self.app.planning.get(post.id)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house made once: to migrate a database takes longer than to copy one."""
    folder = tmp_path_factory.mktemp("composing") / "data"
    settings = Settings.read(data_dir=folder)
    migrate_database(settings)
    app = open_app(settings, clock=FrozenClock(NOON))
    app.set_up.add_channel(OPERATOR, a_channel(), credentials=x_credentials())
    app.people.add(
        OPERATOR, name="Robin Example", email=AUTHOR, roles=[Role.AUTHOR], password="twelve letters and more"
    )
    app.close()
    return folder


@pytest.fixture
def house(founded: Path, tmp_path: Path) -> Iterator[House]:
    shutil.copytree(founded, tmp_path / "data")
    clock = FrozenClock(NOON)
    network = Rehearsal([Account("larkspur", "4201", x_credentials())], now=clock.now)
    with RehearsalServer(network) as server:
        app = open_app(Settings.read(data_dir=tmp_path / "data", x_base_url=server.url), clock=clock)
        yield House(app, clock, network)
        app.close()
