"""Read, write and forget what was heard of posts that name a channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func
from sqlmodel import Session, col, delete, select

from scheduler.domain.trend import HeardWords, MentionRead
from scheduler.store.rows import columns_of, to_value, to_values
from scheduler.store.tables_mentions import HeardWordsRow, MentionReadRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class Mentions:
    """What was heard, in one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, heard: Iterable[HeardWords], read: MentionRead) -> None:
        """Keep what one look brought, and that it was made."""
        self._session.add_all([HeardWordsRow(**columns_of(each)) for each in heard])
        self._session.add(MentionReadRow(**columns_of(read)))
        self._session.flush()

    def last(self, channel: str) -> MentionRead | None:
        """Return the last look at a channel."""
        query = select(MentionReadRow).where(MentionReadRow.channel == channel)
        newest = self._session.exec(query.order_by(col(MentionReadRow.id).desc()).limit(1)).first()
        return to_value(MentionRead, newest)

    def read_since(self, channel: str, at: datetime) -> int:
        """Return how many posts were read for a channel since an instant."""
        query = select(func.coalesce(func.sum(MentionReadRow.posts), 0))
        query = query.where(MentionReadRow.channel == channel, col(MentionReadRow.at) >= at)
        return int(self._session.exec(query).one())

    def since(self, at: datetime, *, limit: int = 20_000) -> list[HeardWords]:
        """Return what was heard since an instant, the newest first."""
        query = select(HeardWordsRow).where(col(HeardWordsRow.at) >= at)
        query = query.order_by(col(HeardWordsRow.at).desc(), col(HeardWordsRow.id).desc())
        return to_values(HeardWords, self._session.exec(query.limit(limit)))

    def forget(self, before: datetime) -> int:
        """Forget the words heard before an instant; return of how many posts."""
        gone = self._session.exec(delete(HeardWordsRow).where(col(HeardWordsRow.at) < before))
        return int(gone.rowcount)
