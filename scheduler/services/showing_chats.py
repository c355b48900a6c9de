"""What others meet for as a calendar view: chats of communities, and the organisation's own events."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from scheduler import ical
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.occasions import EventFate
from scheduler.domain.plan import resolve
from scheduler.domain.record import Detail
from scheduler.services.observing import chats
from scheduler.services.showing import days_named, named, versions_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from scheduler.domain.communities import Community
    from scheduler.domain.occasions import OwnEvent
    from scheduler.services.showing import Scene, Version

_READ: Final = ("events.imported",)
_LASTS: Final = timedelta(hours=1)


def versions(scene: Scene, window: ical.Window) -> list[Version]:
    """Return what begins in the window, by time."""
    if scene.is_closed:
        return []
    days = window.start.date(), window.end.date()
    return versions_of([*_chats(scene, *days), *_own(scene, *days)], window)


def events(scene: Scene, keys: Collection[str], *, planner_url: str) -> list[ical.PlanEvent]:  # noqa: ARG001 - they have no page of their own
    """Return these chats and events."""
    if scene.is_closed:
        return []
    days = days_named(keys)
    found = _chats(scene, *days) if days else []
    return named([*found, *_own(scene, date.min, date.max)], keys)


def _chats(scene: Scene, start: date, end: date) -> list[ical.PlanEvent]:
    found = list(chats(scene.unit, start, end))
    changed = scene.unit.calendars.touched({f"community:{each.key}" for each, _ in found})
    made = []
    for chat, day in found:
        times, at = changed.get(f"community:{chat.key}", (0, scene.link.created_at))
        made.append(_chat(scene, chat, day, times=times, at=at))
    return made


def _chat(scene: Scene, chat: Community, day: date, *, times: int, at: datetime) -> ical.PlanEvent:
    start = _at(day, f"{chat.wall:%H:%M}", chat.zone)
    told = "\n".join(filter(None, (chat.title, chat.note)))
    return ical.PlanEvent(
        uid=f"chat-{chat.key}-{day:%Y%m%d}@rounds",
        revision=times,
        title=f"#{chat.tag} chat",
        start=start,
        end=start + _LASTS,
        zone=chat.zone,
        status=ical.EventStatus.CONFIRMED,
        sequence=times,
        created=at,
        modified=at,
        description=told if scene.link.detail is Detail.FULL else "",
        categories=("Chat",),
    )


def _own(scene: Scene, start: date, end: date) -> list[ical.PlanEvent]:
    own = scene.unit.own_events
    calendars = {each.name: each.imported_at for each in own.calendars() if each.active}
    read = scene.unit.calendars.touched(
        {f"events:{name}" for name in calendars}, actions=("events.imported",)
    )
    return [
        _own_event(scene, event, times=read.get(f"events:{event.calendar}", (0, at))[0], at=at)
        for event in own.between(start, end, fates=tuple(EventFate))
        for at in [calendars[event.calendar]]
    ]


def _own_event(scene: Scene, event: OwnEvent, *, times: int, at: datetime) -> ical.PlanEvent:
    """Return an event; what its calendar says or no longer says is as new as the last reading of it."""
    known = hashlib.sha256(f"{event.calendar}\0{event.uid}\0{event.occurrence}".encode()).hexdigest()[:32]
    is_full = scene.link.detail is Detail.FULL
    start = _start(event)
    stands = event.fate is EventFate.STANDS
    return ical.PlanEvent(
        uid=f"event-{known}@rounds",
        revision=times,
        title=event.title,
        start=start,
        end=start + _LASTS if isinstance(start, datetime) else event.last + timedelta(days=1),
        zone=event.zone,
        status=ical.EventStatus.CONFIRMED if stands else ical.EventStatus.CANCELLED,
        sequence=times,
        created=at,
        modified=at,
        description=event.place if is_full else "",
        categories=("Event",),
        url=event.url if is_full else "",
    )


def _start(event: OwnEvent) -> datetime | date:
    """Return when an event begins; its day where it has no hour, or one in a zone that nobody knows."""
    try:
        return _at(event.first, event.wall, event.zone) if event.wall else event.first
    except InvalidInputError:
        return event.first


def _at(day: date, wall: str, zone: str) -> datetime:
    return resolve(datetime.combine(day, time.fromisoformat(wall)), zone)[0]
