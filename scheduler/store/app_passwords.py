"""Read and write passwords for single programs; only digests of their secrets are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from scheduler.domain.app_passwords import AppPassword
from scheduler.domain.errors import UnknownNameError
from scheduler.store.rows import columns_of, to_value, to_values, value_of
from scheduler.store.tables_app_passwords import AppPasswordRow

if TYPE_CHECKING:
    from datetime import datetime


class AppPasswords:
    """The app passwords of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, password: AppPassword, *, secret_sha256: str) -> AppPassword:
        """Save a new one and return it with its number."""
        row = AppPasswordRow(**columns_of(password), secret_sha256=secret_sha256)
        self._session.add(row)
        self._session.flush()
        return password.model_copy(update={"id": row.id})

    def of(self, person_id: int) -> list[AppPassword]:
        """Return those of a person, revoked ones included, newest first."""
        query = (
            select(AppPasswordRow)
            .where(AppPasswordRow.person_id == person_id)
            .order_by(col(AppPasswordRow.id).desc())
        )
        return to_values(AppPassword, self._session.exec(query))

    def get(self, number: int) -> AppPassword:
        """Return one, or raise `UnknownNameError`."""
        return value_of(AppPassword, self._row(number))

    def by_secret(self, secret_sha256: str) -> AppPassword | None:
        """Return the live one with this secret; a revoked one is as unknown as none."""
        query = select(AppPasswordRow).where(
            AppPasswordRow.secret_sha256 == secret_sha256, col(AppPasswordRow.revoked_at).is_(None)
        )
        return to_value(AppPassword, self._session.exec(query).first())

    def revoke(self, number: int, *, at: datetime) -> AppPassword:
        """End one; one that has ended stays as it was."""
        row = self._row(number)
        row.revoked_at = row.revoked_at or at
        self._session.flush()
        return value_of(AppPassword, row)

    def used(self, number: int, *, at: datetime, client: str) -> None:
        """Remember that a program came with it."""
        row = self._row(number)
        row.last_used_at, row.last_client = at, client
        self._session.flush()

    def _row(self, number: int) -> AppPasswordRow:
        row = self._session.get(AppPasswordRow, number)
        if row is None:
            raise UnknownNameError("app password", number)
        return row
