"""Read and write by what the rows of sheets are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from scheduler.store.tables_imports import ImportedRowRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

#: SQLite takes no more values in one query on every build.
_AT_ONCE = 900


class Imports:
    """What came out of sheets, in one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def known(self, digests: Sequence[str]) -> dict[str, int]:
        """Return the posts that rows of these digests became, by digest."""
        found: dict[str, int] = {}
        for start in range(0, len(digests), _AT_ONCE):
            part = digests[start : start + _AT_ONCE]
            rows = self._session.exec(select(ImportedRowRow).where(col(ImportedRowRow.digest).in_(part)))
            found |= {row.digest: row.post for row in rows}
        return found

    def add(self, digest: str, *, post: int, at: datetime) -> None:
        """Remember what a row became."""
        self._session.add(ImportedRowRow(digest=digest, post=post, at=at))
        self._session.flush()
