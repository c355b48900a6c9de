"""Duties in processes of their own: done, told of when they fail, and ended with the engine."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.bootstrap import migrate_database, open_app
from scheduler.cli.errands import ErrandFailedError, Errands
from scheduler.daemon import Daemon
from scheduler.domain.people import OPERATOR
from scheduler.settings import Settings
from tests.builders import a_pillar
from tests.curation.house import a_source, an_item

PATIENCE = 60.0


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(data_dir=tmp_path, senders=1)
    migrate_database(made)
    return made


class Noted:
    """Errands that are only noted."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.is_over = False
        self.has_filled = threading.Event()

    def run(self, name: str) -> None:
        self.names.append(name)
        if name == "fill":
            self.has_filled.set()

    def stop(self) -> None:
        self.is_over = True


def test_an_errand_does_a_duty_in_a_process_of_its_own(settings: Settings) -> None:
    app = open_app(settings)
    app.set_up.add_pillar(OPERATOR, a_pillar())
    app.curating.add(OPERATOR, a_source())
    with app._store.write() as unit:
        number = unit.items.put(an_item(1, story=0, first_seen=app.clock.now(), published=None)).id

    Errands(settings).run("understand")

    assert app.curating.item(number).story == number
    app.close()


def test_an_errand_that_fails_says_so(settings: Settings) -> None:
    with pytest.raises(ErrandFailedError, match="“dance” ended with code 1"):
        Errands(settings).run("dance")


def test_an_errand_that_never_ends_is_ended(settings: Settings) -> None:
    with pytest.raises(ErrandFailedError, match="took too long and was ended"):
        Errands(settings, seconds=0.01).run("understand")


def test_no_errand_outlives_the_engine(settings: Settings) -> None:
    errands = Errands(settings)
    ran = threading.Thread(target=errands.run, args=("understand",))
    ran.start()

    errands.stop()

    ran.join(PATIENCE)
    assert not ran.is_alive()
    errands.run("dance")  # nothing is begun any more, so nothing fails


def test_the_engine_sends_out_what_reckons_and_does_the_rest_itself(settings: Settings) -> None:
    app, noted = open_app(settings), Noted()
    daemon = Daemon(app, errands=noted, fill_after=timedelta(0))

    daemon.start()
    assert noted.has_filled.wait(PATIENCE)
    daemon.stop()

    assert set(noted.names) <= {"fill", "heed", "understand"}
    assert noted.is_over
    app.close()
