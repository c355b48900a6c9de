"""Read, write and forget what people typed and did not save yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, delete, select

from scheduler.domain.unsaved import Unsaved
from scheduler.store.rows import columns_of, to_value, to_values
from scheduler.store.tables_writing import UnsavedRow

if TYPE_CHECKING:
    from datetime import datetime

_NAME: Any = col(UnsavedRow.name)


class UnsavedDrafts:
    """The unsaved drafts of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, name: str) -> Unsaved | None:
        """Return one, by its name."""
        return to_value(Unsaved, self._session.get(UnsavedRow, name))

    def of(self, person_id: int) -> list[Unsaved]:
        """Return all of one person, the newest first."""
        query = select(UnsavedRow).where(UnsavedRow.person_id == person_id)
        return to_values(Unsaved, self._session.exec(query.order_by(col(UnsavedRow.at).desc(), _NAME)))

    def put(self, draft: Unsaved) -> None:
        """Keep one in the place of the one with its name."""
        self._session.merge(UnsavedRow(**columns_of(draft)))
        self._session.flush()

    def remove(self, name: str) -> None:
        """Drop one, where it is still there."""
        self._session.execute(delete(UnsavedRow).where(name == _NAME))
        self._session.expire_all()

    def remove_of(self, person_id: int) -> None:
        """Drop all of one person."""
        self._session.execute(delete(UnsavedRow).where(col(UnsavedRow.person_id) == person_id))
        self._session.expire_all()

    def forget(self, before: datetime) -> int:
        """Drop what was last kept before an instant; return how many."""
        gone = self._session.connection().execute(delete(UnsavedRow).where(col(UnsavedRow.at) < before))
        return gone.rowcount

    def all_sealed(self) -> dict[str, bytes]:
        """Return what is sealed, by name."""
        return dict(self._session.exec(select(UnsavedRow.name, UnsavedRow.sealed)).all())

    def seal(self, name: str, sealed: bytes) -> None:
        """Keep the same sealed anew."""
        self._session.get_one(UnsavedRow, name).sealed = sealed
        self._session.flush()
