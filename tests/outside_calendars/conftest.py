from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import SQLModel

import scheduler.store.tables  # noqa: F401 - the tables are known once it is imported
from scheduler.domain.clock import FrozenClock
from scheduler.domain.organisation import Organisation
from scheduler.domain.outside_calendar import NewCalendar, Polled
from scheduler.domain.people import OPERATOR
from scheduler.services.fetching_calendars import CalendarFetch, calendar_fetcher
from scheduler.services.outside_calendars import OutsideCalendars
from scheduler.services.outside_posts import OutsidePosts
from scheduler.services.planning import Planning
from scheduler.services.reading_calendars import CalendarReader
from scheduler.services.sealed_rows import sealed_in
from scheduler.services.sealing import Seal
from scheduler.services.shelving import Shelf
from scheduler.settings import Settings
from scheduler.store.database import Store, open_engine
from tests.builders import NOON, ZONE, a_channel
from tests.curation.conftest import full, house  # noqa: F401 - fixtures of the filler
from tests.feeds.feed_host import Host, Visit


def an_event(*lines: str, uid: str = "walk@example.org", title: str = "Heart walk") -> str:
    """Return an event on the afternoon of 3 December, unless `lines` say when."""
    when = () if any(line.startswith("DTSTART") for line in lines) else ("DTSTART:20261203T200000Z",)
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", *when, *lines, "END:VEVENT"])


def a_calendar(*events: str, head: tuple[str, ...] = ()) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN", *head, *events]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


@dataclass
class Shelved:
    """A calendar on a host, with an ETag that is heeded."""

    body: bytes
    etag: str = '"1"'
    asked: list[dict[str, str]] = field(default_factory=list)

    def __call__(self, visit: Visit) -> None:
        asked = dict(visit.headers.items())
        self.asked.append(asked)
        if asked.get("If-None-Match") == self.etag:
            visit.start(304, {"ETag": self.etag})
            return
        length = str(len(self.body))
        visit.start(200, {"Content-Type": "text/calendar", "Content-Length": length, "ETag": self.etag})
        visit.send(self.body)

    def becomes(self, *events: str) -> None:
        """Hold other events from now on."""
        self.body, self.etag = a_calendar(*events), f'"{len(self.asked) + 2}"'


@dataclass(frozen=True)
class Desk:
    """A database with what reads calendars of others into it."""

    store: Store
    clock: FrozenClock
    seal: Seal
    outside: OutsideCalendars
    posts: OutsidePosts

    def subscribe(self, host: Host, shelved: Shelved, name: str = "Open days", **fields: object) -> Polled:
        address = host.serve("/private-4f9c/basic.ics", shelved)
        return self.outside.add(OPERATOR, NewCalendar.model_validate({"name": name, **fields}), address)

    def titles(self, name: str = "Open days") -> list[str]:
        return [each.title for each in self.outside.events(name)]


def furnish(engine: Engine, folder: Path, reader: CalendarReader, *, seconds: float = 15.0) -> Desk:
    """Return a desk with one organisation and one channel."""
    SQLModel.metadata.create_all(engine)
    store, clock = Store(engine), FrozenClock(NOON)

    def is_in_use() -> bool:
        with store.read() as unit:
            return bool(sealed_in(unit))

    seal = Seal(folder / "keys", clock, is_in_use=is_in_use)
    settings = Settings(data_dir=folder, allow_private_feeds=True)
    fetch = CalendarFetch(lambda: calendar_fetcher(settings, store, clock, seconds=seconds))
    with store.write() as unit:
        unit.plan.set_organisation(Organisation(name="Larkspur", zone=ZONE))
        unit.plan.add_channel(a_channel())
    planning = Planning(store, clock, Shelf(folder / "media"))
    return Desk(
        store,
        clock,
        seal,
        OutsideCalendars(store, clock, seal, fetch, reader=reader, chance=lambda: 0.0),
        OutsidePosts(store, clock, planning),
    )


@pytest.fixture(scope="session")
def reader() -> Iterator[CalendarReader]:
    """One process for all tests, as long as none of them ends it."""
    made = CalendarReader()
    yield made
    made.child.close()


@pytest.fixture
def desk(tmp_path: Path, reader: CalendarReader) -> Iterator[Desk]:
    made = furnish(open_engine(f"sqlite:///{tmp_path / 'rounds.db'}"), tmp_path, reader)
    yield made
    made.store.close()
