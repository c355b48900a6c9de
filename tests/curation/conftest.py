"""What the tests of curation share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import SQLModel

import scheduler.store.tables  # noqa: F401 - the tables are known once it is imported
from scheduler.domain.clock import FrozenClock
from scheduler.domain.organisation import Organisation
from scheduler.services.checking import Checking
from scheduler.services.curating import Curating
from scheduler.services.filling import Filling
from scheduler.services.planning import Planning
from scheduler.services.polling import Polling
from scheduler.services.shelving import Shelf
from scheduler.settings import Settings
from scheduler.store.database import Store, open_engine
from tests.builders import NOON, ZONE, a_channel, a_pillar
from tests.curation.asking import polling_by_name
from tests.curation.house import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A hospital with one channel and two pillars, at `NOON`."""
    engine = open_engine(f"sqlite:///{tmp_path / 'rounds.db'}")
    SQLModel.metadata.create_all(engine)
    store, clock = Store(engine), FrozenClock(NOON)
    with store.write() as unit:
        unit.plan.set_organisation(
            Organisation(name="Larkspur County Hospital", zone=ZONE, domains=("larkspur.example.org",))
        )
        unit.plan.add_channel(a_channel())
        unit.plan.add_pillar(a_pillar(target=60, words=("flu", "vaccin*", "clinic")))
        unit.plan.add_pillar(a_pillar(name="science", title="The science", target=40, words=("study",)))
    checking = Checking(store, clock)
    planning = Planning(store, clock, Shelf(tmp_path / "pictures"))
    curating = Curating(store, clock, Settings(data_dir=tmp_path, allow_private_feeds=True))
    filling = Filling(store, clock, curating=curating, planning=planning, checking=checking)
    yield House(store, clock, curating, planning, checking, filling)
    store.close()


@pytest.fixture
def polling(house: House) -> Polling:
    """A poller for which every name is this machine."""
    return polling_by_name(house)
