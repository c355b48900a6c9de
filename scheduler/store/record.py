"""Read and write the record: audit chain, attempts, approvals, and the daemon's notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from scheduler.domain.record import GENESIS, Approval, Attempt, AuditEntry, Outcome
from scheduler.store.rows import columns_of, to_value, to_values, value_of
from scheduler.store.tables import ApprovalRow, AttemptRow, AuditRow, NoteRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from scheduler.domain.people import Actor


class Audit:
    """The append-only record. The database refuses to change or delete a line of it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def append(
        self,
        actor: Actor,
        action: str,
        subject: str,
        *,
        at: datetime,
        before: str | None = None,
        after: str | None = None,
        facts: Mapping[str, str | int | float | bool | None] | None = None,
    ) -> AuditEntry:
        """Add a line after the last one, in the transaction of what it tells of."""
        last = self.last()
        entry = AuditEntry(
            seq=last.seq + 1 if last else 1,
            at=at,
            actor=actor.key,
            action=action,
            subject=subject,
            before=before,
            after=after,
            facts=dict(facts or {}),
            previous=last.hash if last else GENESIS,
        ).sealed()
        self._session.add(AuditRow(**columns_of(entry)))
        self._session.flush()
        return entry

    def last(self) -> AuditEntry | None:
        """Return the newest line."""
        query = select(AuditRow).order_by(col(AuditRow.seq).desc()).limit(1)
        return to_value(AuditEntry, self._session.exec(query).first())

    def at(self, seq: int) -> AuditEntry | None:
        """Return one line by its number."""
        return to_value(AuditEntry, self._session.get(AuditRow, seq))

    def all(self) -> Iterator[AuditEntry]:
        """Yield every line in order, in batches, so that a long record fits in memory."""
        query = select(AuditRow).order_by(col(AuditRow.seq)).execution_options(yield_per=500)
        for row in self._session.exec(query):
            yield value_of(AuditEntry, row)

    def recent(self, *, limit: int = 200, subject: str | None = None) -> list[AuditEntry]:
        """Return the newest lines, newest first, all or about one subject."""
        query = select(AuditRow).order_by(col(AuditRow.seq).desc()).limit(limit)
        if subject is not None:
            query = query.where(AuditRow.subject == subject)
        return to_values(AuditEntry, self._session.exec(query))


class Attempts:
    """Tries at sending."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, attempt: Attempt) -> Attempt:
        """Write a try down and return it with its number."""
        row = AttemptRow(**columns_of(attempt))
        self._session.add(row)
        self._session.flush()
        return attempt.model_copy(update={"id": row.id})

    def finish(self, post: int, fence: int, *, outcome: Outcome, at: datetime, detail: str = "") -> None:
        """Say what a try came to."""
        query = select(AttemptRow).where(AttemptRow.post == post, AttemptRow.fence == fence)
        for row in self._session.exec(query):
            row.outcome, row.finished_at, row.detail = outcome, at, detail
        self._session.flush()

    def of(self, post: int) -> list[Attempt]:
        """Return the tries of a post, first to last."""
        query = select(AttemptRow).where(AttemptRow.post == post).order_by(col(AttemptRow.id))
        return to_values(Attempt, self._session.exec(query))


class Approvals:
    """Decisions on posts."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, approval: Approval) -> None:
        """Write a decision down."""
        self._session.add(ApprovalRow(**columns_of(approval)))
        self._session.flush()

    def of(self, post: int) -> list[Approval]:
        """Return the decisions on a post, first to last."""
        query = select(ApprovalRow).where(ApprovalRow.post == post).order_by(col(ApprovalRow.id))
        return to_values(Approval, self._session.exec(query))


class Notes:
    """Small facts the daemon leaves for the planner and the command line."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, name: str, value: str, *, at: datetime) -> None:
        """Leave or replace a note."""
        self._session.merge(NoteRow(name=name, value=value, at=at))
        self._session.flush()

    def get(self, name: str) -> tuple[str, datetime] | None:
        """Return a note and when it was left."""
        row = self._session.get(NoteRow, name)
        return None if row is None else (row.value, row.at)
