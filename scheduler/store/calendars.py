"""Read and write calendar subscriptions; only digests of their tokens are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from scheduler.domain.errors import UnknownNameError
from scheduler.domain.record import CalendarLink
from scheduler.store.rows import columns_of, to_value, to_values, value_of
from scheduler.store.tables import CalendarLinkRow, PostRow

if TYPE_CHECKING:
    from datetime import datetime


class Calendars:
    """The subscriptions of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, link: CalendarLink, *, token_sha256: str) -> CalendarLink:
        """Save a new subscription and return it with its number."""
        row = CalendarLinkRow(**columns_of(link), token_sha256=token_sha256)
        self._session.add(row)
        self._session.flush()
        return link.model_copy(update={"id": row.id})

    def all(self) -> list[CalendarLink]:
        """Return all subscriptions, revoked ones included, newest first."""
        query = select(CalendarLinkRow).order_by(col(CalendarLinkRow.id).desc())
        return to_values(CalendarLink, self._session.exec(query))

    def by_token(self, token_sha256: str) -> CalendarLink | None:
        """Return the live subscription of a token; a revoked one is as unknown as none."""
        query = select(CalendarLinkRow).where(
            CalendarLinkRow.token_sha256 == token_sha256, col(CalendarLinkRow.revoked_at).is_(None)
        )
        return to_value(CalendarLink, self._session.exec(query).first())

    def revoke(self, link_id: int, *, at: datetime) -> CalendarLink:
        """End a subscription; one that has ended stays as it was."""
        row = self._row(link_id)
        row.revoked_at = row.revoked_at or at
        self._session.flush()
        return value_of(CalendarLink, row)

    def fetched(self, link_id: int, *, at: datetime, client: str) -> None:
        """Remember that a program fetched it."""
        row = self._row(link_id)
        row.last_fetch_at, row.last_client, row.fetches = at, client[:200], row.fetches + 1
        self._session.flush()

    def shown(self, start: datetime, end: datetime, *, channel: str = "") -> list[tuple[int, int, datetime]]:
        """Return number, version and last change of the posts due in the span, by number.

        They say whether a calendar of these posts would still be the same, without reading the posts.
        """
        query = (
            select(col(PostRow.id), col(PostRow.version), col(PostRow.updated_at))
            .where(col(PostRow.due) >= start, col(PostRow.due) < end)
            .order_by(col(PostRow.id))
        )
        if channel:
            query = query.where(PostRow.channel == channel)
        return [(number or 0, version, changed) for number, version, changed in self._session.exec(query)]

    def _row(self, link_id: int) -> CalendarLinkRow:
        row = self._session.get(CalendarLinkRow, link_id)
        if row is None:
            raise UnknownNameError("calendar link", link_id)
        return row
