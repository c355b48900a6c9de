"""What every calendar view is made of: versions of events, and whose eyes it is for."""

from __future__ import annotations

import re
from dataclasses import astuple, dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from scheduler import ical
from scheduler.domain.errors import UnknownNameError
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import OPERATOR, Actor, Permission
from scheduler.domain.record import Detail

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from scheduler.domain.people import Person
    from scheduler.domain.post import Post
    from scheduler.domain.record import CalendarLink
    from scheduler.store.calendars import Mark
    from scheduler.store.unit import Unit

_DAY = re.compile(r"-(\d{8})@")
_NOBODY = Organisation(name="Rounds", zone="UTC")


class Version(NamedTuple):
    """One event that a view shows, told from all its other versions."""

    starts_at: datetime
    #: The event's UID.
    key: str
    #: Names the event, and changes with anything of it that the view shows.
    revision: str
    changed_at: datetime


CHANGED: Final = attrgetter("changed_at")
#: So many versions of posts are kept, or as many as one view shows if that is more; each is some 700 bytes.
_KEPT: Final = 4096


class Known:
    """Versions of posts that were shown before, for who reads only what was committed. For any thread."""

    def __init__(self) -> None:
        self._of: dict[Detail, tuple[object, dict[Mark, Version]]] = {}

    def under(self, detail: Detail, facts: object, *, most: int) -> dict[Mark, Version]:
        """Return what is known, to be added to; `facts` is what a version depends on beside its post.

        `most` are wanted at once. Who asks with other facts takes nothing from who asked before.
        """
        before, known = self._of.get(detail, (None, {}))
        if before != facts or len(known) > max(_KEPT, 2 * most):
            known = {}
            self._of[detail] = facts, known
        return known


@dataclass(frozen=True)
class Scene:
    """A link in one transaction: what it may show, and the names of things."""

    unit: Unit
    link: CalendarLink
    known: Known = field(default_factory=Known)

    @cached_property
    def organisation(self) -> Organisation:
        """Whose plan it is."""
        return self.unit.plan.organisation() or _NOBODY

    @cached_property
    def answering(self) -> Actor:
        """Who answers for the link, with what they may do now; one who is gone may do nothing."""
        if self.link.created_by == OPERATOR.key:
            return OPERATOR
        person = person_of(self.unit, self.link.created_by)
        return Actor.of(person) if person else Actor(key=self.link.created_by, name="Somebody who left")

    @cached_property
    def channels(self) -> frozenset[str] | None:
        """The channels that may be shown; `None` for all."""
        if self.answering.may(Permission.SHARE_CALENDARS):
            return None
        return frozenset(self.answering.channels_where(Permission.SHARE_CALENDARS))

    @cached_property
    def shown_channels(self) -> frozenset[str] | None:
        """The channels that the view asks for and that may be shown; `None` for all."""
        asked = frozenset(self.link.view.channels)
        if self.channels is None:
            return asked or None
        return self.channels & asked if asked else self.channels

    @cached_property
    def person(self) -> Person | None:
        """Whom the view is about."""
        return person_of(self.unit, f"person:{self.link.view.person}")

    @property
    def is_closed(self) -> bool:
        """May it show nothing at all?"""
        return self.channels is not None and not self.channels

    @cached_property
    def titles(self) -> tuple[dict[str, str], dict[str, str]]:
        """What the channels are called, and what the pillars."""
        return self.unit.calendars.titles()

    @cached_property
    def writers(self) -> dict[int, str]:
        """What those who write are called; nobody where the link shows titles alone."""
        return self.unit.calendars.writers() if self.link.detail is Detail.FULL else {}

    def event(self, post: Post, *, planner_url: str) -> ical.PlanEvent:
        """Return a post as an event."""
        channel, pillar = self.names(post.channel, post.pillar)
        return ical.event_of(
            post,
            channel_title=channel,
            pillar_title=pillar,
            detail=self.link.detail,
            planner_url=planner_url,
            owner=self.writers.get(post.author or 0, ""),
        )

    def names(self, channel: str, pillar: str | None) -> tuple[str, str]:
        """Return what a channel and a pillar are called."""
        channels, pillars = self.titles
        return channels.get(channel, channel), pillars.get(pillar or "", "")


def person_of(unit: Unit, key: str) -> Person | None:
    """Return the person whom the key of an actor names, `None` where it names none."""
    kind, _, number = key.partition(":")
    if kind != "person" or not number.isdecimal():
        return None
    try:
        return unit.people.get(int(number))
    except UnknownNameError:
        return None


def mark(*facts: object) -> str:
    """Return a short digest of what an event is made of."""
    return ical.revision_of(ical.TEMPLATE, *facts)[:16]


def versions_of(events: Iterable[ical.PlanEvent], window: ical.Window) -> list[Version]:
    """Return what tells these events from all others, of those that `window` shows, by their start."""
    found = [
        Version(event.starts_at, event.uid, f"{event.uid} {mark(astuple(event))}", event.modified)
        for event in events
        if window.shows(event)
    ]
    return sorted(found)


def named(events: Iterable[ical.PlanEvent], keys: Collection[str]) -> list[ical.PlanEvent]:
    """Return those of `events` that have one of these keys."""
    wanted = frozenset(keys)
    return [event for event in events if event.uid in wanted]


def days_named(keys: Iterable[str]) -> tuple[date, date] | None:
    """Return the first and the last day that stand in these keys, `None` where none does."""
    days = [date.fromisoformat(found[1]) for key in keys if (found := _DAY.search(key))]
    return (min(days), max(days)) if days else None


def midnight(day: date) -> datetime:
    """Return the instant at which a day begins in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
