"""What the demo is made of, read from the files beside this module."""

from __future__ import annotations

import tomllib
from datetime import time
from functools import cache
from pathlib import Path
from typing import Any

from scheduler.domain.curation import Trust
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import Role
from scheduler.domain.plan import Pillar
from scheduler.domain.post import PostState
from scheduler.domain.value import Value

_FOLDER = Path(__file__).parent


class DemoPerson(Value):
    """Somebody who signs in to the demo."""

    key: str
    name: str
    email: str
    roles: tuple[Role, ...]


class DemoChannel(Value):
    """A channel and its account on the rehearsal network."""

    name: str
    title: str
    handle: str
    user_id: str
    credentials: dict[str, str]


class DemoSlot(Value):
    """A wall-clock time on some days of the week."""

    channel: str
    weekdays: tuple[int, ...]
    wall: time
    pillar: str | None = None


class DemoExpert(Value):
    """Somebody who speaks on a topic."""

    name: str
    role: str
    topics: tuple[str, ...]
    handle: str = ""
    languages: tuple[str, ...]
    email: str = ""
    phone: str = ""
    #: Has a consent been written down?
    agrees: bool


class House(Value):
    """The demo organisation."""

    organisation: Organisation
    people: tuple[DemoPerson, ...]
    pillars: tuple[Pillar, ...]
    channels: tuple[DemoChannel, ...]
    slots: tuple[DemoSlot, ...]
    experts: tuple[DemoExpert, ...]


class DemoPost(Value):
    """A post, placed by the channel's slots or by seconds from the creation."""

    channel: str
    state: PostState
    text: str
    pillar: str
    #: 1 is the channel's next slot, -1 its last one.
    slot: int = 0
    in_seconds: int | None = None
    #: Slug of a page of the newsroom.
    article: str = ""
    explanation: str | None = None
    reason: tuple[str, ...] = ()
    picture: bool = False


class Article(Value):
    """One item of a feed, and the page it leads to."""

    slug: str
    title: str
    summary: str
    body: str
    #: Days from the demo's first day; without it, its place in the feed decides.
    day: float | None = None


class Feed(Value):
    """A feed with its items, newest first."""

    name: str
    title: str
    owner: str
    about: str
    #: `rss`, `atom` or `json`.
    format: str
    trust: Trust
    pace: str
    topics: tuple[str, ...]
    #: Days between one item and the next.
    every: float
    #: So many items at the top come out after the demo's first day.
    upcoming: int
    #: Hour of the day at which an item comes out.
    hour: int
    articles: tuple[Article, ...]

    @property
    def file_name(self) -> str:
        """Name of the document."""
        return f"{self.name}.{'json' if self.format == 'json' else 'xml'}"


@cache
def house() -> House:
    """Read the organisation."""
    table = _table(_FOLDER / "organisation.toml")
    return House(
        organisation=Organisation(**table["organisation"], is_demo=True),
        people=table["person"],
        pillars=table["pillar"],
        channels=table["channel"],
        slots=table["slot"],
        experts=table["expert"],
    )


def events() -> bytes:
    """Read the calendar of the hospital's own events."""
    return (_FOLDER / "events.ics").read_bytes()


@cache
def posts() -> tuple[DemoPost, ...]:
    """Read the month of posts."""
    return tuple(DemoPost.model_validate(each) for each in _table(_FOLDER / "posts.toml")["post"])


@cache
def feeds() -> tuple[Feed, ...]:
    """Read the feeds by name."""
    files = sorted((_FOLDER / "feeds").glob("*.toml"))
    return tuple(_feed(file.stem, _table(file)) for file in files)


def _feed(name: str, table: dict[str, Any]) -> Feed:
    articles = table.pop("item")
    return Feed(name=name, articles=articles, **table)


def _table(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))
