"""Read and write what was seen in pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, delete, select

from scheduler.domain.sight import Sight
from scheduler.store.rows import columns_of, to_values
from scheduler.store.tables_sights import SightRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

_AT_ONCE = 500


class Sights:
    """The last look at each picture, in one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, pictures: Collection[str]) -> dict[str, Sight]:
        """Return the looks at these pictures, by digest; what nobody looked at is left out."""
        wanted, found = sorted(set(pictures)), dict[str, Sight]()
        for first in range(0, len(wanted), _AT_ONCE):
            query = select(SightRow).where(col(SightRow.picture).in_(wanted[first : first + _AT_ONCE]))
            found |= {each.picture: each for each in to_values(Sight, self._session.exec(query))}
        return found

    def put(self, sight: Sight) -> None:
        """Keep a look in the place of the one before."""
        self._session.merge(SightRow(**columns_of(sight)))
        self._session.flush()

    def older_than(self, at: datetime) -> list[str]:
        """Return the pictures that were last looked at before then."""
        return list(self._session.exec(select(SightRow.picture).where(col(SightRow.looked_at) < at)))

    def forget(self, picture: str) -> None:
        """Drop what was seen in a picture."""
        self._session.exec(delete(SightRow).where(col(SightRow.picture) == picture))
