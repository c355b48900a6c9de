"""Read and write who speaks for the owner of a channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from scheduler.domain.errors import UnknownNameError
from scheduler.domain.speaking import Delegation
from scheduler.store.rows import columns_of, to_value, to_values
from scheduler.store.tables_speaking import DelegationRow

if TYPE_CHECKING:
    from datetime import datetime


class Delegations:
    """The delegations of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, delegation: Delegation) -> Delegation:
        """Save a delegation and return it with its number."""
        row = DelegationRow(**columns_of(delegation))
        self._session.add(row)
        self._session.flush()
        return delegation.model_copy(update={"id": row.id})

    def get(self, number: int) -> Delegation:
        """Return one, or raise `UnknownNameError`."""
        found = to_value(Delegation, self._session.get(DelegationRow, number))
        if found is None:
            raise UnknownNameError("delegation", number)
        return found

    def of(self, channel: str) -> list[Delegation]:
        """Return those of a channel, ended ones included, by number."""
        query = select(DelegationRow).where(DelegationRow.channel == channel).order_by(col(DelegationRow.id))
        return to_values(Delegation, self._session.exec(query))

    def end(self, number: int, *, at: datetime) -> Delegation:
        """End one; one that ended before stays as it is."""
        row = self._session.get(DelegationRow, number)
        if row is not None and row.ended_at is None:
            row.ended_at = at
            self._session.flush()
        return self.get(number)
