"""Read and write good times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from scheduler.domain.good_times import GoodTime
from scheduler.store.rows import columns_of, to_value, to_values
from scheduler.store.tables_good_times import GoodTimeRow

if TYPE_CHECKING:
    from collections.abc import Collection


class GoodTimes:
    """The good times of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self, channels: Collection[str] = ()) -> list[GoodTime]:
        """Return them through the week, those of some channels or of all."""
        query = select(GoodTimeRow).order_by(
            col(GoodTimeRow.weekday), col(GoodTimeRow.begins), col(GoodTimeRow.channel)
        )
        if channels:
            query = query.where(col(GoodTimeRow.channel).in_(channels))
        return to_values(GoodTime, self._session.exec(query))

    def get(self, number: int) -> GoodTime | None:
        """Return one; `None` where it is gone."""
        return to_value(GoodTime, self._session.get(GoodTimeRow, number))

    def add(self, good: GoodTime) -> GoodTime:
        """Save a new one and return it with its number."""
        row = GoodTimeRow(**columns_of(good))
        self._session.add(row)
        self._session.flush()
        return good.model_copy(update={"id": row.id})

    def remove(self, number: int) -> None:
        """Delete one."""
        self._session.delete(self._session.get_one(GoodTimeRow, number))
        self._session.flush()
