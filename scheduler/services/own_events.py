"""The organisation's own events: a calendar file read again and again, each time as the whole truth."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.occasions import EventFate, Imported, OwnCalendar, OwnEvent
from scheduler.domain.people import Actor, Permission
from scheduler.domain.plan import wall_clock
from scheduler.ical.spans import Span
from scheduler.services.phrasing import listed
from scheduler.services.reading_calendars import CalendarReader

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from scheduler.domain.clock import Clock
    from scheduler.domain.outside_calendar import OutsideEvent
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

#: What is read of a calendar: a month back, a year and a half ahead.
_BACK, _AHEAD = timedelta(days=31), timedelta(days=550)
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class OwnEvents:
    """What goes on in the house itself."""

    def __init__(self, store: Store, clock: Clock, reader: CalendarReader | None = None) -> None:
        self._store = store
        self._clock = clock
        self._reader = reader or CalendarReader()

    def calendars(self) -> list[OwnCalendar]:
        """Return the calendars that were imported, by name."""
        with self._store.read() as unit:
            return unit.own_events.calendars()

    def events(self, calendar: str) -> list[OwnEvent]:
        """Return all that is known of a calendar, the cancelled and the gone included, by day."""
        with self._store.read() as unit:
            unit.own_events.calendar(calendar)
            return unit.own_events.of(calendar)

    def import_ics(
        self, actor: Actor, name: str, document: bytes, *, topics: Collection[str] = (), zone: str = ""
    ) -> Imported:
        """Read a calendar file as all that stands in the calendar `name` from now on.

        An event known by its identity is brought up to date, one that is there no more and still ahead is
        marked as gone. Reading the same file twice changes nothing. Without `topics` those before stay.
        Hours are told by the clock of `zone`, or where none is named by the organisation's.
        """
        actor.require(Permission.CURATE)
        if not _NAME.fullmatch(name):
            raise InvalidInputError(
                f"“{name[:60]}” is no short name. Use small letters, digits and hyphens, like classes."
            )
        clock, today = self._here(zone)
        found = self._reader.read(document, Span(today - _BACK, today + _AHEAD, clock))
        events = [_own(each, name) for each in found.events]
        with self._store.write() as unit:
            known = unit.own_events.find(name)
            kept = listed(topics) or (known.topics if known else ())
            new = OwnCalendar(name=name, topics=kept, imported_at=self._clock.now(), events=len(events))
            unit.own_events.put_calendar(
                new.model_copy(update={"active": known.active}) if known is not None else new
            )
            done = _bring_up_to_date(unit, name, events, today=today)
            facts = {"new": done.new, "changed": done.changed, "gone": done.gone}
            unit.audit.append(actor, "events.imported", f"events:{name}", at=self._clock.now(), facts=facts)
        return done.model_copy(update={"remarks": found.remarks})

    def switch(self, actor: Actor, name: str, *, active: bool) -> OwnCalendar:
        """Let a calendar's events count, or no more."""
        actor.require(Permission.CURATE)
        with self._store.write() as unit:
            new = unit.own_events.calendar(name).model_copy(update={"active": active})
            unit.own_events.put_calendar(new)
            facts = {"active": active}
            unit.audit.append(actor, "events.switched", f"events:{name}", at=self._clock.now(), facts=facts)
        return new

    def remove(self, actor: Actor, name: str) -> None:
        """Delete a calendar with all its events."""
        actor.require(Permission.CURATE)
        with self._store.write() as unit:
            unit.own_events.calendar(name)
            unit.own_events.forget(name)
            unit.audit.append(actor, "events.removed", f"events:{name}", at=self._clock.now())

    def _here(self, zone: str) -> tuple[str, date]:
        """Return the zone to tell hours by, and the day there."""
        with self._store.read() as unit:
            clock = zone or unit.plan.zone()
        return clock, wall_clock(self._clock.now(), clock).date()


def _own(event: OutsideEvent, calendar: str) -> OwnEvent:
    same = {
        field: getattr(event, field) for field in OwnEvent.model_fields if field not in {"id", "calendar"}
    }
    return OwnEvent(calendar=calendar, **same)


def _bring_up_to_date(unit: Unit, name: str, found: Collection[OwnEvent], *, today: date) -> Imported:
    known = {(each.uid, each.occurrence): each for each in unit.own_events.of(name)}
    new: list[OwnEvent] = []
    changed: list[OwnEvent] = []
    for event in found:
        before = known.pop((event.uid, event.occurrence), None)
        now = event.model_copy(update={"id": before.id if before else 0})
        if before is None:
            new.append(now)
        elif now != before:
            changed.append(now)
    gone = [
        event.model_copy(update={"fate": EventFate.GONE})
        for event in known.values()
        if event.last >= today and event.fate is not EventFate.GONE
    ]
    unit.own_events.put([*new, *changed, *gone])
    unchanged = len(found) - len(new) - len(changed)
    return Imported(calendar=name, new=len(new), changed=len(changed), gone=len(gone), unchanged=unchanged)
