"""Read, write and forget what may be quoted from the pages of items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, delete, select

from scheduler.domain.quoting import PageWords
from scheduler.store.rows import columns_of, to_value, to_values
from scheduler.store.tables_quoting import PageWordsRow

if TYPE_CHECKING:
    from datetime import datetime


class Quotes:
    """What may be quoted, in one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, words: PageWords) -> None:
        """Keep what a page came to instead of what was kept of it."""
        self._session.merge(PageWordsRow(**columns_of(words)))
        self._session.flush()

    def of(self, item_id: int) -> PageWords | None:
        """Return what is kept of an item's page, `None` where it was not read or is forgotten."""
        return to_value(PageWords, self._session.get(PageWordsRow, item_id))

    def since(self, at: datetime) -> dict[int, PageWords]:
        """Return what is kept of the pages that were read since an instant, by item."""
        query = select(PageWordsRow).where(col(PageWordsRow.read_at) >= at)
        return {each.item: each for each in to_values(PageWords, self._session.exec(query))}

    def forget(self, before: datetime) -> int:
        """Forget what was read before an instant; return of how many pages."""
        gone = self._session.exec(delete(PageWordsRow).where(col(PageWordsRow.read_at) < before))
        return int(gone.rowcount)
