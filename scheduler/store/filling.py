"""Read and write the rules of filling, and what filling remembers of its proposals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from scheduler.domain.errors import UnknownNameError
from scheduler.domain.filling import Evergreen, FillingRules, KeptRunners, QuietDay, Recycled
from scheduler.store.rows import columns_of, to_value, to_values
from scheduler.store.tables_filling import (
    EvergreenRow,
    FillingRulesRow,
    KeptRunnersRow,
    QuietDayRow,
    RecycledRow,
)

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.choice import RunnerUp


class QuietDays:
    """The quiet days of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, quiet: QuietDay) -> QuietDay:
        """Save new quiet days; return them with their number."""
        row = QuietDayRow(**columns_of(quiet))
        self._session.add(row)
        self._session.flush()
        return quiet.model_copy(update={"id": row.id})

    def standing(self) -> list[QuietDay]:
        """Return the quiet days that nobody lifted, by their first day."""
        query = select(QuietDayRow).where(col(QuietDayRow.lifted_at).is_(None))
        return to_values(
            QuietDay, self._session.exec(query.order_by(col(QuietDayRow.first), col(QuietDayRow.id)))
        )

    def lift(self, number: int, *, at: datetime) -> QuietDay:
        """Lift quiet days; raises `UnknownNameError` where none of that number stand."""
        row = self._session.get(QuietDayRow, number)
        if row is None or row.lifted_at is not None:
            raise UnknownNameError("quiet day", number)
        row.lifted_at = at
        self._session.flush()
        lifted = to_value(QuietDay, row)
        assert lifted is not None  # noqa: S101 - the row is there
        return lifted


class Evergreens:
    """The posts that may be proposed again, and what repeated them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, evergreen: Evergreen) -> None:
        """Mark a post, or change how it is marked."""
        self._session.merge(EvergreenRow(**columns_of(evergreen)))
        self._session.flush()

    def get(self, post: int) -> Evergreen | None:
        """Return how a post is marked, `None` where it is not."""
        return to_value(Evergreen, self._session.get(EvergreenRow, post))

    def all(self) -> list[Evergreen]:
        """Return every mark, by post."""
        return to_values(Evergreen, self._session.exec(select(EvergreenRow).order_by(col(EvergreenRow.post))))

    def remove(self, post: int) -> None:
        """Take a mark away; what repeated the post stays known."""
        row = self._session.get(EvergreenRow, post)
        if row is None:
            raise UnknownNameError("evergreen post", post)
        self._session.delete(row)
        self._session.flush()

    def note(self, recycled: Recycled) -> None:
        """Remember which post a proposal repeats."""
        self._session.merge(RecycledRow(**columns_of(recycled)))
        self._session.flush()

    def repeats(self) -> dict[int, int]:
        """Return by proposal the post that it repeats."""
        return {row.post: row.evergreen for row in self._session.exec(select(RecycledRow))}


class Runners:
    """The runners-up of the proposals, and the rules of filling, in one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, post: int, runners_up: tuple[RunnerUp, ...]) -> None:
        """Keep what else might have stood in the place of a proposal."""
        self._session.merge(KeptRunnersRow(post=post, runners_up=runners_up))
        self._session.flush()

    def of(self, post: int) -> tuple[RunnerUp, ...]:
        """Return what else might have stood in the place of a proposal."""
        found = to_value(KeptRunners, self._session.get(KeptRunnersRow, post))
        return found.runners_up if found else ()

    def rules(self) -> FillingRules:
        """Return what is wanted of filling as a whole."""
        return to_value(FillingRules, self._session.get(FillingRulesRow, 1)) or FillingRules()

    def set_rules(self, rules: FillingRules) -> None:
        """Say what is wanted of filling as a whole."""
        self._session.merge(FillingRulesRow(id=1, **columns_of(rules)))
        self._session.flush()
