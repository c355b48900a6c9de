"""What a poll reads and writes, in few and prepared statements, since it may be about hundreds of sources."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from scheduler.domain.curation import Fetch, Item, Source, SourceHealth, SourceKind
from scheduler.store.prepared import Prepared
from scheduler.store.rows import columns_of
from scheduler.store.tables import FetchRow, ItemRow, SourceHealthRow, SourceRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

_SOURCES: Any = SourceRow.__table__  # type: ignore[attr-defined] # SQLModel hides it from the type checker
_HEALTHS: Any = SourceHealthRow.__table__  # type: ignore[attr-defined] # as above
_FETCHES: Any = FetchRow.__table__  # type: ignore[attr-defined] # as above
_ITEMS: Any = ItemRow.__table__  # type: ignore[attr-defined] # as above
_CLOCKS_DIFFER: Final = timedelta(minutes=10)
_TOLD: Final = tuple(name for name in SourceHealth.model_fields if name != "source")
#: What a feed may change of an item; what people and we made of it stays.
_SAID: Final = (
    "guid", "title", "link", "canonical_link", "summary", "published", "author", "image", "medium",
    "seconds", "views", "language", "content_hash", "updated",
)  # fmt: skip
_NEW_HEALTH = Prepared(insert(_HEALTHS))
_NEW_FETCH = Prepared(insert(_FETCHES))
_NEW_ITEM = Prepared(insert(_ITEMS))
_HEALTH = Prepared(
    update(_HEALTHS)
    .where(_HEALTHS.c.source == bindparam("of"))
    .values({name: bindparam(f"to_{name}") for name in _TOLD})
)
_ITEM = Prepared(
    update(_ITEMS)
    .where(_ITEMS.c.id == bindparam("of"))
    .values({name: bindparam(f"to_{name}") for name in _SAID})
)
_RESERVE = Prepared(
    update(_HEALTHS).where(_HEALTHS.c.source == bindparam("of")).values(next_check_at=bindparam("until"))
)


class Polls:
    """Sources to be asked, and what came of it, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def due(self, now: datetime) -> list[Source]:
        """Return the active feeds whose next check has come, longest waiting first; none that is gone.

        One that was asked in the future was asked while the clock was wrong: what it noted is not waited for.
        """
        query = (
            select(_SOURCES)
            .join(_HEALTHS, _HEALTHS.c.source == _SOURCES.c.name, isouter=True)
            .where(_SOURCES.c.active, _SOURCES.c.kind == SourceKind.FEED.value)
            .where(
                or_(
                    _HEALTHS.c.next_check_at.is_(None),
                    _HEALTHS.c.next_check_at <= now,
                    _HEALTHS.c.checked_at > now + _CLOCKS_DIFFER,
                )
            )
            .where(func.coalesce(_HEALTHS.c.status, "") != "gone")
            .order_by(_HEALTHS.c.next_check_at.asc().nulls_first(), _SOURCES.c.name)
        )
        return [Source.model_validate(dict(row)) for row in self._connection.execute(query).mappings()]

    def feeds(self, names: Collection[str] = ()) -> list[Source]:
        """Return the feeds of these names, or all."""
        query = select(_SOURCES).where(_SOURCES.c.kind == SourceKind.FEED.value).order_by(_SOURCES.c.name)
        if names:
            query = query.where(_SOURCES.c.name.in_(names))
        return [Source.model_validate(dict(row)) for row in self._connection.execute(query).mappings()]

    def healths(self, names: Collection[str]) -> dict[str, SourceHealth]:
        """Return what the last polls of these came to, by name; who was never polled is left out."""
        rows = self._connection.execute(select(_HEALTHS).where(_HEALTHS.c.source.in_(names))).mappings()
        return {row["source"]: SourceHealth.model_validate(dict(row)) for row in rows}

    def reserve(self, names: Collection[str], *, until: datetime) -> None:
        """Have nobody else ask these before `until`."""
        known = set(self._connection.scalars(select(_HEALTHS.c.source).where(_HEALTHS.c.source.in_(names))))
        self._run(_RESERVE, [{"of": name, "until": until} for name in names if name in known])
        fresh = [SourceHealth(source=name, next_check_at=until) for name in names if name not in known]
        self._run(_NEW_HEALTH, [columns_of(health) for health in fresh])

    def set_healths(self, healths: Iterable[SourceHealth]) -> None:
        """Write what polls came to; each source was reserved before."""
        rows = [
            {"of": each.source, **{f"to_{name}": getattr(each, name) for name in _TOLD}} for each in healths
        ]
        self._run(_HEALTH, rows)

    def log(self, fetches: Iterable[Fetch]) -> None:
        """Add to the log of fetches."""
        self._run(_NEW_FETCH, [columns_of(fetch) for fetch in fetches])

    def prune_log(self, *, before: datetime) -> None:
        """Forget the fetches of earlier times."""
        self._connection.execute(delete(_FETCHES).where(_FETCHES.c.at < before))

    def known(self, source: str, *, guids: Collection[str], links: Collection[str]) -> list[Item]:
        """Return the items of a source that have one of these ids or canonical links."""
        query = select(_ITEMS).where(_ITEMS.c.source == source)
        query = query.where(or_(_ITEMS.c.guid.in_(guids), _ITEMS.c.canonical_link.in_(links)))
        return [Item.model_validate(dict(row)) for row in self._connection.execute(query).mappings()]

    def count_items(self, source: str) -> int:
        """Return how many items of a source there are."""
        counted = select(func.count()).select_from(_ITEMS).where(_ITEMS.c.source == source)
        return int(self._connection.scalar(counted) or 0)

    def add_items(self, items: Iterable[Item]) -> None:
        """Save new items."""
        self._run(_NEW_ITEM, [columns_of(item) for item in items])

    def change_items(self, items: Iterable[Item]) -> None:
        """Write what a feed says anew of known items; decisions on them stay."""
        rows = [{"of": each.id, **{f"to_{name}": getattr(each, name) for name in _SAID}} for each in items]
        self._run(_ITEM, rows)

    def _run(self, statement: Prepared, rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            statement.run(self._connection, rows)
