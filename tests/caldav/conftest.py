"""A house with two channels and three people, and its calendar server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import httpx
import pytest
from argon2 import PasswordHasher
from defusedxml.ElementTree import fromstring

from scheduler.bootstrap import App, migrate_database, open_app
from scheduler.caldav import caldav_routes
from scheduler.domain.clock import FrozenClock
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import OPERATOR, Actor, Person, Role
from scheduler.domain.post import Post
from scheduler.domain.record import Detail
from scheduler.services.passwords import Passwords
from scheduler.services.signing_in import SigningIn
from scheduler.settings import Settings
from scheduler.webcal import CalendarServer, application
from tests.builders import NOON, ZONE, a_channel, a_pillar, a_post

PASSWORD = "twelve letters and more"
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_NOW = NOON - timedelta(days=1)


@dataclass
class House:
    """A hospital, its people, and what their calendar programs know."""

    app: App
    clock: FrozenClock
    people: SigningIn

    def person(self, short: str, *roles: Role, on: dict[str, tuple[Role, ...]] | None = None) -> Person:
        """Add somebody."""
        return self.people.add(
            OPERATOR,
            name=f"{short.title()} Example",
            email=f"{short}@example.org",
            roles=roles,
            channel_roles=on or {},
            password=PASSWORD,
        )

    def actor(self, person: Person) -> Actor:
        """Return somebody who has just proved who they are."""
        return Actor.of(person, confirmed_at=self.clock.now())

    def secret(self, person: Person, *, detail: Detail = Detail.TITLES) -> str:
        """Make an app password."""
        return self.app.app_passwords.make(self.actor(person), "Telephone", detail=detail)[1]

    def post(self, **fields: Any) -> Post:
        """Keep a post."""
        with self.app._store.write() as unit:
            return unit.posts.add(a_post(**fields))

    def now_is(self, post: Post) -> Post:
        """Return a post as it stands now."""
        return self.app.planning.get(post.id)

    def deeds(self, subject: str) -> list[tuple[str, str]]:
        """Return who did what to something, oldest first."""
        with self.app._store.read() as unit:
            lines = unit.audit.recent(subject=subject)
        return [(line.actor, line.action) for line in reversed(lines)]


@pytest.fixture(scope="session")
def founded_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("caldav-house")
    settings = Settings(data_dir=folder)
    migrate_database(settings)
    app = open_app(settings, clock=FrozenClock(_NOW))
    app.set_up.found(OPERATOR, Organisation(name="Larkspur County Hospital", zone=ZONE))
    app.set_up.add_channel(OPERATOR, a_channel(), credentials={})
    app.set_up.add_channel(OPERATOR, a_channel(name="jobs-x", title="Careers"), credentials={})
    app.set_up.add_pillar(OPERATOR, a_pillar(title="Prevention"))
    app.close()
    return folder


@pytest.fixture
def house(founded_house: Path, tmp_path: Path) -> Iterator[House]:
    shutil.copytree(founded_house, tmp_path / "data")
    clock = FrozenClock(_NOW)
    app = open_app(Settings(data_dir=tmp_path / "data"), clock=clock)
    yield House(app, clock, SigningIn(app._store, clock, app.second_factors, passwords=Passwords(_CHEAP)))
    app.close()


class Program:
    """A calendar program of one person: asks over a real connection and hides nothing of the answers."""

    def __init__(self, url: str, person: Person, secret: str) -> None:
        self.home = f"/caldav/calendars/{person.id}/"
        self.http = httpx.Client(base_url=url, auth=(person.email, secret), timeout=60, trust_env=False)

    def ask(self, method: str, path: str, body: str | bytes = "", **headers: str) -> httpx.Response:
        """Ask one thing."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.request(method, path, content=body, headers=named)

    def found(self, path: str, *names: str, depth: str = "0") -> dict[str, dict[str, Element]]:
        """Return the properties that are there, by address and name."""
        asked = "".join(f"<{name}/>" for name in names)
        body = f"<D:propfind {SPACES}><D:prop>{asked}</D:prop></D:propfind>"
        return told(self.ask("PROPFIND", path, body, Depth=depth))

    def entry(self, post: Post, calendar: str = "main-x") -> str:
        """Return the address of a post."""
        return f"{self.home}{calendar}/{post.uid}.ics"

    def synchronise(
        self, token: str = "", calendar: str = "main-x"
    ) -> tuple[dict[str, dict[str, Element]], str]:
        """Return what changed since a token, and the next one."""
        body = (
            f"<D:sync-collection {SPACES}><D:sync-token>{token}</D:sync-token><D:sync-level>1</D:sync-level>"
            "<D:prop><D:getetag/></D:prop></D:sync-collection>"
        )
        answer = self.ask("REPORT", f"{self.home}{calendar}/", body)
        return told(answer), fromstring(answer.content).findtext("{DAV:}sync-token") or ""

    def put(
        self, post: Post, start: str, *, more: str = "", tag: str | None = None, **headers: str
    ) -> httpx.Response:
        """Write a post with another DTSTART."""
        named = {"If-Match": tag} if tag else {}
        return self.ask(
            "PUT", self.entry(post), document(f"post-{post.uid}@rounds", start, more), **headers, **named
        )


SPACES = (
    'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/" '
    'xmlns:A="http://apple.com/ns/ical/"'
)


def document(uid: str, start: str, more: str = "") -> str:
    """Return an event as a program writes it; `start` with its parameters, e.g. `:20261201T150000Z`."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTART{start}",
        *more.split("\n"),
    ]
    return "\r\n".join([*filter(None, lines), "END:VEVENT", "END:VCALENDAR", ""])


def told(answer: httpx.Response) -> dict[str, dict[str, Element]]:
    """Return what a multistatus tells, by address and name; nothing for what is gone."""
    assert answer.status_code == 207, answer.text
    found: dict[str, dict[str, Element]] = {}
    for each in fromstring(answer.content).iter("{DAV:}response"):
        kept = found.setdefault(each.findtext("{DAV:}href") or "", {})
        for part in each.iter("{DAV:}propstat"):
            if "200" in (part.findtext("{DAV:}status") or ""):
                kept |= {value.tag.rpartition("}")[2]: value for value in part.find("{DAV:}prop") or []}
    return found


def words(answer: httpx.Response) -> str:
    """Return what a refusal says to a person."""
    return fromstring(answer.content).findtext("{urn:rounds}message") or ""


@pytest.fixture
def server(house: House) -> Iterator[str]:
    """The address of the calendar server."""
    routes = caldav_routes(house.app.app_passwords, house.app.plan_calendars, public_url="")
    made = CalendarServer(application(house.app.calendar_answers, dict, str, others=routes), "127.0.0.1", 0)
    made.start()
    yield made.url
    made.stop()


@pytest.fixture
def robin(house: House) -> Person:
    """An editor."""
    return house.person("robin", Role.EDITOR)


@pytest.fixture
def program(house: House, server: str, robin: Person) -> Iterator[Program]:
    """Robin's calendar program."""
    made = Program(server, robin, house.secret(robin))
    yield made
    made.http.close()
