"""A hospital whose people sign in by Larkspur ID, on a clock that tests move."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.bootstrap import open_app
from scheduler.domain.clock import FrozenClock
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.secret import Secret
from scheduler.domain.sign_on import GroupRole
from scheduler.settings import Settings
from tests.builders import NOON
from tests.sign_on.door import Door
from tests.sign_on.hospital import BACK, HOME, Hospital
from tests.sign_on.provider import CLIENT, SECRET, Provider, serving
from tests.sign_on.visitor import Visitor
from tests.ui.house import found
from tests.ui.planner_process import running
from tests.ui_calendar.serving import free_port

#: Who is known to Larkspur ID.
PEOPLE = {
    "n-1": {"name": "Nora Nurse", "email": "nora@example.org", "email_verified": True, "groups": ["editors"]},
    "n-2": {
        "name": "Sam Student",
        "email": "sam@example.org",
        "email_verified": True,
        "groups": ["students"],
    },
}
GROUPS = (
    GroupRole(group="editors", role=Role.EDITOR),
    GroupRole(group="county press", role=Role.PUBLISHER, channel="county-x"),
    GroupRole(group="directors", role=Role.ADMINISTRATOR),
)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("founded")
    found(folder)
    return folder


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOON)


@pytest.fixture
def provider(clock: FrozenClock) -> Iterator[Provider]:
    people = {number: dict(told) for number, told in PEOPLE.items()}
    with serving(Provider(clock.now, BACK, people=people)) as made:
        yield made


@pytest.fixture
def hospital(founded: Path, tmp_path: Path, clock: FrozenClock, provider: Provider) -> Iterator[Hospital]:
    folder = tmp_path / "data"
    shutil.copytree(founded, folder)
    app = open_app(Settings(data_dir=folder, public_url=HOME), clock=clock)
    app.setting_sign_on.change(
        OPERATOR,
        issuer=provider.url,
        client_id=CLIENT,
        secret=Secret(SECRET),
        name="Larkspur ID",
        group_roles=GROUPS,
        makes_accounts=True,
    )
    yield Hospital(app, clock, provider)
    app.close()


@pytest.fixture(scope="module")
def door(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A planner in a process of its own, for providers that run in theirs."""
    folder = tmp_path_factory.mktemp("door") / "data"
    shutil.copytree(founded, folder)
    home = f"http://127.0.0.1:{(port := free_port())}"
    app = open_app(Settings(data_dir=folder, ui_port=port))
    with running(folder, ROUNDS_UI_PORT=str(port)):
        yield Door(home, app)
    app.close()


@pytest.fixture
def visitor(door: Door) -> Iterator[Visitor]:
    with Visitor(door.home) as made:
        yield made
