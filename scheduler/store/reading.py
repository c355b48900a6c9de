"""Read and write what was understood of items, people's labels, and what the items' pages answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from scheduler.domain.reading import Label, PageCheck, Reading
from scheduler.store.rows import columns_of, to_value, to_values
from scheduler.store.tables_reading import LabelRow, PageCheckRow, ReadingRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

#: Databases take so many parameters in one statement at least.
_AT_ONCE = 500


class Readings:
    """What was understood of the items, in one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, reading: Reading) -> None:
        """Keep what was understood of an item instead of what was known of it."""
        self._session.merge(ReadingRow(**columns_of(reading)))
        self._session.flush()

    def some(self, ids: Collection[int]) -> dict[int, Reading]:
        """Return what is known of these items by their numbers; those never read are left out."""
        found: dict[int, Reading] = {}
        for part in _parts(sorted(ids)):
            rows = self._session.exec(select(ReadingRow).where(col(ReadingRow.item).in_(part)))
            found |= {reading.item: reading for reading in to_values(Reading, rows)}
        return found


class Labels:
    """What people said items are about, in one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, label: Label) -> None:
        """Keep what a person said; the last word on an item counts."""
        self._session.merge(LabelRow(**columns_of(label)))
        self._session.flush()

    def take_back(self, item_id: int) -> None:
        """Forget what was said of an item; nothing happens where nobody did."""
        row = self._session.get(LabelRow, item_id)
        if row is not None:
            self._session.delete(row)
            self._session.flush()

    def newest(self, *, limit: int = 5000) -> list[Label]:
        """Return the newest labels, newest first."""
        query = select(LabelRow).order_by(col(LabelRow.at).desc(), col(LabelRow.item).desc()).limit(limit)
        return to_values(Label, self._session.exec(query))

    def of(self, item_id: int) -> Label | None:
        """Return what was said of one item, `None` where nobody did."""
        return to_value(Label, self._session.get(LabelRow, item_id))


class PageChecks:
    """What the pages of items answered, in one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, check: PageCheck) -> None:
        """Keep the last answer of an item's page."""
        self._session.merge(PageCheckRow(**columns_of(check)))
        self._session.flush()

    def some(self, ids: Collection[int]) -> dict[int, PageCheck]:
        """Return the last answers by item; pages never asked for are left out."""
        found: dict[int, PageCheck] = {}
        for part in _parts(sorted(ids)):
            rows = self._session.exec(select(PageCheckRow).where(col(PageCheckRow.item).in_(part)))
            found |= {check.item: check for check in to_values(PageCheck, rows)}
        return found


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
