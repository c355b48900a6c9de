"""Builders and a database for the tests of calendars."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel

import scheduler.store.tables  # noqa: F401 - the tables are known once it is imported
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import Person, Role
from scheduler.domain.plan import Channel, Pillar, wall_clock
from scheduler.domain.post import Post
from scheduler.ical import EventStatus, PlanEvent
from scheduler.store.database import Store, open_engine

AT = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
#: The first person of the database.
SHARER = Person(
    id=1,
    name="Robin Example",
    email="robin@example.org",
    roles=(Role.EDITOR,),
    created_at=AT - timedelta(days=9),
)


@pytest.fixture
def event() -> Callable[..., PlanEvent]:
    """Return a builder of events; what is not given does not matter."""

    def build(**given: Any) -> PlanEvent:
        usual: dict[str, Any] = {
            "uid": "post-1@rounds",
            "revision": 1,
            "title": "[Main] Wash your hands",
            "start": AT,
            "status": EventStatus.CONFIRMED,
            "sequence": 0,
            "created": AT - timedelta(days=3),
            "modified": AT - timedelta(days=1),
            "zone": "Europe/London",
        }
        return PlanEvent(**(usual | given))

    return build


@pytest.fixture
def post() -> Callable[..., Post]:
    """Return a builder of posts; what is not given does not matter."""

    def build(**given: Any) -> Post:
        due = given.get("due", AT)
        zone = given.get("zone", "America/Chicago")
        usual: dict[str, Any] = {
            "uid": f"u-{due:%Y%m%d%H%M}",
            "channel": "main",
            "text": "Wash your hands.",
            "due": due,
            "wall": wall_clock(due, zone),
            "zone": zone,
            "useful_until": due + timedelta(hours=6),
            "created_at": AT - timedelta(days=3),
            "updated_at": AT - timedelta(days=1),
        }
        return Post(**(usual | given))

    return build


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return a database with an organisation, two channels, a pillar and a person."""
    engine = open_engine(f"sqlite:///{tmp_path / 'rounds.db'}")
    SQLModel.metadata.create_all(engine)
    made = Store(engine)
    furnish(made)
    yield made
    made.close()


def furnish(store: Store) -> None:
    """Add an organisation, two channels, a pillar and a person to an empty database."""
    with store.write() as unit:
        unit.plan.set_organisation(Organisation(name="Larkspur County Hospital", zone="America/Chicago"))
        unit.plan.add_channel(Channel(name="main", title="Main account", zone="America/Chicago"))
        unit.plan.add_channel(Channel(name="jobs", title="Careers", zone="America/Chicago"))
        unit.plan.add_pillar(Pillar(name="prevention", title="Prevention", target=40))
        unit.people.add(SHARER, password_hash="")
