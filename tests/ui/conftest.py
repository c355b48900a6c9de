"""A house for each test, copied from one that is founded once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page
from streamlit.components.v2 import manifest_scanner

from scheduler.bootstrap import App, open_app
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import PostState
from scheduler.settings import Settings
from tests.ui.browsed import DESK, PATIENCE, PHONE, signed_in
from tests.ui.house import House, found
from tests.ui.planner_process import running
from ui.components.calendar import build

#: What somebody may still cancel.
_OPEN: Final = (PostState.PROPOSED, PostState.DRAFT, PostState.IN_REVIEW, PostState.SCHEDULED, PostState.HELD)
#: What was planned before a test's first turn.
_PLANNED: Final = pytest.StashKey[frozenset[int]]()


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("founded")
    found(folder)
    return folder


@pytest.fixture
def house(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A hospital with two channels, a pillar, a slot and five people, on a quiet Tuesday morning."""
    # Streamlit reads the metadata of every installed package for each page that is drawn; ours are not there.
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", list)
    made = House.copied(founded, tmp_path / "data")
    yield made
    made.app.close()


@pytest.fixture(scope="module")
def folder(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a planner that really runs, for all tests of one module."""
    made = tmp_path_factory.mktemp("browsed") / "data"
    shutil.copytree(founded, made)
    return made


@pytest.fixture(scope="module")
def app(folder: Path) -> Iterator[App]:
    made = open_app(Settings(data_dir=folder))
    yield made
    made.close()


@pytest.fixture(scope="module")
def port(folder: Path) -> Iterator[int]:
    """Where that planner listens."""
    with running(folder) as found:
        yield found


@pytest.fixture(scope="module")
def address(port: int) -> str:
    return f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def calendar_bundle() -> None:
    """Leave out what needs the calendar where its browser half was not built."""
    if not list((build.FRONTEND / "build").glob("calendar-*.js")):
        pytest.skip("the calendar's bundle is not built: run `make up`")


@pytest.fixture
def desk(chromium: Browser, address: str) -> Iterator[Page]:
    """The planner on a wide light screen."""
    faults: list[str] = []
    made = signed_in(chromium, address, faults, DESK)
    yield made
    made.context.close()
    assert faults == []


@pytest.fixture(autouse=True)
def _first_turn_undone(request: pytest.FixtureRequest) -> None:
    """Take away what the first turn of a test left in the plan: a month shows few posts of one day."""
    app = request.getfixturevalue("app") if "app" in request.fixturenames else None
    if isinstance(app, App):
        planned = frozenset(post.id for post in app.planning.in_state(*_OPEN))
        for left in planned - request.node.stash.setdefault(_PLANNED, planned):
            app.planning.cancel(OPERATOR, left)


@pytest.fixture(params=["desk", "phone"])
def page(chromium: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The planner on a wide light screen, then on a narrow dark one."""
    faults: list[str] = []
    size, scheme = (DESK, "light") if request.param == "desk" else (PHONE, "dark")
    made = signed_in(chromium, address, faults, size, scheme)
    made.set_default_timeout(PATIENCE)
    yield made
    made.context.close()
    assert faults == []
