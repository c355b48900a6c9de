"""What the tests of curation share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path

import pytest
from sqlmodel import SQLModel

import scheduler.store.tables  # noqa: F401 - the tables are known once it is imported
from scheduler.domain.clock import FrozenClock
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import OPERATOR
from scheduler.services.approving import Approving
from scheduler.services.checking import Checking
from scheduler.services.curating import Curating
from scheduler.services.filling import Filling
from scheduler.services.granting import Granting
from scheduler.services.placing import Placing
from scheduler.services.planning import Planning
from scheduler.services.polling import Polling
from scheduler.services.reconsidering import Reconsidering
from scheduler.services.shelving import Shelf
from scheduler.services.surveying import Desk
from scheduler.settings import Settings
from scheduler.store.database import Store, open_engine
from tests.builders import NOON, ZONE, a_channel, a_pillar, a_slot
from tests.curation.asking import polling_by_name
from tests.curation.house import House, a_source, an_item


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
    granting = Granting(clock, checking.review_post, checking.mark)
    desk, placing = Desk(curating, checking), Placing(clock, planning, granting)
    filling = Filling(store, clock, desk, placing)
    reconsidering = Reconsidering(store, clock, desk, placing)
    approving = Approving(store, clock, granting)
    yield House(store, clock, curating, planning, checking, filling, reconsidering, approving)
    store.close()


@pytest.fixture
def polling(house: House) -> Polling:
    """A poller for which every name is this machine."""
    return polling_by_name(house)


@pytest.fixture
def full(house: House) -> House:
    """A week of gaps, one a day at ten, and more items than gaps from three sources."""
    with house.store.write() as unit:
        for weekday in range(7):
            unit.plan.add_slot(a_slot(weekday=weekday, wall=time(10)))
    for name in ("county", "state", "journal"):
        house.curating.add(OPERATOR, a_source(name=name, owner=f"The {name}"))
    house.keep(
        *(
            an_item(
                number,
                source=("county", "state", "journal")[number % 3],
                title=f"{('Flu clinic', 'A new study')[number % 2]} of kind {number} in town",
                published=NOON - timedelta(hours=number),
            )
            for number in range(1, 21)
        )
    )
    return house
