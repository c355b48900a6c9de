"""What the tests of other people's calendar programs need; each is skipped by name where it is not installed.

All of them, on Debian: `make calendar-programs`, which says
`apt-get install calcurse php-cli php-sabre-vobject ruby ruby-icalendar gir1.2-ical-3.0 python3-gi nodejs`,
and puts those from PyPI and npm (Home Assistant's `ical`, vobject, khal, ical.js, node-ical) into
`.make/calendar-peers`; an environment elsewhere is named by `ROUNDS_CALENDAR_PEERS`.
The large ones, which it leaves out: `apt-get install thunderbird xvfb evolution-data-server gir1.2-ecal-2.0
dbus-daemon libkf5calendarcore-dev g++ pkg-config`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.bootstrap import migrate_database, open_app
from scheduler.domain.clock import FrozenClock
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import OPERATOR
from scheduler.settings import Settings
from tests.builders import NOON, ZONE, a_channel
from tests.clients.house import House


@pytest.fixture(scope="session")
def founded_plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a hospital with one channel."""
    folder = tmp_path_factory.mktemp("clients-house")
    settings = Settings(data_dir=folder)
    migrate_database(settings)
    app = open_app(settings, clock=FrozenClock(NOON))
    app.set_up.found(OPERATOR, Organisation(name="Larkspur County Hospital", zone=ZONE))
    app.set_up.add_channel(OPERATOR, a_channel(), credentials={})
    app.close()
    return folder


@pytest.fixture
def house(founded_plan: Path, tmp_path: Path) -> Iterator[House]:
    """A hospital of its own for each test."""
    shutil.copytree(founded_plan, tmp_path / "data")
    clock = FrozenClock(NOON)
    app = open_app(Settings(data_dir=tmp_path / "data"), clock=clock)
    yield House(app, clock)
    app.close()
