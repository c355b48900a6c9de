"""Read what changes between two looks at the inbox, in numbers and without whole items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, func, or_, select

from scheduler.domain.curation import Fate, ItemState
from scheduler.domain.post import OCCUPYING, PostState
from scheduler.store.posts import BARE_STATE
from scheduler.store.tables import ItemRow, PostRow, SourceHealthRow

if TYPE_CHECKING:
    from datetime import datetime


class Inbox:
    """Stamps and states of the items of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def stamp(self) -> tuple[object, ...]:
        """Return what is another one after items came, were changed, or were put into other stories."""
        items = select(
            func.count(), func.max(ItemRow.id), func.max(ItemRow.updated), func.sum(ItemRow.story)
        ).select_from(ItemRow)
        polled = select(func.max(SourceHealthRow.checked_at))
        return (*self._session.exec(items).one(), self._session.exec(polled).one())

    def settled(self) -> tuple[set[int], set[int]]:
        """Return the items that are open no more, and the stories that somebody decided against."""
        query = select(ItemRow.id, ItemRow.story, ItemRow.state).where(
            or_(col(ItemRow.state) != ItemState.NEW.value, col(ItemRow.fate) != Fate.STANDS.value)
        )
        rows = [
            (number or 0, story or number or 0, state) for number, story, state in self._session.exec(query)
        ]
        used = select(PostRow.item).where(
            col(PostRow.item) > 0, col(PostRow.state) != PostState.CANCELLED.value
        )
        closed = {number for number, _, _ in rows} | {number for number in self._session.exec(used) if number}
        return closed, {story for _, story, state in rows if state == ItemState.REJECTED}

    def told(self, *, since: datetime) -> dict[int, datetime]:
        """Return the stories that posts in the plan tell from `since` on, each with the last time."""
        query = (
            select(ItemRow.id, ItemRow.story, func.max(PostRow.due))
            .join(PostRow, col(PostRow.item) == col(ItemRow.id))
            .where(
                col(PostRow.item) > 0,
                col(PostRow.due) >= since,
                BARE_STATE.in_([state.value for state in OCCUPYING]),
            )
            .group_by(col(ItemRow.id), col(ItemRow.story))
        )
        told: dict[int, datetime] = {}
        for number, story, due in self._session.exec(query):
            about = story or number or 0
            told[about] = max(due, told.get(about, due))
        return told
