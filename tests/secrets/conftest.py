"""A house with one channel whose sign-in runs out, and the rehearsal network it is signed in to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest

from connectors.rehearsal import Account, App, Rehearsal, RehearsalServer
from scheduler.bootstrap import App as House
from scheduler.bootstrap import migrate_database, open_app
from scheduler.domain.clock import FrozenClock
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import OPERATOR
from scheduler.domain.secret import Credentials
from scheduler.services.planning import NewPost
from scheduler.settings import Settings
from tests.builders import NOON, ZONE, a_channel, x_credentials

BACK = "http://127.0.0.1:8504/connected"
CLIENT = App("rounds", (BACK,), secret="planted-client-secret")
#: What the account was given long ago; nothing of it may be seen anywhere.
TOKENS = {
    "client_id": "rounds",
    "client_secret": "planted-client-secret",
    "access_token": "planted-access-token",
    "refresh_token": "planted-refresh-token",
}


@dataclass(frozen=True)
class Town:
    """The network, and houses on one data folder or database."""

    network: Rehearsal
    server: RehearsalServer
    settings: Settings
    clock: FrozenClock

    def house(self) -> House:
        """Open the application once more, as another process would."""
        return open_app(self.settings, clock=self.clock)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOON)


@pytest.fixture
def network(clock: FrozenClock) -> Rehearsal:
    accounts = [Account("larkspur", "4201", TOKENS), Account("other", "4202", x_credentials("4202"))]
    return Rehearsal(accounts, now=clock.now, apps=[CLIENT])


@pytest.fixture
def server(network: Rehearsal) -> Iterator[RehearsalServer]:
    with RehearsalServer(network) as running:
        yield running


@pytest.fixture
def settings(tmp_path: Path, server: RehearsalServer) -> Settings:
    return Settings(data_dir=tmp_path / "data", x_base_url=server.url, send_timeout=5, settle_seconds=1)


@pytest.fixture
def town(network: Rehearsal, server: RehearsalServer, settings: Settings, clock: FrozenClock) -> Town:
    """A town whose house is connected as @larkspur."""
    return settled(Town(network, server, settings, clock))


def settled(town: Town) -> Town:
    """Set up the database of `town` and connect its one channel."""
    migrate_database(town.settings)
    house = town.house()
    house.set_up.found(OPERATOR, Organisation(name="Larkspur County Hospital", zone=ZONE))
    house.set_up.add_channel(OPERATOR, a_channel(), credentials=Credentials(TOKENS))
    house.close()
    return town


def scheduled(house: House, due: datetime) -> int:
    """Approve a post for `due` and return its number."""
    post = house.planning.add(OPERATOR, NewPost(channel="main-x", at=due, text="Wash your hands."))
    house.planning.submit(OPERATOR, post.id)
    house.approving.approve(OPERATOR, post.id)
    return post.id


@pytest.fixture
def house(town: Town) -> Iterator[House]:
    opened = town.house()
    yield opened
    opened.close()


@pytest.fixture
def town_on(
    network: Rehearsal, server: RehearsalServer, settings: Settings, clock: FrozenClock, database_url: str
) -> Town:
    """A town on SQLite, and another on PostgreSQL."""
    there = settings.model_copy(update={"database_url": database_url})
    return settled(replace(Town(network, server, settings, clock), settings=there))
