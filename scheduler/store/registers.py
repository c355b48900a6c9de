"""Read and write what was changed in the registers, own events, and experts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, delete, select

from scheduler.domain.amendments import Amendment, Register
from scheduler.domain.errors import UnknownNameError
from scheduler.domain.experts import Expert
from scheduler.domain.occasions import EventFate, OwnCalendar, OwnEvent
from scheduler.store.rows import columns_of, to_value, to_values
from scheduler.store.tables_registers import AmendmentRow, ExpertRow, OwnCalendarRow, OwnEventRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date


class Registers:
    """What differs of the lists that come with Rounds, in one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def amendments(self, kind: Register) -> list[Amendment]:
        """Return all changes of a register by key."""
        query = select(AmendmentRow).where(AmendmentRow.kind == kind)
        return to_values(Amendment, self._session.exec(query.order_by(AmendmentRow.key)))

    def put(self, change: Amendment) -> None:
        """Keep a change instead of the one of that entry."""
        self._session.merge(AmendmentRow(**columns_of(change)))
        self._session.flush()

    def forget(self, kind: Register, key: str) -> None:
        """Let an entry be as it is shipped; an own one is no more."""
        found = self._session.get(AmendmentRow, (kind, key))
        if found is not None:
            self._session.delete(found)
            self._session.flush()


class OwnEvents:
    """The organisation's own events in one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def calendars(self) -> list[OwnCalendar]:
        """Return the calendars that were imported, by name."""
        return to_values(
            OwnCalendar, self._session.exec(select(OwnCalendarRow).order_by(OwnCalendarRow.name))
        )

    def calendar(self, name: str) -> OwnCalendar:
        """Return one calendar, or raise `UnknownNameError`."""
        found = self.find(name)
        if found is None:
            raise UnknownNameError("event calendar", name, [each.name for each in self.calendars()])
        return found

    def find(self, name: str) -> OwnCalendar | None:
        """Return one calendar, `None` where it was never imported."""
        return to_value(OwnCalendar, self._session.get(OwnCalendarRow, name))

    def put_calendar(self, calendar: OwnCalendar) -> None:
        """Save a calendar or replace the one of that name."""
        self._session.merge(OwnCalendarRow(**columns_of(calendar)))
        self._session.flush()

    def of(self, calendar: str) -> list[OwnEvent]:
        """Return all events of a calendar by day."""
        query = select(OwnEventRow).where(OwnEventRow.calendar == calendar)
        return to_values(
            OwnEvent, self._session.exec(query.order_by(col(OwnEventRow.first), OwnEventRow.uid))
        )

    def between(
        self, start: date, end: date, *, fates: Collection[EventFate] = (EventFate.STANDS,)
    ) -> list[OwnEvent]:
        """Return what stands in active calendars and touches the days from `start` to `end`, both in it."""
        query = (
            select(OwnEventRow)
            .join(OwnCalendarRow, col(OwnCalendarRow.name) == col(OwnEventRow.calendar))
            .where(col(OwnCalendarRow.active).is_(True), col(OwnEventRow.fate).in_(fates))
            .where(col(OwnEventRow.first) <= end, col(OwnEventRow.last) >= start)
            .order_by(col(OwnEventRow.first), col(OwnEventRow.wall), col(OwnEventRow.id))
        )
        return to_values(OwnEvent, self._session.exec(query))

    def put(self, events: Collection[OwnEvent]) -> None:
        """Save new events and changed ones."""
        for event in events:
            self._session.merge(OwnEventRow(**columns_of(event)))
        self._session.flush()

    def forget(self, calendar: str) -> None:
        """Delete a calendar with all its events."""
        self._session.exec(delete(OwnEventRow).where(col(OwnEventRow.calendar) == calendar))
        self._session.exec(delete(OwnCalendarRow).where(col(OwnCalendarRow.name) == calendar))


class Experts:
    """The directory of experts in one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> list[Expert]:
        """Return everybody by name."""
        query = select(ExpertRow).order_by(ExpertRow.name, col(ExpertRow.id))
        return to_values(Expert, self._session.exec(query))

    def get(self, number: int) -> Expert:
        """Return one person, or raise `UnknownNameError`."""
        found = to_value(Expert, self._session.get(ExpertRow, number))
        if found is None:
            raise UnknownNameError("expert", number)
        return found

    def put(self, expert: Expert) -> Expert:
        """Save a new person, or the changed one; return them with their number."""
        row = self._session.merge(ExpertRow(**columns_of(expert)))
        self._session.flush()
        return expert.model_copy(update={"id": row.id})

    def forget(self, number: int) -> None:
        """Delete all that is kept of a person."""
        self._session.delete(self._session.get_one(ExpertRow, number))
        self._session.flush()
