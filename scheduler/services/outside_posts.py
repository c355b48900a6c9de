"""Turn an event of a calendar of others into a post: a draft, which a person words and another approves.

Guarantee: a second post is made of an event only where a person says that they want another.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from scheduler.domain.errors import StateError
from scheduler.domain.occasions import EventFate
from scheduler.domain.outside_calendar import CalendarKind
from scheduler.domain.people import Permission
from scheduler.domain.plan import resolve, wall_clock, zone_named
from scheduler.domain.post import PostState, ReasonPart
from scheduler.services.content import NewPost

if TYPE_CHECKING:
    from datetime import date

    from scheduler.domain.clock import Clock
    from scheduler.domain.outside_calendar import OutsideCalendar, OutsideEvent
    from scheduler.domain.people import Actor
    from scheduler.domain.plan import Channel
    from scheduler.domain.post import Post
    from scheduler.services.planning import Planning
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

_DAY: Final = timedelta(days=1)
_QUARTER: Final = timedelta(minutes=15)
#: On whole days.
_MORNING: Final = time(9, 0)
_LONGEST_TITLE: Final = 180


class OutsidePosts:
    """Posts made of events of others."""

    def __init__(self, store: Store, clock: Clock, planning: Planning) -> None:
        self._store = store
        self._clock = clock
        self._planning = planning

    def made_of(self, event_id: int) -> list[int]:
        """Return the posts that were made of an event and were not cancelled."""
        with self._store.read() as unit:
            return _standing(unit, unit.outside.event(event_id))

    def make(
        self, actor: Actor, event_id: int, *, channel: str, at: datetime | None = None, again: bool = False
    ) -> Post:
        """Make a draft of an event, at its suggested time or `at`.

        Raises `StateError` where a post was made of it already, unless `again` says that this is wanted, and
        where the event is cancelled.
        """
        actor.require(Permission.WRITE, on=channel)
        with self._store.read() as unit:
            event = unit.outside.event(event_id)
            calendar = next(each for each in unit.outside.all() if each.id == event.calendar)
            target = unit.plan.channel(channel)
        if event.fate is not EventFate.STANDS:
            raise StateError("This event was cancelled, so there is nothing to post about it.")
        new = NewPost(
            channel=target.name,
            at=at or suggested(event, calendar, target, now=self._clock.now()),
            text=text_of(event, target.zone),
            link=event.url or None if target.sends_links else None,
            reason=(_reason(calendar),),
        )

        def noted(unit: Unit, post: Post) -> None:
            made = _standing(unit, event)
            if made and not again:
                raise StateError(_already(made))
            unit.outside.note_post(event, post.id)
            facts = {"post": post.id, "is_another": bool(made)}
            target_of = f"outside_calendar:{calendar.id}"
            unit.audit.append(
                actor, "outside_event.turned_into_post", target_of, at=self._clock.now(), facts=facts
            )

        return self._planning.add(actor, new, also=noted)


def suggested(event: OutsideEvent, calendar: OutsideCalendar, channel: Channel, *, now: datetime) -> datetime:
    """Return when a post about an event would go out: a day before for events of the hospital, else with it.

    Of a whole day, nine in the morning by the channel's clock. Never in the past.
    """
    wall = wall_clock(event.begins, channel.zone)
    begins = event.begins if event.wall else resolve(datetime.combine(event.first, _MORNING), channel.zone)[0]
    if event.wall and calendar.kind is CalendarKind.HOSPITAL:
        wanted = [resolve(wall - _DAY, channel.zone)[0], begins]
    elif calendar.kind is CalendarKind.HOSPITAL:
        day_before = datetime.combine(event.first - _DAY, _MORNING)
        wanted = [resolve(day_before, channel.zone)[0], begins]
    else:
        wanted = [begins]
    return next((each for each in wanted if each > now), _soon(now))


def _soon(now: datetime) -> datetime:
    """Return the next quarter of an hour that leaves time to write."""
    past = timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)
    return now + 2 * _QUARTER - past


def text_of(event: OutsideEvent, zone: str) -> str:
    """Return what a post about an event begins with: its title, then when, with the zone, and where."""
    title = event.title if len(event.title) <= _LONGEST_TITLE else f"{event.title[: _LONGEST_TITLE - 1]}…"
    return "\n".join(filter(None, [title, when(event, zone), event.place]))


def when(event: OutsideEvent, zone: str) -> str:
    """Return when an event is, in words that anybody can read; an hour by the clock of `zone`, named."""
    if not event.wall:
        last = f" to {_day(event.last)}" if event.last > event.first else ""
        return f"{_day(event.first)}{last}"
    begins = event.begins.astimezone(zone_named(zone))
    short = begins.tzname() or ""
    return f"{_day(begins)}, {begins:%H:%M} {short if short.isalpha() else zone}"


def _day(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B %Y}"


def _reason(calendar: OutsideCalendar) -> ReasonPart:
    as_of = f", as of {calendar.as_of:%Y-%m-%d %H:%M} UTC" if calendar.as_of else ""
    return ReasonPart(name="outside_calendar", words=f"from the calendar “{calendar.name}”{as_of}")


def _standing(unit: Unit, event: OutsideEvent) -> list[int]:
    made = unit.outside.posts_of(event)
    return [number for number in made if unit.posts.get(number).state is not PostState.CANCELLED]


def _already(made: list[int]) -> str:
    which = ", ".join(map(str, made))
    return f"Post {which} was made of this event already. Open it, or say that you want another."
