"""Read and write how posts are approved, what persons have signed, and which decisions were late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from scheduler.domain.approval import ApprovalRules, Escalation
from scheduler.domain.authorisations import Authorisation
from scheduler.domain.errors import UnknownNameError
from scheduler.store.rows import columns_of, to_value, to_values
from scheduler.store.tables_approving import ApprovalRulesRow, AuthorisationRow, EscalationRow

if TYPE_CHECKING:
    from datetime import datetime


class ApprovalTerms:
    """The rules of approving of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, channel: str) -> ApprovalRules:
        """Return how posts of a channel are approved."""
        kept = to_value(ApprovalRules, self._session.get(ApprovalRulesRow, channel))
        return kept or ApprovalRules(channel=channel)

    def all(self) -> dict[str, ApprovalRules]:
        """Return the rules that differ from the usual, by channel."""
        kept = to_values(ApprovalRules, self._session.exec(select(ApprovalRulesRow)))
        return {rules.channel: rules for rules in kept}

    def put(self, rules: ApprovalRules) -> None:
        """Keep the rules of a channel."""
        self._session.merge(ApprovalRulesRow(**columns_of(rules)))
        self._session.flush()


class Authorisations:
    """The signed authorisations of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, signed: Authorisation) -> Authorisation:
        """Save a new one; return it with its number."""
        row = AuthorisationRow(**columns_of(signed))
        self._session.add(row)
        self._session.flush()
        return signed.model_copy(update={"id": row.id})

    def get(self, number: int) -> Authorisation:
        """Return one, or raise `UnknownNameError`."""
        found = to_value(Authorisation, self._session.get(AuthorisationRow, number))
        if found is None:
            raise UnknownNameError("authorisation", number)
        return found

    def all(self) -> list[Authorisation]:
        """Return all of them, the revoked too, by number."""
        query = select(AuthorisationRow).order_by(col(AuthorisationRow.id))
        return to_values(Authorisation, self._session.exec(query))

    def over(self, at: datetime) -> list[Authorisation]:
        """Return those that are revoked, or expired by then."""
        is_over = col(AuthorisationRow.revoked_at).is_not(None) | (col(AuthorisationRow.expires_at) <= at)
        query = select(AuthorisationRow).where(is_over).order_by(col(AuthorisationRow.id))
        return to_values(Authorisation, self._session.exec(query))

    def revoke(self, number: int, *, by: str, at: datetime) -> Authorisation:
        """Note that one was revoked; one that is already stays as it is."""
        row = self._session.get(AuthorisationRow, number)
        if row is None:
            raise UnknownNameError("authorisation", number)
        if row.revoked_at is None:
            row.revoked_at, row.revoked_by = at, by
            self._session.flush()
        return self.get(number)


class Escalations:
    """The decisions that were not made in time."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, late: Escalation) -> None:
        """Note one, or what became of it."""
        self._session.merge(EscalationRow(**columns_of(late)))
        self._session.flush()

    def of(self, posts: list[int]) -> dict[int, Escalation]:
        """Return what was noted of these posts, by post."""
        query = select(EscalationRow).where(col(EscalationRow.post).in_(posts))
        return {each.post: each for each in to_values(Escalation, self._session.exec(query))}
