"""Read and write decisions on items, the organisation's profile, and trends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select as plain_select
from sqlmodel import Session, col, func, select

from scheduler.domain.errors import UnknownNameError
from scheduler.domain.relevance import Decision, ProfileLine
from scheduler.domain.trend import TrendAlert, TrendState
from scheduler.store.rows import columns_of, to_value, to_values
from scheduler.store.tables import ItemRow
from scheduler.store.tables_ranking import DecisionRow, LineVectorRow, ProfileLineRow, TrendAlertRow
from scheduler.store.tables_reading import ReadingRow

if TYPE_CHECKING:
    from datetime import datetime

_ITEMS: Any = ItemRow.__table__  # type: ignore[attr-defined] # SQLModel hides it from the type checker


class Heard(NamedTuple):
    """A title, whose it is and when it was said."""

    item: int
    source: str
    title: str
    at: datetime


class Decisions:
    """What people decided on items, in one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, decision: Decision) -> Decision:
        """Keep a decision, with the item's vector if it was read; a repeated one is kept once."""
        last = self.last(decision.item, by=decision.by)
        if last is not None and (last.kind, last.reason) == (decision.kind, decision.reason):
            return last
        read = self._session.get(ReadingRow, decision.item)
        known = {"model": read.model, "vector": read.vector} if read is not None else {}
        row = DecisionRow(**columns_of(decision.model_copy(update=known)))
        self._session.add(row)
        self._session.flush()
        return decision.model_copy(update={**known, "id": row.id})

    def last(self, item: int, *, by: int | None) -> Decision | None:
        """Return the last decision of one person on an item, `None` where there is none."""
        return to_value(Decision, self._last(item, by))

    def take_back(self, item: int, *, by: int | None) -> bool:
        """Forget the last decision of one person on an item; say whether there was one."""
        row = self._last(item, by)
        if row is None:
            return False
        self._session.delete(row)
        self._session.flush()
        return True

    def newest(self, *, limit: int = 2000) -> list[Decision]:
        """Return the newest decisions in order of time, the oldest of them first."""
        query = select(DecisionRow).order_by(col(DecisionRow.at).desc(), col(DecisionRow.id).desc())
        return to_values(Decision, self._session.exec(query.limit(limit)))[::-1]

    def mark(self) -> tuple[int, int]:
        """Return what changes when a decision comes or goes: how many there are, and the last number."""
        count, last = self._session.exec(select(func.count(), func.max(DecisionRow.id))).one()
        return count, last or 0

    def _last(self, item: int, by: int | None) -> DecisionRow | None:
        query = select(DecisionRow).where(DecisionRow.item == item, DecisionRow.by == by)
        return self._session.exec(query.order_by(col(DecisionRow.id).desc()).limit(1)).first()


class ProfileLines:
    """The organisation's profile, in one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def lines(self) -> list[ProfileLine]:
        """Return all lines by name."""
        query = select(ProfileLineRow).order_by(ProfileLineRow.name)
        return to_values(ProfileLine, self._session.exec(query))

    def get(self, name: str) -> ProfileLine:
        """Return one line, or raise `UnknownNameError` that lists the known ones."""
        found = to_value(ProfileLine, self._session.get(ProfileLineRow, name))
        if found is None:
            raise UnknownNameError("profile line", name, self._session.exec(select(ProfileLineRow.name)))
        return found

    def put(self, line: ProfileLine) -> None:
        """Keep a new line, or the changed one of that name."""
        self._session.merge(ProfileLineRow(**columns_of(line)))
        self._session.flush()

    def remove(self, name: str) -> None:
        """Remove the line of that name, if there is one."""
        row = self._session.get(ProfileLineRow, name)
        if row is not None:
            self._session.delete(row)
            self._session.flush()

    def is_read_by(self, model: str) -> bool:
        """Say whether this model has read any item: else its view of the profile is of no use."""
        query = select(ReadingRow.item).where(ReadingRow.model == model).limit(1)
        return self._session.exec(query).first() is not None

    def vectors(self, model: str) -> dict[str, bytes]:
        """Return the vectors that `model` made of lines, by the digest of their words."""
        query = select(LineVectorRow).where(LineVectorRow.model == model)
        return {row.words_sha256: row.vector for row in self._session.exec(query)}

    def set_vectors(self, model: str, vectors: dict[str, bytes]) -> None:
        """Keep the vectors that `model` made, and only these."""
        for row in self._session.exec(select(LineVectorRow)):
            if row.model != model or row.words_sha256 not in vectors:
                self._session.delete(row)
        for digest, vector in vectors.items():
            self._session.merge(LineVectorRow(words_sha256=digest, model=model, vector=vector))
        self._session.flush()


class Trends:
    """The trends that were told, in one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, alert: TrendAlert) -> TrendAlert:
        """Keep a new trend, or the changed one of that number; return it with its number."""
        row = self._session.merge(TrendAlertRow(**columns_of(alert)))
        self._session.flush()
        return alert.model_copy(update={"id": row.id})

    def get(self, number: int) -> TrendAlert:
        """Return one trend, or raise `UnknownNameError`."""
        found = to_value(TrendAlert, self._session.get(TrendAlertRow, number, populate_existing=True))
        if found is None:
            raise UnknownNameError("trend", number)
        return found

    def since(self, at: datetime) -> list[TrendAlert]:
        """Return what was still bursting at or after `at`, the newest first."""
        query = select(TrendAlertRow).where(col(TrendAlertRow.last_at) >= at)
        query = query.order_by(col(TrendAlertRow.first_at).desc(), col(TrendAlertRow.id).desc())
        return to_values(TrendAlert, self._session.exec(query))

    def open(self, *, limit: int = 100) -> list[TrendAlert]:
        """Return the trends nobody decided on, the newest first."""
        query = select(TrendAlertRow).where(TrendAlertRow.state == TrendState.OPEN)
        query = query.order_by(col(TrendAlertRow.first_at).desc(), col(TrendAlertRow.id).desc())
        return to_values(TrendAlert, self._session.exec(query.limit(limit)))

    def signals(self, *, since: datetime, limit: int = 60_000) -> list[Heard]:
        """Return the titles that came since, the newest first, without what came as backlog."""
        at = func.coalesce(_ITEMS.c.published, _ITEMS.c.first_seen)
        query = (
            plain_select(
                _ITEMS.c.id, _ITEMS.c.source, _ITEMS.c.title, _ITEMS.c.published, _ITEMS.c.first_seen
            )
            .where(at >= since, _ITEMS.c.is_backlog.is_(False))
            .order_by(at.desc(), _ITEMS.c.id.desc())
            .limit(limit)
        )
        return [
            Heard(item, source, title, min(published or first_seen, first_seen))
            for item, source, title, published, first_seen in self._session.connection().execute(query)
        ]
