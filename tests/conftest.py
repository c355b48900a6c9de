"""What every test may use: a host of feeds, databases of both kinds, and one Chromium.

One, because Playwright allows no second beside it. No test finds the log as another one left it.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, expect, sync_playwright

from tests.feeds.feed_host import Host
from tests.postgres import DURABLE, Postgres, folder_of_programs
from tests.ui_calendar.serving import CHROMIUM_FLAGS, chromium_path

# Laws are tested, not speed: a busy machine must not break them. A test is bound to the profile
# when its file is read, so it is set here, before any of them is.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
#: The sentence model takes two processor seconds to start. Tests that look at what it says ask for it.
os.environ["ROUNDS_SENTENCE_MODEL"] = "no"
#: So does looking at pictures.
os.environ["ROUNDS_LOOK_AT_PICTURES"] = "no"

#: The loggers whose level a command sets, or a test.
LOGGERS = (None, "scheduler", "ui", "feeds", "connectors")


#: What is expected of a page may take so long, in milliseconds: tested is that it comes, not how soon.
_PATIENCE = 60_000
#: Tests here wait for Chromium, calendar programs, servers and other processes, and a machine that stands
#: still for a minute may break one: it gets a second turn, and is then named under RERUN. No test of what
#: is sent, of teams or of crashes gets one: it would hide a race.
WAITS_FOR_PROGRAMS = frozenset(
    {
        *("caldav", "calendar_server", "cli", "clients", "feeds", "newsletters", "secrets"),
        *("services_pictures", "sign_on", "time", "ui", "ui_calendar", "whole"),
    }
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let those that wait for other programs try twice; `-p no:rerunfailures` takes that away."""
    if not config.pluginmanager.hasplugin("rerunfailures"):
        return
    for item in items:
        if item.path.relative_to(Path(__file__).parent).parts[0] in WAITS_FOR_PROGRAMS:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(autouse=True)
def _log_as_it_was() -> Iterator[None]:
    """Give the log its levels back, and take away whoever still writes it down."""
    root, loggers = logging.getLogger(), [logging.getLogger(name) for name in LOGGERS]
    levels, writers = [each.level for each in loggers], root.handlers[:]
    yield
    for each, level in zip(loggers, levels, strict=True):
        each.setLevel(level)
    for writer in root.handlers[:]:
        if writer not in writers:
            root.removeHandler(writer)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium on this machine: install it, or name one in ROUNDS_CHROMIUM")
    with sync_playwright() as playwright:
        expect.set_options(timeout=_PATIENCE)
        browser = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def host() -> Iterator[Host]:
    """A host of feeds on loopback."""
    server = Host()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.closing.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL that does not wait for the disk: for tests that pull no plug."""
    with _a_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def durable_postgres() -> Iterator[Postgres]:
    """A PostgreSQL that keeps what it commits: for tests that kill, and for figures."""
    with _a_postgres(DURABLE) as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a new database, once of each kind; it may have to be migrated."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'rounds.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.fresh()
    yield url
    server.drop(url)


@contextmanager
def _a_postgres(settings: dict[str, str] | None = None) -> Iterator[Postgres]:
    programs = folder_of_programs()
    if programs is None:
        pytest.skip("no PostgreSQL on this machine: install Debian's package “postgresql”")
    with Postgres(programs, settings) as server:
        yield server
