"""Read and write the calendars of others, their events, and the posts that were made of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlmodel import Session, col, delete, insert, select

from scheduler.domain.errors import UnknownNameError
from scheduler.domain.occasions import EventFate
from scheduler.domain.outside_calendar import MadePost, OutsideCalendar, OutsideEvent
from scheduler.store.rows import columns_of, to_value, to_values
from scheduler.store.tables_outside_calendars import OutsideCalendarRow, OutsideEventRow, OutsidePostRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

#: An event that names no end touches this much.
_LEAST: Final = timedelta(minutes=15)
_AT_ONCE: Final = 400


class OutsideCalendars:
    """The calendars of others in one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> list[OutsideCalendar]:
        """Return all calendars by name."""
        query = select(OutsideCalendarRow).order_by(OutsideCalendarRow.name)
        return to_values(OutsideCalendar, self._session.exec(query))

    def find(self, name: str) -> OutsideCalendar | None:
        """Return the calendar of that name, `None` where there is none."""
        query = select(OutsideCalendarRow).where(OutsideCalendarRow.name == name)
        return to_value(OutsideCalendar, self._session.exec(query).first())

    def get(self, name: str) -> OutsideCalendar:
        """Return the calendar of that name, or raise `UnknownNameError`."""
        found = self.find(name)
        if found is None:
            raise UnknownNameError("outside calendar", name, [each.name for each in self.all()])
        return found

    def numbered(self, number: int) -> OutsideCalendar | None:
        """Return the calendar with that number, `None` where it is there no more."""
        return to_value(OutsideCalendar, self._session.get(OutsideCalendarRow, number))

    def add(self, calendar: OutsideCalendar) -> OutsideCalendar:
        """Save a new calendar and return it with its number."""
        row = OutsideCalendarRow(**columns_of(calendar))
        self._session.add(row)
        self._session.flush()
        return calendar.model_copy(update={"id": row.id})

    def put(self, calendar: OutsideCalendar) -> OutsideCalendar:
        """Replace what is said of a calendar; its sealed address stays."""
        row = self._session.get_one(OutsideCalendarRow, calendar.id)
        for name, value in columns_of(calendar).items():
            setattr(row, name, value)
        self._session.flush()
        return calendar

    def sealed(self, number: int) -> bytes | None:
        """Return the sealed address of a calendar."""
        return self._session.get_one(OutsideCalendarRow, number).sealed

    def seal(self, number: int, sealed: bytes | None) -> None:
        """Keep a sealed address instead of the former one."""
        self._session.get_one(OutsideCalendarRow, number).sealed = sealed
        self._session.flush()

    def all_sealed(self) -> dict[int, bytes]:
        """Return the sealed addresses by the numbers of their calendars."""
        query = select(OutsideCalendarRow.id, OutsideCalendarRow.sealed)
        return {number: sealed for number, sealed in self._session.exec(query) if sealed is not None}

    def forget(self, number: int) -> None:
        """Delete a calendar with all that it held."""
        for table in (OutsideEventRow, OutsidePostRow):
            self._session.exec(delete(table).where(col(table.calendar) == number))
        self._session.exec(delete(OutsideCalendarRow).where(col(OutsideCalendarRow.id) == number))

    # events

    def of(self, number: int) -> list[OutsideEvent]:
        """Return all events of a calendar as they begin."""
        query = select(OutsideEventRow).where(OutsideEventRow.calendar == number)
        return to_values(OutsideEvent, self._session.exec(query.order_by(*_ORDER)))

    def event(self, number: int) -> OutsideEvent:
        """Return one event, or raise `UnknownNameError`."""
        found = to_value(OutsideEvent, self._session.get(OutsideEventRow, number))
        if found is None:
            raise UnknownNameError("event", number)
        return found

    def between(self, start: datetime, end: datetime, *, keeps_free: bool = False) -> list[OutsideEvent]:
        """Return what touches the time from `start` to before `end` in active calendars, as it begins.

        With `keeps_free` only what the filler leaves free: no event that is off or takes nobody's time.
        """
        query = (
            select(OutsideEventRow)
            .join(OutsideCalendarRow, col(OutsideCalendarRow.id) == col(OutsideEventRow.calendar))
            .where(col(OutsideCalendarRow.active).is_(True), col(OutsideEventRow.begins) < end)
            .where((col(OutsideEventRow.ends) > start) | (col(OutsideEventRow.begins) > start - _LEAST))
        )
        if keeps_free:
            query = query.where(
                col(OutsideCalendarRow.keeps_free).is_(True),
                OutsideEventRow.fate == EventFate.STANDS,
                col(OutsideEventRow.is_free).is_(False),
            )
        return to_values(OutsideEvent, self._session.exec(query.order_by(*_ORDER)))

    def keep(self, new: Collection[OutsideEvent], changed: Collection[OutsideEvent]) -> None:
        """Save new events and changed ones."""
        rows = [columns_of(each) for each in new]
        for first in range(0, len(rows), _AT_ONCE):
            self._session.execute(insert(OutsideEventRow), rows[first : first + _AT_ONCE])
        for each in changed:
            self._session.merge(OutsideEventRow(**columns_of(each)))
        self._session.flush()

    def drop(self, numbers: Collection[int]) -> None:
        """Delete events."""
        every = list(numbers)
        for first in range(0, len(every), _AT_ONCE):
            some = every[first : first + _AT_ONCE]
            self._session.exec(delete(OutsideEventRow).where(col(OutsideEventRow.id).in_(some)))

    # posts

    def posts_of(self, event: OutsideEvent) -> list[int]:
        """Return the posts that were made of an event."""
        query = select(OutsidePostRow.post).where(
            OutsidePostRow.calendar == event.calendar,
            OutsidePostRow.uid == event.uid,
            OutsidePostRow.occurrence == event.occurrence,
        )
        return list(self._session.exec(query.order_by(col(OutsidePostRow.id))))

    def note_post(self, event: OutsideEvent, post: int) -> None:
        """Remember that a post was made of an event."""
        made = MadePost(calendar=event.calendar, uid=event.uid, occurrence=event.occurrence, post=post)
        self._session.add(OutsidePostRow(**columns_of(made)))
        self._session.flush()


_ORDER: Final = (col(OutsideEventRow.begins), col(OutsideEventRow.uid), col(OutsideEventRow.id))
