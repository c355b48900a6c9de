"""Read and write posts; every write is a compare-and-set."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CursorResult, func
from sqlmodel import Session, col, select, update

from scheduler.domain.errors import ConflictError, UnknownNameError
from scheduler.domain.post import Post, PostState
from scheduler.store.rows import columns_of
from scheduler.store.tables import PostRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import ColumnElement


class Posts:
    """The posts of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, post: Post) -> Post:
        """Save a new post and return it with its number."""
        row = PostRow(**_columns(post))
        self._session.add(row)
        self._session.flush()
        return post.model_copy(update={"id": row.id})

    def get(self, post_id: int) -> Post:
        """Return one post, or raise `UnknownNameError`."""
        row = self._session.get(PostRow, post_id, populate_existing=True)
        if row is None:
            raise UnknownNameError("post", post_id)
        return post_of(row)

    def by_uid(self, uid: str) -> Post | None:
        """Return the post with this name, if there is one."""
        row = self._session.exec(select(PostRow).where(PostRow.uid == uid)).first()
        return None if row is None else post_of(row)

    def save(self, post: Post, *, at: datetime) -> Post:
        """Write `post` over the version it was read at; raises `ConflictError` if that is gone."""
        newer = post.model_copy(update={"version": post.version + 1, "updated_at": at})
        self._swap(newer, col(PostRow.version) == post.version)
        return newer

    def in_state(self, *states: PostState) -> list[Post]:
        """Return the posts in any of `states`, by due time."""
        query = select(PostRow).where(col(PostRow.state).in_(states)).order_by(col(PostRow.due))
        return [post_of(row) for row in self._session.exec(query)]

    def ask_first(self, since: datetime, *, at: datetime) -> int:
        """Mark every scheduled post to be asked for before it is sent; return how many."""
        statement = (
            update(PostRow)
            .where(col(PostRow.state) == PostState.SCHEDULED)
            .values(ask_since=since, updated_at=at, version=PostRow.version + 1)
        )
        result: CursorResult[Any] = self._session.execute(statement)  # type: ignore[assignment]
        return result.rowcount

    def between(
        self,
        start: datetime,
        end: datetime,
        *,
        channels: Collection[str] = (),
        states: Collection[PostState] = (),
        limit: int | None = None,
    ) -> list[Post]:
        """Return the posts due from `start` up to but not at `end`, by due time."""
        query = select(PostRow).where(col(PostRow.due) >= start, col(PostRow.due) < end)
        if channels:
            query = query.where(col(PostRow.channel).in_(channels))
        if states:
            query = query.where(col(PostRow.state).in_(states))
        query = query.order_by(col(PostRow.due), col(PostRow.id)).limit(limit)
        return [post_of(row) for row in self._session.exec(query)]

    def made_from(self, items: Iterable[int]) -> dict[int, list[Post]]:
        """Return the posts made from each of `items`, cancelled ones left out."""
        query = select(PostRow).where(
            col(PostRow.item).in_(list(items)), col(PostRow.state) != PostState.CANCELLED
        )
        found: dict[int, list[Post]] = {}
        for row in self._session.exec(query):
            found.setdefault(row.item or 0, []).append(post_of(row))
        return found

    def counts(self) -> dict[PostState, int]:
        """Return how many posts are in each state; states with none are left out."""
        rows = self._session.exec(select(PostRow.state, func.count()).group_by(PostRow.state))
        return {PostState(state): count for state, count in rows}

    def changed(self) -> tuple[int, datetime | None]:
        """Return the number of posts and the last change: together they change with every visible change."""
        count, last = self._session.exec(select(func.count(), func.max(PostRow.updated_at))).one()
        return count, last

    def _swap(self, post: Post, *conditions: ColumnElement[bool]) -> None:
        columns = _columns(post)
        del columns["id"]
        statement = update(PostRow).where(col(PostRow.id) == post.id, *conditions).values(**columns)
        result: CursorResult[Any] = self._session.execute(statement)  # type: ignore[assignment]
        if result.rowcount != 1:
            raise ConflictError


def post_of(row: Any) -> Post:
    """Return the post that a row holds, whether SQLModel or a plain query gave it."""
    fields = {name: getattr(row, name) for name in _FIELDS}
    text, second, _ = str(row.wall).partition("#")
    fields["wall"] = datetime.fromisoformat(text).replace(fold=1 if second else 0)
    return Post.model_validate(fields)


def _columns(post: Post) -> dict[str, Any]:
    wall = post.wall.isoformat() + ("#2" if post.wall.fold else "")
    return columns_of(post, wall=wall)


_FIELDS = tuple(Post.model_fields)
