"""Read and write the links by which people choose a password; only digests of their secrets are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, delete, select

from scheduler.domain.invitations import Invitation
from scheduler.store.rows import columns_of, to_value, to_values
from scheduler.store.tables_invitations import InvitationRow

if TYPE_CHECKING:
    from datetime import datetime


class Invitations:
    """The links of one transaction: one for each person at most."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, invitation: Invitation, *, token_sha256: str) -> None:
        """Keep a link instead of the one that its person had; those that are over are forgotten."""
        self.end(invitation.person_id)
        self._session.execute(delete(InvitationRow).where(col(InvitationRow.until) <= invitation.made_at))
        self._session.add(InvitationRow(**columns_of(invitation), token_sha256=token_sha256))
        self._session.flush()

    def live(self, *, at: datetime) -> list[Invitation]:
        """Return the links that are not over."""
        return to_values(
            Invitation, self._session.exec(select(InvitationRow).where(col(InvitationRow.until) > at))
        )

    def by_token(self, token_sha256: str, *, at: datetime) -> Invitation | None:
        """Return the link with this secret; one that is over is as unknown as none."""
        query = select(InvitationRow).where(
            InvitationRow.token_sha256 == token_sha256, col(InvitationRow.until) > at
        )
        return to_value(Invitation, self._session.exec(query).first())

    def spend(self, token_sha256: str) -> bool:
        """Forget the link with this secret; of two who use it at once, one is told that it was there."""
        return self._forget(col(InvitationRow.token_sha256) == token_sha256)

    def end(self, person_id: int) -> bool:
        """Forget a person's link, and tell whether there was one."""
        return self._forget(col(InvitationRow.person_id) == person_id)

    def _forget(self, which: Any) -> bool:
        was_there = self._session.connection().execute(delete(InvitationRow).where(which)).rowcount == 1
        self._session.expire_all()
        return was_there
