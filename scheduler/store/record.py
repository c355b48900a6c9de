"""Read and write the record: audit chain, attempts, approvals, and the daemon's notes."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, insert, or_, type_coerce, update
from sqlalchemy import select as plain_select
from sqlalchemy.types import NullType
from sqlmodel import Session, col, select

from scheduler.domain.errors import StorageError
from scheduler.domain.heads import Sought
from scheduler.domain.record import GENESIS, Approval, Attempt, AuditEntry, digest_of
from scheduler.store.prepared import Prepared
from scheduler.store.rows import columns_of, to_value, to_values
from scheduler.store.tables import ApprovalRow, AttemptRow, AuditRow, NoteRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scheduler.domain.people import Actor
    from scheduler.store.transaction import Transaction

_AUDIT: Any = AuditRow.__table__  # type: ignore[attr-defined] # SQLModel hides it from the type checker
_ATTEMPTS: Any = AttemptRow.__table__  # type: ignore[attr-defined] # as above
#: Prepared once: the engine writes these for every post it sends.
_NOTES: Any = NoteRow.__table__  # type: ignore[attr-defined] # as above
_NAMED = plain_select(_NOTES.c.name, _NOTES.c.value).where(
    _NOTES.c.name >= bindparam("since"), _NOTES.c.name < bindparam("before")
)
_NEWEST = plain_select(_AUDIT).order_by(_AUDIT.c.seq.desc()).limit(1)
_LAST = plain_select(_AUDIT.c.seq, _AUDIT.c.hash).order_by(_AUDIT.c.seq.desc()).limit(1)
_APPEND = Prepared(insert(_AUDIT))
#: The rows as they stand, before any type makes something else of them.
_EVERY = plain_select(*(type_coerce(column, NullType()).label(column.name) for column in _AUDIT.c))
_NAMES = tuple(column.name for column in _AUDIT.c)
#: What a row may be made of: `before` and `after` may be missing.
_TYPES = frozenset(
    (int, int, str, str, str, before, after, str, str, str)
    for before in (str, type(None))
    for after in (str, type(None))
)
_COMPACT = json.JSONEncoder(separators=(",", ":")).encode
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TRY = Prepared(insert(_ATTEMPTS))
_FINISH = Prepared(
    update(_ATTEMPTS)
    .where(
        _ATTEMPTS.c.post == bindparam("of"),
        _ATTEMPTS.c.fence == bindparam("held"),
        _ATTEMPTS.c.part == bindparam("numbered"),
    )
    .values(
        outcome=bindparam("to_outcome"),
        finished_at=bindparam("to_finished_at"),
        detail=bindparam("to_detail"),
        remote_id=bindparam("to_remote_id"),
    )
)


class Link(NamedTuple):
    """What the chain is made of: a line's number, the hashes of the line before it and of itself."""

    seq: object
    previous: object
    hash: object
    #: Is every byte of the line what its hash says?
    is_sealed: bool


class Audit:
    """The append-only record. The database refuses to change or delete a line of it."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        #: Number and hash of the last line, once this transaction, the only writer, has added one.
        self._end: tuple[int, str] | None = None

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
        entry = AuditEntry(
            seq=0,
            at=at,
            actor=actor.key,
            action=action,
            subject=subject,
            before=before,
            after=after,
            facts=dict(facts or {}),
            previous="",
        )
        return self.extend([entry])[-1]

    def extend(self, entries: Sequence[AuditEntry]) -> list[AuditEntry]:
        """Add lines after the last one and return them numbered, chained and sealed."""
        seq, previous = self._end or self._transaction.connection.execute(_LAST).first() or (0, GENESIS)
        sealed: list[AuditEntry] = []
        for entry in entries:
            line = entry.following(seq, previous)
            seq, previous = line.seq, line.hash
            sealed.append(line)
        if sealed:
            _APPEND.run(self._transaction.connection, [columns_of(each) for each in sealed])
            self._end = (seq, previous)
        return sealed

    def last(self) -> AuditEntry | None:
        """Return the newest line."""
        return to_value(AuditEntry, self._transaction.connection.execute(_NEWEST).first())

    def at(self, seq: int) -> AuditEntry | None:
        """Return one line by its number."""
        return to_value(AuditEntry, self._transaction.session.get(AuditRow, seq))

    def all(self, sought: Sought | None = None) -> Iterator[AuditEntry]:
        """Yield every line that is sought in order, in batches, so that a long record fits in memory."""
        query = _narrowed(sought or Sought()).order_by(_AUDIT.c.seq)
        return self._read(query)

    def links(self, *, after: int | None = None) -> Iterator[Link]:
        """Yield every line in order as a link of the chain, in batches: a long record fits in memory."""
        query = _EVERY.order_by(_AUDIT.c.seq)
        if after is not None:
            query = query.where(_AUDIT.c.seq > after)
        for row in self._rows(query):
            yield Link(row[0], row[-2], row[-1], is_sealed=_is_sealed(row))

    def recent(self, *, limit: int = 200, subject: str | None = None) -> list[AuditEntry]:
        """Return the newest lines, newest first, all or about one subject."""
        return self.found(Sought(subject=subject), limit=limit)

    def found(self, sought: Sought, *, limit: int) -> list[AuditEntry]:
        """Return the newest of the lines that are sought, newest first."""
        query = _narrowed(sought).order_by(_AUDIT.c.seq.desc()).limit(limit)
        return list(self._read(query))

    def actions(self) -> list[str]:
        """Return every action that stands in the record, by name."""
        found = self._transaction.connection.execute(plain_select(_AUDIT.c.action).distinct())
        return sorted(str(action) for (action,) in found)

    def _read(self, query: Any) -> Iterator[AuditEntry]:
        for row in self._rows(query):
            fields = row._asdict()
            try:
                fields |= {"at": _instant(fields["at"]), "facts": json.loads(fields["facts"])}
                entry = AuditEntry.model_validate(fields)
            except (ValueError, TypeError, OverflowError) as why:
                raise StorageError(
                    f"Line {row[0]} of the record can't be read: somebody changed it in the database. "
                    "Keep the database as it is and run “rounds audit verify”."
                ) from why
            yield entry

    def _rows(self, query: Any) -> Iterator[Any]:
        with closing(self._transaction.connection.execute(query.execution_options(yield_per=500))) as rows:
            yield from rows


def _narrowed(sought: Sought) -> Any:
    """Return the query for the lines that are sought; a colon or point ends a kind of subject or action."""
    query = _EVERY
    if sought.since is not None:
        query = query.where(_AUDIT.c.at >= sought.since)
    if sought.until is not None:
        query = query.where(_AUDIT.c.at < sought.until)
    if sought.actor is not None:
        query = query.where(_AUDIT.c.actor == sought.actor)
    if sought.action is not None:
        query = query.where(_is_or_begins(_AUDIT.c.action, sought.action, "."))
    if sought.subject is not None:
        query = query.where(_is_or_begins(_AUDIT.c.subject, sought.subject, ":"))
    return query


def _is_or_begins(column: Any, words: str, sign: str) -> Any:
    if sign in words:
        return column == words
    return or_(column == words, column.startswith(f"{words}{sign}", autoescape=True))


def _instant(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)


def _is_sealed(row: Any) -> bool:
    """Is this the row that Rounds wrote? In other bytes, or of other types, it is another one."""
    if tuple(map(type, row)) not in _TYPES:
        return False
    fields = dict(zip(_NAMES, row, strict=True))
    try:
        at, sealed, written = _instant(fields.pop("at")), fields.pop("hash"), fields["facts"]
        fields["facts"] = json.loads(written)
        return bool(_COMPACT(fields["facts"]) == written and digest_of(fields, at=at) == sealed)
    except (ValueError, OverflowError, RecursionError):
        return False


class Attempts:
    """Tries at sending."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, *attempts: Attempt) -> None:
        """Write tries down."""
        if attempts:
            _TRY.run(self._transaction.connection, [columns_of(each) for each in attempts])

    def finish(self, *attempts: Attempt, at: datetime) -> None:
        """Say what tries came to; each names its post, fence and part, outcome, detail and remote id."""
        if attempts:
            each = [
                {
                    "of": attempt.post,
                    "held": attempt.fence,
                    "numbered": attempt.part,
                    "to_outcome": attempt.outcome,
                    "to_finished_at": at,
                    "to_detail": attempt.detail,
                    "to_remote_id": attempt.remote_id,
                }
                for attempt in attempts
            ]
            _FINISH.run(self._transaction.connection, each)

    def of(self, post: int) -> list[Attempt]:
        """Return the tries of a post, first to last."""
        query = select(AttemptRow).where(AttemptRow.post == post).order_by(col(AttemptRow.id))
        return to_values(Attempt, self._transaction.session.exec(query))


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

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def put(self, name: str, value: str, *, at: datetime) -> None:
        """Leave or replace a note."""
        self._transaction.session.merge(NoteRow(name=name, value=value, at=at))
        self._transaction.session.flush()

    def named(self, beginning: str) -> dict[str, str]:
        """Return the notes whose names begin so, by the rest of their names."""
        found = self._transaction.connection.execute(
            _NAMED, {"since": beginning, "before": beginning + "\uffff"}
        )
        return {name.removeprefix(beginning): value for name, value in found}

    def get(self, name: str) -> tuple[str, datetime] | None:
        """Return a note and when it was left."""
        row = self._transaction.session.get(NoteRow, name)
        return None if row is None else (row.value, row.at)
