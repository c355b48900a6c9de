"""Read and write sources, their health, and items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, func, select

from scheduler.domain.curation import Alarm, Fate, Item, ItemState, Source, SourceHealth
from scheduler.domain.errors import UnknownNameError
from scheduler.store.rows import columns_of, to_value, to_values
from scheduler.store.tables import ItemRow, SourceHealthRow, SourceRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime


class Sources:
    """The sources of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, source: Source) -> Source:
        """Create a source or replace the one of that name."""
        self._session.merge(SourceRow(**columns_of(source)))
        self._session.flush()
        return source

    def all(self) -> list[Source]:
        """Return all sources by name."""
        return to_values(Source, self._session.exec(select(SourceRow).order_by(SourceRow.name)))

    def get(self, name: str) -> Source:
        """Return one source, or raise `UnknownNameError` that lists the known ones."""
        found = to_value(Source, self._session.get(SourceRow, name))
        if found is None:
            raise UnknownNameError("source", name, self._session.exec(select(SourceRow.name)))
        return found

    def proposable(self) -> list[Source]:
        """Return the sources whose items may be proposed: active, and not another owner's since."""
        taken = select(SourceHealthRow.source).where(col(SourceHealthRow.alarm) == Alarm.OWNER.value)
        query = select(SourceRow).where(col(SourceRow.active), col(SourceRow.name).not_in(taken))
        return to_values(Source, self._session.exec(query.order_by(SourceRow.name)))

    def healths(self) -> dict[str, SourceHealth]:
        """Return what the last polls came to, by the names of the sources that were polled."""
        found = to_values(SourceHealth, self._session.exec(select(SourceHealthRow)))
        return {health.source: health for health in found}

    def health(self, name: str) -> SourceHealth:
        """Return what the last polls came to; a source never polled has an empty one."""
        found = to_value(SourceHealth, self._session.get(SourceHealthRow, name))
        return found or SourceHealth(source=name)

    def set_health(self, health: SourceHealth) -> None:
        """Remember what a poll came to."""
        self._session.merge(SourceHealthRow(**columns_of(health)))
        self._session.flush()


class Items:
    """The items of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def known(self, source: str) -> dict[str, Item]:
        """Return the items of a source by their guid."""
        query = select(ItemRow).where(ItemRow.source == source)
        return {item.guid: item for item in to_values(Item, self._session.exec(query))}

    def put(self, item: Item) -> Item:
        """Save a new item, or the changed one; return it with its number."""
        row = self._session.merge(ItemRow(**columns_of(item)))
        self._session.flush()
        return item.model_copy(update={"id": row.id})

    def get(self, item_id: int) -> Item:
        """Return one item, or raise `UnknownNameError`."""
        found = to_value(Item, self._session.get(ItemRow, item_id, populate_existing=True))
        if found is None:
            raise UnknownNameError("item", item_id)
        return found

    def some(self, ids: Collection[int]) -> dict[int, Item]:
        """Return the items that have these numbers, by number; unknown ones are left out."""
        query = select(ItemRow).where(col(ItemRow.id).in_(ids))
        return {item.id: item for item in to_values(Item, self._session.exec(query))}

    def of_story(self, story: int) -> list[Item]:
        """Return the items of one story by number."""
        query = select(ItemRow).where(ItemRow.story == story).order_by(col(ItemRow.id))
        return to_values(Item, self._session.exec(query))

    def since(self, at: datetime, *, states: Collection[ItemState] = (), limit: int = 5000) -> list[Item]:
        """Return the items first seen or dated at or after `at`, newest first."""
        when = func.coalesce(ItemRow.published, ItemRow.first_seen)
        query = select(ItemRow).where(when >= at).order_by(when.desc(), col(ItemRow.id)).limit(limit)
        if states:
            query = query.where(col(ItemRow.state).in_(states))
        return to_values(Item, self._session.exec(query))

    def set_state(self, item_id: int, state: ItemState) -> None:
        """Mark what became of an item."""
        row = self._session.get(ItemRow, item_id)
        if row is None:
            raise UnknownNameError("item", item_id)
        row.state = state
        self._session.flush()

    def set_fate(self, item_id: int, fate: Fate, words: str) -> bool:
        """Say what became of an item, and why; return whether that is news."""
        row = self._session.get(ItemRow, item_id)
        if row is None or (row.fate, row.fate_words) == (fate, words):
            return False
        row.fate, row.fate_words = fate, words
        self._session.flush()
        return True

    def set_stories(self, stories: dict[int, int]) -> None:
        """Say which story each item belongs to, by their numbers; one that was said before stays."""
        for row in self._session.exec(select(ItemRow).where(col(ItemRow.id).in_(stories))):
            row.story = row.story or stories[row.id or 0]
        self._session.flush()

    def count(self) -> int:
        """Return how many items there are."""
        return self._session.exec(select(func.count()).select_from(ItemRow)).one()
