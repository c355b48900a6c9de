"""What the tests of plans from sheets share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from feeds.fetch import Fetcher
from scheduler.domain.clock import FrozenClock
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import Person, Role
from scheduler.services.bringing_pictures import BringingPictures
from scheduler.services.checking import Checking
from scheduler.services.importing import Choices, Import, Importing
from scheduler.services.planning import Planning
from scheduler.services.shelving import Shelf
from scheduler.store.database import Store, open_engine
from scheduler.store.schema import migrate
from tests.builders import NOON, ZONE, a_channel, a_pillar, an_actor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scheduler.domain.people import Actor


@dataclass(frozen=True)
class Office:
    """Where plans come in."""

    store: Store
    planning: Planning
    importing: Importing
    actor: Actor

    def look(self, sheet: str | bytes, **choices: Any) -> Import:
        return self.importing.look(self.actor, _bytes(sheet), name="plan.csv", choices=Choices(**choices))

    def take(self, sheet: str | bytes, **choices: Any) -> Import:
        return self.importing.take(self.actor, _bytes(sheet), name="plan.csv", choices=Choices(**choices))


def _bytes(sheet: str | bytes) -> bytes:
    return sheet.encode() if isinstance(sheet, str) else sheet


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    """A hospital with two channels, at `NOON`, on each database."""
    engine = open_engine(database_url)
    migrate(engine)
    store, clock = Store(engine), FrozenClock(NOON)
    author = an_actor(Role.AUTHOR)
    with store.write() as unit:
        person = Person(name=author.name, email="robin@example.org", roles=(Role.AUTHOR,), created_at=NOON)
        assert unit.people.add(person, password_hash="").id == author.person_id
        unit.plan.set_organisation(
            Organisation(name="Larkspur County Hospital", zone=ZONE, domains=("larkspur.example.org",))
        )
        unit.plan.add_channel(a_channel())
        unit.plan.add_channel(
            a_channel(name="clinic-b", title="Clinic", handle="clinic", zone="Europe/London")
        )
        unit.plan.add_pillar(a_pillar())
    planning, checking = Planning(store, clock, Shelf(tmp_path / "pictures")), Checking(store, clock)
    fetcher = Fetcher(now=clock.now, allow_private=True)
    pictures = BringingPictures(lambda: fetcher)
    importing = Importing(store, clock, planning=planning, checking=checking, pictures=pictures)
    yield Office(store, planning, importing, author)
    store.close()
