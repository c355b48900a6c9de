"""Read what the polls left behind, and forget items that nobody used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, delete, func, select

from scheduler.domain.curation import Fetch
from scheduler.store.rows import to_values
from scheduler.store.tables import FetchRow, ItemRow, PostRow
from scheduler.store.tables_reading import ReadingRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


class Harvest:
    """The log of fetches and the keeping of items, in one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def log(self, source: str, *, since: datetime) -> list[Fetch]:
        """Return how a source was asked from `since` on, oldest first."""
        query = (
            select(FetchRow)
            .where(FetchRow.source == source, col(FetchRow.at) >= since)
            .order_by(col(FetchRow.at), col(FetchRow.id))
        )
        return to_values(Fetch, self._session.exec(query))

    def came(self, source: str, *, limit: int = 400) -> list[datetime]:
        """Return when the latest items of a source were published, or first seen where that is not known."""
        when = func.coalesce(ItemRow.published, ItemRow.first_seen)
        query = select(when).where(ItemRow.source == source).order_by(when.desc()).limit(limit)
        return list(self._session.exec(query))

    def last_news(self) -> int:
        """Return the number of the last fetch that brought another document than before, 0 before it."""
        query = select(func.max(FetchRow.id)).where(col(FetchRow.is_unchanged).is_(False))
        return self._session.exec(query).one() or 0

    def has_unread(self, *, since: datetime) -> bool:
        """Is there an item, dated or else first seen since then, that was not read or has no story?"""
        when = func.coalesce(ItemRow.published, ItemRow.first_seen)
        read = select(ReadingRow.item).where(ReadingRow.item == ItemRow.id).exists()
        query = select(ItemRow.id).where(when >= since, ~read | (col(ItemRow.story) == 0)).limit(1)
        return self._session.exec(query).first() is not None

    def unused(self, source: str, *, dated_before: datetime, limit: int = 500) -> list[int]:
        """Return the items of a source, published and first seen before then, from which no post was made."""
        made = select(PostRow.item).where(col(PostRow.item).is_not(None))
        query = (
            select(ItemRow.id)
            .where(ItemRow.source == source, col(ItemRow.first_seen) < dated_before)
            .where(func.coalesce(ItemRow.published, ItemRow.first_seen) < dated_before)
            .where(col(ItemRow.id).not_in(made))
            .order_by(col(ItemRow.id))
            .limit(limit)
        )
        return list(self._session.exec(query))

    def forget(self, items: Sequence[int]) -> None:
        """Delete items; what was understood of them goes with them."""
        self._session.connection().execute(delete(ItemRow).where(col(ItemRow.id).in_(items)))
        self._session.expire_all()
