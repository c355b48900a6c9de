"""Where an attack takes place: databases that are as at the beginning for each sequence, of either kind."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scheduler.domain.people import Person, Role
from scheduler.domain.plan import Channel, Pillar
from scheduler.store.database import Store, open_engine
from tests.builders import NOON, ZONE
from tests.simulation.storage import Database

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tests.postgres import Postgres

CHANNELS = [Channel(name=name, title=name, zone=ZONE) for name in ("main-x", "other-x")]
PILLARS = [Pillar(name="prevention", title="Prevention", target=30)]
PEOPLE = {
    1: Role.AUTHOR,
    2: Role.EDITOR,
    3: Role.PUBLISHER,
    4: Role.PRIVACY_OFFICER,
    5: Role.PRIVACY_OFFICER,
    6: Role.CRISIS_LEAD,
}


def a_person(number: int) -> Person:
    """Return one of `PEOPLE`."""
    mail = f"p{number}@example.org"
    return Person(id=number, name=f"Person {number}", email=mail, roles=(PEOPLE[number],), created_at=NOON)


def a_file() -> tuple[Engine, Path]:
    """Return the one file of SQLite, made as at the beginning, and its folder."""
    database, kept = _the_file()
    kept.backup(database.eye)
    return database.engine, database.folder


@contextmanager
def servers(postgres: Postgres, folder: Path) -> Iterator[Callable[[], tuple[Engine, Path]]]:
    """Yield what gives a new database of this PostgreSQL for each sequence, and takes the one before away."""
    template = postgres.fresh()
    first = open_engine(template)
    with Store(first).write() as unit:
        for channel in CHANNELS:
            unit.plan.add_channel(channel)
        for pillar in PILLARS:
            unit.plan.add_pillar(pillar)
    _settle_in(first)
    first.dispose()
    opened: list[tuple[Engine, str]] = []

    def close() -> None:
        while opened:
            engine, url = opened.pop()
            engine.dispose()
            postgres.drop(url)

    def fresh() -> tuple[Engine, Path]:
        close()
        url = postgres.fresh(like=template)
        opened.append((open_engine(url), url))
        return opened[-1][0], folder

    yield fresh
    close()
    postgres.drop(template)


def _settle_in(engine: Engine) -> None:
    with Store(engine).write() as unit:
        for number in PEOPLE:
            unit.people.add(a_person(number), password_hash="")


@lru_cache(maxsize=1)
def _the_file() -> tuple[Database, Any]:
    """Return the one database, and a copy of it with its people in it and nothing else."""
    database = Database(Path(tempfile.mkdtemp(prefix="attack-")), CHANNELS, PILLARS)
    _settle_in(database.engine)
    return database, database.snapshot()
