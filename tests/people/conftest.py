"""Accounts on a database of their own, with hashes that cost next to nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from scheduler.bootstrap import App, migrate_database, open_app
from scheduler.domain.clock import FrozenClock
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import OPERATOR, Actor, Person, Role
from scheduler.services.passwords import Passwords
from scheduler.services.signing_in import SigningIn
from scheduler.settings import Settings
from tests.builders import NOON, ZONE, a_channel

WORDS = "twelve letters and more"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class Town:
    """A hospital with two channels, and its people."""

    app: App
    clock: FrozenClock
    people: SigningIn

    def person(
        self, short: str, *roles: Role, by: Actor = OPERATOR, on: dict[str, tuple[Role, ...]] | None = None
    ) -> Person:
        """Add somebody whose password is `WORDS`."""
        return self.people.add(
            by,
            name=f"{short.title()} Example",
            email=f"{short}@example.org",
            roles=roles,
            channel_roles=on or {},
            password=WORDS,
        )

    def session(self, short: str) -> str:
        """Sign somebody in."""
        token = self.people.sign_in(f"{short}@example.org", WORDS)
        assert token is not None
        return token

    def actor(self, token: str) -> Actor:
        """Return who has a session, as the next click sees them."""
        found = self.people.actor_of(token)
        assert found is not None
        return found

    def deeds(self, person: Person) -> list[str]:
        """Return what the record tells of somebody, oldest first."""
        with self.app._store.read() as unit:
            lines = unit.audit.recent(subject=f"person:{person.id}")
        return [line.action for line in reversed(lines)]


@pytest.fixture(scope="session")
def founded_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    settings = Settings(data_dir=folder)
    migrate_database(settings)
    app = open_app(settings, clock=FrozenClock(NOON))
    app.set_up.found(OPERATOR, Organisation(name="Larkspur County Hospital", zone=ZONE))
    for name in ("main-x", "county-x"):
        app.set_up.add_channel(OPERATOR, a_channel(name=name), credentials={})
    app.close()
    return folder


@pytest.fixture
def town(founded_town: Path, tmp_path: Path) -> Iterator[Town]:
    shutil.copytree(founded_town, tmp_path / "data")
    clock = FrozenClock(NOON)
    app = open_app(Settings(data_dir=tmp_path / "data"), clock=clock)
    people = SigningIn(
        app._store, clock, app.second_factors, grave_idle=timedelta(minutes=15), passwords=Passwords(CHEAP)
    )
    yield Town(app, clock, people)
    app.close()
