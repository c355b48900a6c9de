"""Read and write what may be removed from the record, and what keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from scheduler.domain.errors import UnknownNameError
from scheduler.domain.heads import LegalHold, SignedHead
from scheduler.store.rows import columns_of, to_values, value_of
from scheduler.store.tables import AuditRow
from scheduler.store.tables_retention import LegalHoldRow, RecordCutRow

if TYPE_CHECKING:
    from datetime import datetime


class Retention:
    """Cuts and legal holds in one transaction. The database itself refuses a cut while a hold stands."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def hold(self, held: LegalHold) -> LegalHold:
        """Keep a hold and return it with its number."""
        row = LegalHoldRow(**columns_of(held))
        self._session.add(row)
        self._session.flush()
        return value_of(LegalHold, row)

    def lift(self, hold_id: int, *, by: str, at: datetime) -> LegalHold:
        """End a hold, or raise `UnknownNameError` where none of this number stands."""
        row = self._session.get(LegalHoldRow, hold_id)
        if row is None or row.lifted_at is not None:
            raise UnknownNameError("legal hold that stands", hold_id, (str(each.id) for each in self.holds()))
        row.lifted_at, row.lifted_by = at, by
        self._session.add(row)
        self._session.flush()
        return value_of(LegalHold, row)

    def holds(self, *, also_lifted: bool = False) -> list[LegalHold]:
        """Return the holds that stand, oldest first, or all there ever were."""
        query = select(LegalHoldRow).order_by(col(LegalHoldRow.id))
        if not also_lifted:
            query = query.where(col(LegalHoldRow.lifted_at).is_(None))
        return to_values(LegalHold, self._session.exec(query))

    def cut(self) -> str | None:
        """Return the signed line that says where the record begins; `None` where it begins at its first."""
        query = select(RecordCutRow.signed).order_by(col(RecordCutRow.seq).desc()).limit(1)
        return self._session.exec(query).first()

    def removable(self, before: datetime) -> tuple[int, int]:
        """Return the first and the last of the lines that are older, with nothing but such before them.

        The newest line of the record is never among them. Both are 0 where nothing is that old.
        """
        first, young = self._first(), self._first(col(AuditRow.at) >= before)
        newest = self._session.exec(select(func.max(AuditRow.seq))).first()
        if first is None or newest is None:
            return 0, 0
        last = min(newest if young is None else young, newest) - 1
        return (first, last) if last >= first else (0, 0)

    def _first(self, *which: Any) -> int | None:
        return self._session.exec(select(func.min(AuditRow.seq)).where(*which)).first()

    def remove(self, signed: SignedHead) -> int:
        """Remove the lines up to the signed cut and return their number; the database checks that it may."""
        row = RecordCutRow(seq=signed.seq, hash=signed.hash, at=signed.at, signed=signed.line)
        self._session.add(row)
        self._session.flush()
        done = self._session.execute(delete(AuditRow).where(col(AuditRow.seq) <= signed.seq))
        removed: int = done.rowcount  # type: ignore[attr-defined] # what a deletion returns has it
        return removed
