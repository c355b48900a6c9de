"""Read and write what is sample data, and take it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, delete, or_
from sqlalchemy import select as plain_select
from sqlmodel import Session, SQLModel, col, select

from scheduler.domain.samples import SampleKind, SamplePart
from scheduler.store.rows import columns_of, to_values
from scheduler.store.tables import ChannelRow, PersonRow, PillarRow, PostRow, SlotRow
from scheduler.store.tables_filling import QuietDayRow
from scheduler.store.tables_samples import SamplePartRow
from scheduler.store.tables_writing import CommentRow, UnsavedRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


class Samples:
    """The sample data in one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def parts(self) -> list[SamplePart]:
        """Return what is sample data and was not taken out."""
        query = select(SamplePartRow).where(~col(SamplePartRow.is_gone))
        return to_values(SamplePart, self._session.exec(query))

    def names(self, kind: SampleKind) -> frozenset[str]:
        """Return the names, or numbers, of the parts of one kind."""
        return frozenset(part.name for part in self.parts() if part.kind is kind)

    def add(self, parts: Iterable[SamplePart]) -> None:
        """Note what is sample data from now on."""
        for part in parts:
            self._session.merge(SamplePartRow(**columns_of(part)))
        self._session.flush()

    def release(self, parts: Iterable[SamplePart]) -> None:
        """Note that parts are no sample data any more: they were taken out, or are somebody's own now."""
        self.add(part.model_copy(update={"is_gone": True}) for part in parts)

    def written_on(self, posts: Collection[int]) -> frozenset[int]:
        """Return those of the posts that somebody commented on, or has an unsaved draft of."""
        comments = self._session.exec(select(CommentRow.post).where(col(CommentRow.post).in_(posts)))
        unsaved = self._session.exec(select(UnsavedRow.post).where(col(UnsavedRow.post).in_(posts)))
        return frozenset(number for number in (*comments, *unsaved) if number is not None)

    def remove_posts(self, posts: Collection[int]) -> None:
        """Delete posts with all that refers to them; none of them may ever have been tried to be sent.

        What tells a restored backup stands on the tries, so that the database refuses where there is one.
        """
        self._remove(_TABLES[SampleKind.POST], posts, but=["attempt"])
        self._session.execute(delete(PostRow).where(col(PostRow.id).in_(posts)))
        self._session.expire_all()

    def remove_slots(self, slots: Collection[int]) -> None:
        """Delete slots."""
        self._session.execute(delete(SlotRow).where(col(SlotRow.id).in_(slots)))
        self._session.expire_all()

    def remove_pillars(self, names: Collection[str]) -> None:
        """Delete pillars; the database refuses where a post or slot is of one."""
        self._session.execute(delete(PillarRow).where(col(PillarRow.name).in_(names)))
        self._session.expire_all()

    def pillars_in_use(self) -> frozenset[str]:
        """Return the pillars that any post or slot is of."""
        of_posts = self._session.exec(select(PostRow.pillar).distinct())
        of_slots = self._session.exec(select(SlotRow.pillar).distinct())
        return frozenset(name for name in (*of_posts, *of_slots) if name is not None)

    def remove_channel(self, name: str) -> None:
        """Delete a channel, its rules and the roles on it; the database refuses where a post is of it."""
        self._remove(_TABLES[SampleKind.CHANNEL], [name], but=["post", "slot"])
        for person in self._session.exec(select(PersonRow)):
            if name in person.channel_roles:
                others = {each: given for each, given in person.channel_roles.items() if each != name}
                person.channel_roles = others
        self._session.flush()
        self._session.execute(delete(QuietDayRow).where(col(QuietDayRow.channel) == name))
        self._session.execute(delete(ChannelRow).where(col(ChannelRow.name) == name))
        self._session.expire_all()

    def _remove(self, of: Table, keys: Collection[Any], *, but: Collection[str]) -> None:
        """Delete the rows of all other tables that refer to these, and what refers to those."""
        for table in reversed(SQLModel.metadata.sorted_tables):
            refers = [each for each in table.columns if _refers(each, of)]
            if not refers or table is of or table.name in but:
                continue
            which = or_(*(each.in_(keys) for each in refers))
            key, *others = table.primary_key.columns
            if not others:
                self._remove(
                    table, self._session.execute(plain_select(key).where(which)).scalars().all(), but=but
                )
            self._session.execute(delete(table).where(which))

    def has_own(self, kind: SampleKind) -> bool:
        """Is there any of a kind in the house that is no sample data?"""
        [key] = _TABLES[kind].primary_key.columns
        named = [int(each) if each.isdecimal() else each for each in self.names(kind)]
        return self._session.execute(plain_select(key).where(key.not_in(named)).limit(1)).first() is not None


def _refers(column: Any, of: Table) -> bool:
    return any(key.column.table is of for key in column.foreign_keys)


_TABLES: dict[SampleKind, Table] = {
    SampleKind.CHANNEL: ChannelRow.__table__,  # type: ignore[attr-defined] # SQLModel hides it
    SampleKind.PILLAR: PillarRow.__table__,  # type: ignore[attr-defined] # as above
    SampleKind.SLOT: SlotRow.__table__,  # type: ignore[attr-defined] # as above
    SampleKind.POST: PostRow.__table__,  # type: ignore[attr-defined] # as above
}
