"""Read, write and forget the earlier wordings of posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, delete, select

from scheduler.domain.errors import UnknownNameError
from scheduler.domain.wordings import EarlierWording
from scheduler.store.rows import columns_of, to_value, to_values
from scheduler.store.tables_writing import EarlierWordingRow

if TYPE_CHECKING:
    from datetime import datetime


class Wordings:
    """The earlier wordings of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, wording: EarlierWording) -> None:
        """Keep what a post said before a change."""
        self._session.add(EarlierWordingRow(**columns_of(wording)))
        self._session.flush()

    def get(self, number: int) -> EarlierWording:
        """Return one, or raise `UnknownNameError`."""
        found = to_value(EarlierWording, self._session.get(EarlierWordingRow, number))
        if found is None:
            raise UnknownNameError("earlier wording", number)
        return found

    def of(self, post: int, *, limit: int) -> list[EarlierWording]:
        """Return the newest ones of a post, the newest first."""
        query = select(EarlierWordingRow).where(EarlierWordingRow.post == post)
        query = query.order_by(col(EarlierWordingRow.id).desc()).limit(limit)
        return to_values(EarlierWording, self._session.exec(query))

    def saying(self, post: int, digest: str) -> EarlierWording | None:
        """Return the newest one of a post that has this digest."""
        query = select(EarlierWordingRow).where(
            EarlierWordingRow.post == post, EarlierWordingRow.digest == digest
        )
        query = query.order_by(col(EarlierWordingRow.id).desc()).limit(1)
        return to_value(EarlierWording, self._session.exec(query).first())

    def erase(self, number: int) -> None:
        """Drop what one says; that there was one stays."""
        self._session.get_one(EarlierWordingRow, number).content = {}
        self._session.flush()

    def forget(self, before: datetime) -> int:
        """Drop the ones that were replaced before an instant; return how many."""
        gone = delete(EarlierWordingRow).where(col(EarlierWordingRow.at) < before)
        return self._session.connection().execute(gone).rowcount
