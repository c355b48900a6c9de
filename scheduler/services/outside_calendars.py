"""Calendars of others: subscribed to by address or read from a file, looked at again and again.

Guarantees: whatever a look comes to, the last good copy stays until a better one came; an address is kept
sealed and is in no log, record or message; two who look at once ask its host once.
"""

from __future__ import annotations

import logging
import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from scheduler.domain.errors import InvalidInputError, RoundsError
from scheduler.domain.outside_calendar import (
    AHEAD,
    BACK,
    MOST_EVENTS,
    CalendarStatus,
    OutsideCalendar,
    Polled,
)
from scheduler.domain.people import ENGINE, Permission
from scheduler.domain.plan import wall_clock, zone_named
from scheduler.ical.spans import Span
from scheduler.services.fetching_calendars import NotBroughtError, address_of, shown
from scheduler.services.outside_keeping import keep
from scheduler.services.reading_calendars import CalendarReader
from scheduler.services.sealed_rows import OUTSIDE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from feeds.fetch import Fetched
    from scheduler.domain.clock import Clock
    from scheduler.domain.outside_calendar import NewCalendar, OutsideEvent
    from scheduler.domain.people import Actor
    from scheduler.ical.spans import Found
    from scheduler.services.fetching_calendars import CalendarFetch
    from scheduler.services.sealing import Seal
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

logger = logging.getLogger(__name__)

#: A calendar in hand is nobody else's; if its program dies, it is looked at again after this time.
_IN_HAND: Final = timedelta(minutes=10)
_LONGEST_WAIT: Final = timedelta(hours=24)
_LONGEST_REST: Final = timedelta(days=7)
#: What comes again reaches further each day, so an unchanged calendar is read as a whole now and then.
_WHOLE_AGAIN: Final = timedelta(days=7)
_STRETCH: Final = 0.1
_MOST_CALENDARS, _MOST_HOURS, _LONGEST_NAME, _LONGEST_TAG, _LONGEST_REMARK = 100, 168, 60, 40, 600
_CHANGEABLE: Final = {"kind", "zone", "colour", "tag", "keeps_free", "active", "every_hours"}


class OutsideCalendars:
    """The calendars of others in one database. May be used from any thread."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        seal: Seal,
        fetch: CalendarFetch,
        *,
        reader: CalendarReader | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._store = store
        self._clock = clock
        self._seal = seal
        self._fetch = fetch
        self._chance = chance
        self._reader = reader or CalendarReader()

    # looking

    def all(self) -> list[OutsideCalendar]:
        """Return the calendars by name."""
        with self._store.read() as unit:
            return unit.outside.all()

    def get(self, name: str) -> OutsideCalendar:
        """Return one calendar, or raise `UnknownNameError`."""
        with self._store.read() as unit:
            return unit.outside.get(name)

    def events(self, name: str) -> list[OutsideEvent]:
        """Return all that is known of a calendar, the cancelled included, as it begins."""
        with self._store.read() as unit:
            return unit.outside.of(unit.outside.get(name).id)

    def event(self, number: int) -> tuple[OutsideEvent, OutsideCalendar]:
        """Return one event and its calendar, or raise `UnknownNameError`."""
        with self._store.read() as unit:
            event = unit.outside.event(number)
            return event, next(each for each in unit.outside.all() if each.id == event.calendar)

    def between(self, start: datetime, end: datetime) -> list[OutsideEvent]:
        """Return what active calendars hold from `start` to before `end`, as it begins."""
        with self._store.read() as unit:
            return unit.outside.between(start, end)

    # changing

    def add(self, actor: Actor, new: NewCalendar, address: str) -> Polled:
        """Subscribe to an address; it is looked at first, and kept only where a calendar is there."""
        actor.require(Permission.CURATE)
        calendar, url = self._made(actor, new), address_of(address)
        with self._store.read() as unit:
            _check_is_free(unit, calendar)
        try:
            fetched = self._fetch.bring(url)
        except NotBroughtError as why:
            raise InvalidInputError(str(why)) from why
        found = self._reader.read(fetched.body, self._span(calendar))
        with self._store.write() as unit:
            _check_is_free(unit, calendar)
            added = unit.outside.add(calendar.model_copy(update={"shown_address": shown(url)}))
            sealed = self._seal.close_over(f"{OUTSIDE}{added.id}", {"url": url})
            unit.outside.seal(added.id, sealed)
            told = self._note_read(unit, actor, added, found, fetched)
            facts = {"kind": added.kind.value, "keeps_free": added.keeps_free, "events": told.new}
            self._audit(unit, actor, "outside_calendar.added", added, facts)
        return told

    def import_file(self, actor: Actor, new: NewCalendar, document: bytes) -> Polled:
        """Read a calendar file as all that the calendar of that name holds from now on."""
        actor.require(Permission.CURATE)
        calendar = self._made(actor, new)
        found = self._reader.read(document, self._span(calendar))
        with self._store.write() as unit:
            known = unit.outside.find(calendar.name)
            if known is not None and not known.is_file:
                raise InvalidInputError(
                    f"“{known.name}” is read from its address. Import the file under another name."
                )
            if known is None:
                _check_is_free(unit, calendar)
                known = unit.outside.add(calendar)
            return self._note_read(unit, actor, known, found, None)

    def change(self, actor: Actor, name: str, **fields: Any) -> OutsideCalendar:
        """Change kind, zone, colour, tag, hours between looks, whether its times are kept free, or it counts.

        What is not named, or is `None`, stays. A new zone tells with the next look.
        """
        actor.require(Permission.CURATE)
        unknown = set(fields) - _CHANGEABLE
        if unknown:
            raise InvalidInputError(f"A calendar has no {', '.join(sorted(unknown))}.")
        said = {key: value for key, value in fields.items() if value is not None}
        with self._store.write() as unit:
            before = unit.outside.get(name)
            after = _checked(OutsideCalendar.model_validate(before.model_dump() | said))
            if after.zone != before.zone:
                after = after.model_copy(update={"read_at": None, "next_check_at": None})
            if after != before:
                unit.outside.put(after)
                self._audit(
                    unit, actor, "outside_calendar.changed", after, {"fields": " ".join(sorted(said))}
                )
        return after

    def remove(self, actor: Actor, name: str) -> None:
        """Delete a calendar with all its events; posts that were made of them stay."""
        actor.require(Permission.CURATE)
        with self._store.write() as unit:
            gone = unit.outside.get(name)
            unit.outside.forget(gone.id)
            self._audit(unit, actor, "outside_calendar.removed", gone, {"events": gone.events})

    # looking again

    def poll(self, actor: Actor, *, names: Collection[str] = ()) -> list[Polled]:
        """Look at all calendars with an address now, or at those of `names`."""
        actor.require(Permission.CURATE)
        with self._store.read() as unit:
            for name in names:
                if unit.outside.get(name).is_file:
                    raise InvalidInputError(f"“{name}” came as a file. Import a newer one in its place.")
        return [self._look(actor, each) for each in self._take(names, force=True)]

    def poll_due(self) -> list[Polled]:
        """Look at the calendars whose time has come."""
        return [self._look(ENGINE, each) for each in self._take((), force=False)]

    def _take(self, names: Collection[str], *, force: bool) -> list[OutsideCalendar]:
        """Reserve the calendars to be looked at."""
        if not any(_is_due(each, self._clock.now(), names, force=force) for each in self.all()):
            return []
        with self._store.write() as unit:
            now = self._clock.now()
            due = [each for each in unit.outside.all() if _is_due(each, now, names, force=force)]
            for each in due:
                unit.outside.put(each.model_copy(update={"next_check_at": now + _IN_HAND}))
        return due

    def _look(self, actor: Actor, calendar: OutsideCalendar) -> Polled:
        now = self._clock.now()
        is_fresh = calendar.read_at is not None and now - calendar.read_at < _WHOLE_AGAIN
        validators = {"etag": calendar.etag, "last_modified": calendar.last_modified} if is_fresh else {}
        try:
            fetched = self._fetch.bring(self._address(calendar), **validators)
            found = self._reader.read(fetched.body, self._span(calendar)) if fetched.status == "new" else None
        except (NotBroughtError, RoundsError) as why:
            wait = why.wait if isinstance(why, NotBroughtError) else None
            return self._failed(calendar, str(why), wait=wait)
        with self._store.write() as unit:
            current = unit.outside.numbered(calendar.id)
            if current is None:
                return Polled(calendar=calendar.name, status=CalendarStatus.BROKEN, remarks=(_REMOVED,))
            if found is None:
                return self._note_unchanged(unit, current)
            return self._note_read(unit, actor, current, found, fetched)

    def _address(self, calendar: OutsideCalendar) -> str:
        with self._store.read() as unit:
            sealed = unit.outside.sealed(calendar.id)
        if sealed is None:
            raise InvalidInputError("Its address did not move here with it. Remove it, then subscribe anew.")
        return self._seal.open_for(f"{OUTSIDE}{calendar.id}", sealed)["url"].reveal()

    # noting

    def _note_read(
        self, unit: Unit, actor: Actor, calendar: OutsideCalendar, found: Found, fetched: Fetched | None
    ) -> Polled:
        now, told = self._clock.now(), keep(unit, calendar, found)
        unit.outside.put(
            calendar.model_copy(
                update={
                    **self._well(calendar, now),
                    "status": CalendarStatus.OK,
                    "remark": " ".join(told.remarks)[:_LONGEST_REMARK],
                    "read_at": now,
                    "events": len(found.events),
                    "etag": (fetched.etag or "") if fetched else "",
                    "last_modified": (fetched.last_modified or "") if fetched else "",
                }
            )
        )
        facts = {"new": told.new, "changed": told.changed, "gone": told.gone}
        if any(facts.values()):
            self._audit(unit, actor, "outside_calendar.read", calendar, facts)
        logger.info("outside calendar read number=%d new=%d gone=%d", calendar.id, told.new, told.gone)
        return told

    def _note_unchanged(self, unit: Unit, calendar: OutsideCalendar) -> Polled:
        well = self._well(calendar, self._clock.now())
        unit.outside.put(calendar.model_copy(update={**well, "status": CalendarStatus.UNCHANGED}))
        return Polled(
            calendar=calendar.name,
            status=CalendarStatus.UNCHANGED,
            unchanged=len(unit.outside.of(calendar.id)),
        )

    def _well(self, calendar: OutsideCalendar, now: datetime) -> dict[str, Any]:
        after = None if calendar.is_file else now + self._stretched(timedelta(hours=calendar.every_hours))
        return {"checked_at": now, "as_of": now, "next_check_at": after, "failures": 0}

    def _failed(self, calendar: OutsideCalendar, why: str, *, wait: timedelta | None) -> Polled:
        now = self._clock.now()
        with self._store.write() as unit:
            current = unit.outside.numbered(calendar.id)
            if current is not None:
                longer = timedelta(hours=current.every_hours) * (1 << min(current.failures, 10))
                pause = max(min(longer, _LONGEST_WAIT), min(wait or timedelta(), _LONGEST_REST))
                unit.outside.put(
                    current.model_copy(
                        update={
                            "checked_at": now,
                            "next_check_at": now + self._stretched(pause),
                            "status": CalendarStatus.BROKEN,
                            "remark": why[:_LONGEST_REMARK],
                            "failures": current.failures + 1,
                        }
                    )
                )
        logger.warning("outside calendar not read number=%d", calendar.id)
        return Polled(calendar=calendar.name, status=CalendarStatus.BROKEN, remarks=(why,))

    def _audit(
        self, unit: Unit, actor: Actor, action: str, calendar: OutsideCalendar, facts: dict[str, Any]
    ) -> None:
        target = f"outside_calendar:{calendar.id}"
        unit.audit.append(actor, action, target, at=self._clock.now(), facts=facts)

    # small things

    def _stretched(self, wait: timedelta) -> timedelta:
        return wait * (1 + _STRETCH * self._chance())

    def _made(self, actor: Actor, new: NewCalendar) -> OutsideCalendar:
        now = self._clock.now()
        try:
            return _checked(OutsideCalendar(**new.model_dump(), created_by=actor.key, created_at=now))
        except ValueError as why:
            raise InvalidInputError("A colour is written like #0f766e.") from why

    def _span(self, calendar: OutsideCalendar) -> Span:
        """Return what is read of it, from today by the house's clock."""
        with self._store.read() as unit:
            zone = unit.plan.zone()
        today = wall_clock(self._clock.now(), zone).date()
        return Span(today - BACK, today + AHEAD, zone, floating=calendar.zone, most=MOST_EVENTS)


_REMOVED: Final = "It was removed meanwhile."


def _is_due(calendar: OutsideCalendar, now: datetime, names: Collection[str], *, force: bool) -> bool:
    if calendar.is_file or (names and calendar.name not in names):
        return False
    if force:
        return bool(names) or calendar.active
    return calendar.active and (calendar.next_check_at is None or calendar.next_check_at <= now)


def _check_is_free(unit: Unit, calendar: OutsideCalendar) -> None:
    known = unit.outside.all()
    if any(each.name.casefold() == calendar.name.casefold() for each in known):
        raise InvalidInputError(f"There is a calendar “{calendar.name}” already. Choose another name.")
    if len(known) >= _MOST_CALENDARS:
        raise InvalidInputError(f"There are {_MOST_CALENDARS} calendars already. Remove one first.")


def _checked(given: OutsideCalendar) -> OutsideCalendar:
    name, tag, zone = " ".join(given.name.split()), " ".join(given.tag.split()), given.zone.strip()
    if not name or len(name) > _LONGEST_NAME or len(tag) > _LONGEST_TAG or not name.isprintable():
        raise InvalidInputError(
            f"A calendar needs a name of 1 to {_LONGEST_NAME} characters; a tag has {_LONGEST_TAG} at most."
        )
    if not 1 <= given.every_hours <= _MOST_HOURS:
        raise InvalidInputError(f"A calendar is looked at every 1 to {_MOST_HOURS} hours.")
    if zone:
        zone_named(zone)
    return given.model_copy(update={"name": name, "tag": tag, "zone": zone})
