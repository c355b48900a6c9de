"""The doctor compares this machine's clock with the database server's, and asks who keeps it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.clock import SystemClock
from scheduler.services.diagnosing import Diagnosing, Part
from scheduler.services.timekeeping import is_kept_by_a_time_server
from scheduler.settings import Settings
from scheduler.store.database import Store, open_engine
from scheduler.store.schema import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Wrong(SystemClock):
    """A clock that somebody set."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def now(self) -> datetime:
        return super().now() + self._by


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    engine = open_engine(database_url)
    migrate(engine)
    made = Store(engine)
    yield made
    made.close()


def _clock_part(
    store: Store, folder: Path, *, by: timedelta = timedelta(0), is_kept: bool | None = True
) -> Part:
    settings = Settings(data_dir=folder, database_url=store.engine.url.render_as_string(hide_password=False))
    doctor = Diagnosing(store, Wrong(by), settings, is_engine_running=lambda: True, is_kept=lambda: is_kept)
    return next(part for part in doctor.report().parts if part.name == "clock")


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("seconds", "words"), [(90, "90.0 s ahead of"), (-90, "90.0 s behind")])
def test_a_clock_that_is_far_from_the_servers_is_told_with_the_next_step(
    store: Store, tmp_path: Path, seconds: int, words: str
) -> None:
    part = _clock_part(store, tmp_path, by=timedelta(seconds=seconds))

    assert not part.is_well
    assert f"It is {words} the database server's" in part.words
    assert "kept by a time server (NTP)" in part.words
    assert part.facts["ahead_seconds"] == pytest.approx(seconds, abs=1)


def test_a_clock_that_agrees_is_well_and_alone_there_is_none_to_compare_it_with(
    store: Store, tmp_path: Path
) -> None:
    part = _clock_part(store, tmp_path)

    is_alone = store.engine.dialect.name == "sqlite"
    assert part.is_well
    assert ("There is no other clock to compare it with" in part.words) is is_alone
    assert ("It agrees with the database server's" in part.words) is not is_alone


@pytest.mark.parametrize(("is_kept", "is_told"), [(False, True), (True, False), (None, False)])
def test_a_clock_that_no_time_server_keeps_is_told(
    store: Store, tmp_path: Path, *, is_kept: bool | None, is_told: bool
) -> None:
    part = _clock_part(store, tmp_path, is_kept=is_kept)

    assert ("no time server keeps this machine's clock: turn NTP on" in part.words) is is_told
    assert part.facts["is_synchronised"] is is_kept


def test_the_system_is_asked_who_keeps_its_clock_and_nothing_is_changed() -> None:
    assert is_kept_by_a_time_server() in {True, False, None}
