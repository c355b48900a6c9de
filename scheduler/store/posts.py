"""Read and write posts; every write is a compare-and-set."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, and_, bindparam, case, cast, func, insert, literal, or_, select, update

from scheduler.domain.curation import Fate
from scheduler.domain.errors import ConflictError, UnknownNameError
from scheduler.domain.post import PlanEntry, Post, PostState
from scheduler.domain.samples import SampleKind
from scheduler.store.rows import columns_of
from scheduler.store.tables import ItemRow, PostRow
from scheduler.store.tables_samples import SamplePartRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import ColumnElement, Connection, Row

_POSTS: Any = PostRow.__table__  # type: ignore[attr-defined] # SQLModel hides it from the type checker
_ITEMS: Any = ItemRow.__table__  # type: ignore[attr-defined] # as above
_C = _POSTS.c
#: The state as no index knows it: beside a span of time or a few numbers, SQLite would take all posts of a
#: state first, which grows with the store.
BARE_STATE: Any = func.coalesce(_C.state, "")
_ENTRY = tuple(_C[name] for name in PlanEntry._fields)
_FIELDS = tuple(Post.model_fields)
_COLUMNS = tuple(column.name for column in _C)
_ADD = insert(_POSTS).returning(_C.id)
_PARTS: Any = SamplePartRow.__table__  # type: ignore[attr-defined] # as above
_LAST_GONE = func.max(cast(_PARTS.c.name, Integer))
#: SQLite gives the number after the highest one there is. Not that of a sample post that was taken out: the
#: record speaks of it.
_ADD_ON_SQLITE = _ADD.values(
    id=select(_LAST_GONE + 1)
    .where(_PARTS.c.kind == SampleKind.POST.value, _PARTS.c.is_gone)
    .having(select(func.coalesce(func.max(_C.id), 0)).scalar_subquery() <= _LAST_GONE)
    .scalar_subquery()
)
_SAVE = (
    update(_POSTS)
    .where(_C.id == bindparam("of"), _C.version == bindparam("read"))
    .values({name: bindparam("to_" + name) for name in _FIELDS if name != "id"})
)

_OVER = (PostState.PUBLISHED, PostState.REFUSED, PostState.CANCELLED)


class Posts:
    """The posts of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, post: Post) -> Post:
        """Save a new post and return it with its number."""
        statement = _ADD_ON_SQLITE if self._connection.dialect.name == "sqlite" else _ADD
        number = self._connection.execute(statement, _columns(post)).scalar_one()
        return post.model_copy(update={"id": number})

    def get(self, post_id: int) -> Post:
        """Return one post, or raise `UnknownNameError`."""
        found = self._posts(select(_POSTS).where(_C.id == post_id))
        if not found:
            raise UnknownNameError("post", post_id)
        return found[0]

    def some(self, posts: Collection[int]) -> list[Post]:
        """Return the posts with these numbers, by number; those that are not there are left out."""
        return self._posts(select(_POSTS).where(_C.id.in_(posts)).order_by(_C.id)) if posts else []

    def of_bundle(self, bundle: str) -> list[Post]:
        """Return the posts of one message, by due time."""
        named = _C.bundle.is_not(None), _C.bundle == bundle  # the first lets a partial index be used
        return self._posts(select(_POSTS).where(*named).order_by(_C.due, _C.id))

    def by_uid(self, uid: str) -> Post | None:
        """Return the post with this name, if there is one."""
        return next(iter(self._posts(select(_POSTS).where(_C.uid == uid))), None)

    def save(self, post: Post, *, at: datetime) -> Post:
        """Write `post` over the version it was read at; raises `ConflictError` if that is gone."""
        newer = post.model_copy(update={"version": post.version + 1, "updated_at": at})
        fields = {"to_" + name: value for name, value in _columns(newer).items() if name != "id"}
        done = self._connection.execute(_SAVE, {"of": post.id, "read": post.version, **fields})
        if done.rowcount != 1:
            raise ConflictError
        return newer

    def in_state(self, *states: PostState) -> list[Post]:
        """Return the posts in any of `states`, by due time."""
        return self._posts(select(_POSTS).where(_C.state.in_(states)).order_by(_C.due, _C.id))

    def ask_first(self, since: datetime, *, at: datetime, until: datetime | None = None) -> int:
        """Mark every post that may still go out to be asked for before it does; return how many.

        In the backup it may stand in any state: what came after is what is not known. With `until`
        only those that an engine, and no person, could have sent by then. A post that an earlier
        restore marked, and nobody asked for yet, stays in doubt from then on.
        """
        statement = (
            update(_POSTS)
            .where(_C.state.not_in(_OVER) if until is None else _sendable(until))
            .values(ask_since=_earlier(since), updated_at=at, version=_C.version + 1)
        )
        return self._connection.execute(statement).rowcount

    def between(
        self,
        start: datetime,
        end: datetime,
        *,
        channels: Collection[str] = (),
        states: Collection[PostState] = (),
        of_items: bool = False,
        limit: int | None = None,
    ) -> list[Post]:
        """Return the posts due from `start` up to but not at `end`, by due time; or those of items alone."""
        query = select(_POSTS).where(*_in_span(start, end, channels, states))
        if of_items:
            query = query.where(_C.item.is_not(None))
        return self._posts(query.order_by(_C.due, _C.id).limit(limit))

    def entries(
        self, start: datetime, end: datetime, *, channels: Collection[str], states: Collection[PostState]
    ) -> list[PlanEntry]:
        """Return the posts due from `start` up to but not at `end` as the plan shows them, by due time."""
        query = select(*_ENTRY).where(*_in_span(start, end, channels, states)).order_by(_C.due, _C.id)
        found = map(PlanEntry._make, self._connection.execute(query).all())
        return [entry._replace(state=PostState(entry.state)) for entry in found]

    def places(
        self, start: datetime, end: datetime, *, channels: Collection[str], states: Collection[PostState]
    ) -> list[tuple[int, str, datetime]]:
        """Return number, channel and due time of the posts due from `start` up to but not at `end`."""
        query = select(_C.id, _C.channel, _C.due).where(
            _C.due >= start, _C.due < end, _C.channel.in_(channels), BARE_STATE.in_(states)
        )
        return [(number, channel, due) for number, channel, due in self._connection.execute(query).all()]

    def on(self, channels: Collection[str]) -> list[Post]:
        """Return all posts of these channels, by due time."""
        query = select(_POSTS).where(_C.channel.in_(channels)).order_by(_C.due, _C.id)
        return self._posts(query)

    def made_from(self, items: Iterable[int]) -> dict[int, list[Post]]:
        """Return the posts made from each of `items`, cancelled ones left out."""
        query = select(_POSTS).where(_C.item.in_(list(items)), _C.state != PostState.CANCELLED)
        found: dict[int, list[Post]] = {}
        for post in self._posts(query.order_by(_C.id)):
            found.setdefault(post.item or 0, []).append(post)
        return found

    def under(self, authorisation: int) -> list[Post]:
        """Return the posts that were released by an authorisation, by due time."""
        query = select(_POSTS).where(_C.authorisation.is_not(None), _C.authorisation == authorisation)
        return self._posts(query.order_by(_C.due, _C.id))

    def of_fallen_items(self, *, states: Collection[PostState], since: datetime) -> list[Post]:
        """Return the posts due since then whose items no longer stand as they did, by due time."""
        fallen = select(_ITEMS.c.id).where(_ITEMS.c.fate != Fate.STANDS)
        query = select(_POSTS).where(_C.item.in_(fallen), _C.state.in_(states), _C.due >= since)
        return self._posts(query.order_by(_C.due, _C.id))

    def counts(self) -> dict[PostState, int]:
        """Return how many posts are in each state; states with none are left out."""
        rows = self._connection.execute(select(_C.state, func.count()).group_by(_C.state))
        return {PostState(state): count for state, count in rows}

    def newest(self) -> tuple[int, datetime | None]:
        """Return the highest number of a post and the last change, however many posts there are."""
        highest, last = (
            select(each).scalar_subquery() for each in (func.max(_C.id), func.max(_C.updated_at))
        )
        number, changed = self._connection.execute(select(highest, last)).one()
        return number or 0, changed

    def changed(self) -> tuple[int, datetime | None]:
        """Return the number of posts and the last change: together they change with every visible change."""
        count, last = self._connection.execute(select(func.count(), func.max(_C.updated_at))).one()
        return count, last

    def changed_since(
        self, since: datetime, *, until: datetime | None = None, channel: str = ""
    ) -> list[Post]:
        """Return the posts last changed from `since` up to but not at `until`, by number."""
        query = select(_POSTS).where(_C.updated_at >= since)
        if until is not None:
            query = query.where(_C.updated_at < until)
        if channel:
            query = query.where(_C.channel == channel)
        return self._posts(query.order_by(_C.id))

    def _posts(self, query: Any) -> list[Post]:
        return [post_of(row) for row in self._connection.execute(query)]


def _in_span(
    start: datetime, end: datetime, channels: Collection[str], states: Collection[PostState]
) -> list[ColumnElement[bool]]:
    """Return what holds of the posts due in a span; no channels or states are all of them."""
    wanted = [_C.due >= start, _C.due < end]
    if channels:
        wanted.append(_C.channel.in_(channels))
    if states:
        wanted.append(BARE_STATE.in_(states))
    return wanted


def _earlier(since: datetime) -> ColumnElement[datetime]:
    """Return from when on a post is in doubt that is so from `since` on, and may have been before."""
    return case((_C.ask_since < since, _C.ask_since), else_=literal(since, _C.ask_since.type))


def _sendable(until: datetime) -> ColumnElement[bool]:
    """Return which posts may have left by `until`; a single post being sent is asked for in any case."""
    is_thread = and_(_C.state == PostState.SENDING, _C.thread != ())
    return or_(_C.wakes_at <= until, _C.state == PostState.CLAIMED, is_thread)


def post_of(row: Row[Any]) -> Post:
    """Return the post that a whole row of the table holds."""
    fields = dict(zip(_COLUMNS, row, strict=True))
    text, second, _ = str(fields["wall"]).partition("#")
    fields["wall"] = datetime.fromisoformat(text).replace(fold=1 if second else 0)
    return Post.model_validate(fields)


def _columns(post: Post) -> dict[str, Any]:
    wall = post.wall.isoformat() + ("#2" if post.wall.fold else "")
    return columns_of(post, wall=wall)
