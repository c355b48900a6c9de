"""An engine runs for months: it holds nothing of what only people's desks need."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from scheduler.bootstrap import App, migrate_database, open_app
from scheduler.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NOT_BY_AN_ENGINE = {
    "PIL",
    "alembic",
    "argon2",
    "cryptography",
    "feedparser",
    "httpx",
    "icalendar",
    "lxml",
    "numpy",
    "openpyxl",
    "reportlab",
    "requests",
    "rich",
    "scheduler.cli.commands",
    "scheduler.desks",
    "scheduler.printing",
    "scheduler.sheets",
    "sqlalchemy.dialects.postgresql",
    "streamlit",
    "tweepy",
    "xlsxwriter",
}
#: Runs the engine until all of it has begun, says what is loaded, and stops it as an administrator would.
_ENGINE = """
import os, signal, sys, threading
from scheduler.cli import main

def tell():
    while not any(each.name == "listener" for each in threading.enumerate()):
        threading.Event().wait(0.05)
    print(*sys.modules, flush=True)
    os.kill(os.getpid(), signal.SIGTERM)

threading.Thread(target=tell, daemon=True).start()
sys.exit(main(["daemon"]))
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings.read(data_dir=tmp_path / "data")
    migrate_database(made)
    return made


@pytest.fixture
def app(settings: Settings) -> Iterator[App]:
    opened = open_app(settings)
    yield opened
    opened.close()


def test_an_engine_with_nothing_to_do_loads_nothing_that_only_people_use(settings: Settings) -> None:
    environment = {"ROUNDS_DATA_DIR": str(settings.data_dir), "ROUNDS_CALENDAR_PORT": "0"}

    said = subprocess.run(
        [sys.executable, "-c", _ENGINE],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )

    loaded = set(said.stdout.split())
    assert "scheduler.daemon" in loaded
    assert loaded & _NOT_BY_AN_ENGINE == set()


def test_every_service_is_there_when_it_is_asked_for(app: App) -> None:
    assert all(getattr(app, each.name) is not None for each in dataclasses.fields(app))


def test_what_is_opened_later_is_opened_once_whoever_asks_first(app: App) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: app.importing, range(16)))

    assert all(each is found[0] for each in found)


def test_a_service_that_does_not_exist_is_not_looked_for(app: App) -> None:
    assert not hasattr(app, "fortune_telling")
    assert "importing" not in vars(app)
