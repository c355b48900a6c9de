"""Read and write calendar subscriptions; only digests of their tokens are kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Text, and_, bindparam, cast, func, literal_column, or_, type_coerce
from sqlalchemy import select as plain_select
from sqlalchemy.types import NullType
from sqlmodel import col, select

from scheduler.domain.errors import UnknownNameError
from scheduler.domain.post import PostState
from scheduler.domain.record import CalendarLink
from scheduler.store.columns import InstantColumn, JsonColumn
from scheduler.store.posts import post_of
from scheduler.store.rows import columns_of, to_value, to_values, value_of
from scheduler.store.tables import AuditRow, CalendarLinkRow, ChannelRow, PersonRow, PillarRow, PostRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from scheduler.domain.calendar_view import CalendarView
    from scheduler.domain.post import Post
    from scheduler.store.transaction import Transaction

_POSTS: Any = PostRow.__table__  # type: ignore[attr-defined] # SQLModel hides it from the type checker
_CHANNELS: Any = ChannelRow.__table__  # type: ignore[attr-defined] # as above
_PILLARS: Any = PillarRow.__table__  # type: ignore[attr-defined] # as above
_CHANNEL_TITLES = plain_select(_CHANNELS.c.name, _CHANNELS.c.title)
_PILLAR_TITLES = plain_select(_PILLARS.c.name, _PILLARS.c.title)
_WRITERS: Any = PersonRow.__table__  # type: ignore[attr-defined] # as above
_PEOPLE = plain_select(_WRITERS.c.id, _WRITERS.c.name)
_AUDIT: Any = AuditRow.__table__  # type: ignore[attr-defined] # as above
_LINKS: Any = CalendarLinkRow.__table__  # type: ignore[attr-defined] # as above
#: The rows as they stand, before any type makes something else of them: most were read before.
_LIVE = plain_select(*(type_coerce(column, NullType()).label(column.name) for column in _LINKS.c)).where(
    _LINKS.c.revoked_at.is_(None)
)
_C = _POSTS.c
_BETWEEN: Final = ","
#: Stands in the statement: a parameter in this place would be written into it anew each time.
_WRITTEN_BETWEEN: Any = literal_column(f"'{_BETWEEN}'")
_MARK = [cast(each, Text) for each in (_C.id, _C.version, _C.updated_at)]
_PLANNED = plain_select(
    *_MARK, _C.uid, _C.version, _C.due, _C.updated_at, _C.channel, _C.pillar, _C.author
).where(_C.id.in_(bindparam("of", expanding=True)))
_NAMED = plain_select(_POSTS).where(_C.uid.in_(bindparam("of", expanding=True)))
_TOUCHED = plain_select(_AUDIT.c.subject, func.count(), func.max(_AUDIT.c.at)).group_by(_AUDIT.c.subject)
_OVER = (PostState.CANCELLED, PostState.REFUSED)
#: One row, whatever the number of posts: while the database makes it other threads run, and each further
#: row would be waited for behind them.
_MARKS = plain_select(*(func.aggregate_strings(each, _WRITTEN_BETWEEN) for each in _MARK)).where(
    _C.due >= bindparam("begins"),
    _C.due < bindparam("ends"),
    or_(and_(*(_C.state != each for each in _OVER)), _C.updated_at >= bindparam("over_since")),
)
#: As many names in one question as every database takes.
_AT_ONCE = 500
#: What makes a value of a column of a subscription, where that is not the value already.
_FROM_ROW: dict[str, Any] = {
    column.name: column.type.process_result_value
    for column in _LINKS.c
    if isinstance(column.type, InstantColumn | JsonColumn)
}

#: Number, version and last change of a post, as text: each write of a post makes it another one.
Mark = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Planned:
    """What a calendar needs to know of a version of a planned post before it shows it, without the post."""

    uid: str
    version: int
    due: datetime
    changed_at: datetime
    channel: str
    pillar: str | None
    author: int | None


class Calendars:
    """The subscriptions of one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, link: CalendarLink, *, token_sha256: str) -> CalendarLink:
        """Save a new subscription and return it with its number."""
        row = CalendarLinkRow(**columns_of(link), token_sha256=token_sha256)
        self._transaction.session.add(row)
        self._transaction.session.flush()
        return link.model_copy(update={"id": row.id})

    def all(self) -> list[CalendarLink]:
        """Return all subscriptions, revoked ones included, newest first."""
        query = select(CalendarLinkRow).order_by(col(CalendarLinkRow.id).desc())
        return to_values(CalendarLink, self._transaction.session.exec(query))

    def by_token(self, token_sha256: str) -> CalendarLink | None:
        """Return the live subscription of a token; a revoked one is as unknown as none."""
        query = select(CalendarLinkRow).where(
            CalendarLinkRow.token_sha256 == token_sha256, col(CalendarLinkRow.revoked_at).is_(None)
        )
        return to_value(CalendarLink, self._transaction.session.exec(query).first())

    def live(self) -> dict[str, CalendarLink]:
        """Return the subscriptions that are not revoked, by the digests of their tokens."""
        rows = self._transaction.connection.execute(_LIVE).all()
        return dict(_link(tuple(row)) for row in rows)

    def get(self, link_id: int) -> CalendarLink:
        """Return one subscription, or raise `UnknownNameError`."""
        return value_of(CalendarLink, self._row(link_id))

    def change(self, link: CalendarLink, *, token_sha256: str = "") -> CalendarLink:
        """Write what is known of a subscription; with `token_sha256` another token opens it from now on."""
        row = self._row(link.id)
        row.sqlmodel_update(columns_of(link))
        row.token_sha256 = token_sha256 or row.token_sha256
        self._transaction.session.flush()
        return link

    def revoke(self, link_id: int, *, at: datetime) -> CalendarLink:
        """End a subscription; one that has ended stays as it was."""
        row = self._row(link_id)
        row.revoked_at = row.revoked_at or at
        self._transaction.session.flush()
        return value_of(CalendarLink, row)

    def fetched(self, link_id: int, *, at: datetime, client: str) -> None:
        """Remember that a program fetched it."""
        row = self._row(link_id)
        row.last_fetch_at, row.last_client, row.fetches = at, client[:200], row.fetches + 1
        self._transaction.session.flush()

    def shown(self, start: datetime, end: datetime, *, channel: str = "") -> list[tuple[int, int, datetime]]:
        """Return number, version and last change of the posts due in the span, by number.

        They say whether a calendar of these posts would still be the same, without reading the posts.
        """
        query = (
            select(col(PostRow.id), col(PostRow.version), col(PostRow.updated_at))
            .where(col(PostRow.due) >= start, col(PostRow.due) < end)
            .order_by(col(PostRow.id))
        )
        if channel:
            query = query.where(PostRow.channel == channel)
        return [
            (number or 0, version, changed)
            for number, version, changed in self._transaction.session.exec(query)
        ]

    def marks(
        self,
        view: CalendarView,
        start: datetime,
        end: datetime,
        *,
        over_since: datetime,
        channels: Collection[str] | None = None,
    ) -> list[Mark]:
        """Return what tells the versions of the posts that `view` shows in the span, in no order.

        Those that are over without having gone out are returned whichever states the view asks for, so that
        their going is seen, and left out if nothing changed since `over_since`. With `channels` none of other
        channels is returned, whatever the view says.
        """
        asked = _chosen(view)
        if channels is not None:
            asked.append(_C.channel.in_(channels))
        query = _MARKS.where(*asked) if asked else _MARKS
        span = {"begins": start, "ends": end, "over_since": over_since}
        told = self._transaction.connection.execute(query, span).one()
        columns = [each.split(_BETWEEN) for each in told if each]
        return list(zip(*columns, strict=True)) if columns else []

    def planned(self, marks: Collection[Mark]) -> dict[Mark, Planned]:
        """Return what the posts of `marks` are, which were read in this transaction; no post is built."""
        numbers, found = [int(number) for number, _, _ in marks], {}
        for begin in range(0, len(numbers), _AT_ONCE):
            some = {"of": numbers[begin : begin + _AT_ONCE]}
            for number, version, stamp, *facts in self._transaction.connection.execute(_PLANNED, some):
                found[number, version, stamp] = Planned(*facts)
        return found

    def titles(self) -> tuple[dict[str, str], dict[str, str]]:
        """Return what the channels and the pillars are called, by their names."""
        ask = self._transaction.connection.execute
        channels, pillars = ask(_CHANNEL_TITLES).all(), ask(_PILLAR_TITLES).all()
        return {each.name: each.title for each in channels}, {each.name: each.title for each in pillars}

    def writers(self) -> dict[int, str]:
        """Return what everybody is called, by number."""
        return {each.id: each.name for each in self._transaction.connection.execute(_PEOPLE).all()}

    def posts(self, uids: Collection[str]) -> list[Post]:
        """Return the posts of these names, in no order; unknown names are left out."""
        names, found = sorted(uids), []
        for begin in range(0, len(names), _AT_ONCE):
            some = {"of": names[begin : begin + _AT_ONCE]}
            found += [post_of(row) for row in self._transaction.connection.execute(_NAMED, some)]
        return found

    def touched(
        self, subjects: Collection[str], *, actions: Collection[str] = ()
    ) -> dict[str, tuple[int, datetime]]:
        """Return how often, and when last, each of `subjects` stands in the record; those never are left out.

        With `actions` only these count.
        """
        names, found = sorted(subjects), {}
        for begin in range(0, len(names), _AT_ONCE):
            query = plain_select(_AUDIT.c.subject, func.count(), func.max(_AUDIT.c.at)).group_by(
                _AUDIT.c.subject
            )
            query = query.where(_AUDIT.c.subject.in_(names[begin : begin + _AT_ONCE]))
            if actions:
                query = query.where(_AUDIT.c.action.in_(actions))
            for subject, times, last in self._transaction.connection.execute(query):
                found[subject] = (times, last)
        return found

    def _row(self, link_id: int) -> CalendarLinkRow:
        row = self._transaction.session.get(CalendarLinkRow, link_id)
        if row is None:
            raise UnknownNameError("calendar link", link_id)
        return row


@lru_cache(maxsize=1024)
def _link(row: tuple[Any, ...]) -> tuple[str, CalendarLink]:
    """Return the digest and the value of a whole row of the table as it stands in the database."""
    fields = dict(zip(_LINKS.c.keys(), row, strict=True))
    fields.update({name: process(fields[name], None) for name, process in _FROM_ROW.items()})
    return fields["token_sha256"], CalendarLink.model_validate(fields)


def _chosen(view: CalendarView) -> list[ColumnElement[bool]]:
    """Return what `view` asks of a post."""
    asked: list[ColumnElement[bool]] = []
    if view.channels:
        asked.append(_C.channel.in_(view.channels))
    if view.pillars:
        asked.append(and_(_C.pillar.is_not(None), _C.pillar.in_(view.pillars)))
    if view.states:
        asked.append(_C.state.in_({*view.states, *_OVER}))
    if view.person is not None:
        theirs = plain_select(_CHANNELS.c.name).where(_CHANNELS.c.belongs_to == view.person)
        asked.append(or_(_C.author == view.person, _C.channel.in_(theirs)))
    return asked
