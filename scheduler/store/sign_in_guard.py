"""Read and write what guards the sign-in: tries that failed, and browsers that are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlmodel import col, delete, select

from scheduler.domain.sessions import KnownBrowser
from scheduler.store.rows import to_values
from scheduler.store.tables_people import KnownBrowserRow, TryRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlmodel import Session

_FOR: Any = col(TryRow.counted_for)
_AT: Any = col(TryRow.at)


class SignInGuard:
    """The tries and known browsers of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def tries(self, counted_for: str, *, since: datetime) -> list[datetime]:
        """Return when a password was typed and not right, after `since`, oldest first."""
        query = select(TryRow.at).where(counted_for == _FOR, since < _AT).order_by(_AT)
        return list(self._session.exec(query))

    def note(self, counted_for: str, *, at: datetime) -> None:
        """Note a try."""
        self._session.add(TryRow(counted_for=counted_for, at=at))
        self._session.flush()

    def forget(self, counted_for: Collection[str]) -> None:
        """Forget the tries of these."""
        self._session.execute(delete(TryRow).where(_FOR.in_(list(counted_for))))

    def forget_last(self, counted_for: str) -> None:
        """Forget the last try of this one, for it was right."""
        query = select(TryRow).where(counted_for == _FOR).order_by(_AT.desc()).limit(1)
        row = self._session.exec(query).first()
        if row is not None:
            self._session.delete(row)
            self._session.flush()

    def forget_before(self, at: datetime) -> None:
        """Forget old tries."""
        self._session.execute(delete(TryRow).where(at >= _AT))

    def knows(self, person_id: int, mark_sha256: str) -> bool:
        """Has this person signed in with this browser?"""
        return self._session.get(KnownBrowserRow, (person_id, mark_sha256)) is not None

    def know(self, person_id: int, mark_sha256: str, *, name: str, at: datetime) -> None:
        """Remember the browser of a person; once is enough."""
        if not self.knows(person_id, mark_sha256):
            row = KnownBrowserRow(person_id=person_id, mark_sha256=mark_sha256, name=name, first_at=at)
            self._session.add(row)
            self._session.flush()

    def known(self, person_id: int) -> list[KnownBrowser]:
        """Return the browsers of a person, the newest first."""
        query = (
            select(KnownBrowserRow)
            .where(KnownBrowserRow.person_id == person_id)
            .order_by(col(KnownBrowserRow.first_at).desc())
        )
        return to_values(KnownBrowser, self._session.exec(query))

    def forget_browsers(self, person_id: int) -> None:
        """Forget the browsers of a person: each is new to them again."""
        self._session.execute(delete(KnownBrowserRow).where(col(KnownBrowserRow.person_id) == person_id))
