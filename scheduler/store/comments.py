"""Read, write and drop comments on posts, and whom they call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, delete, func, select, update

from scheduler.domain.comments import Call, Comment
from scheduler.domain.errors import UnknownNameError
from scheduler.store.rows import columns_of, to_value, to_values
from scheduler.store.tables_writing import CallRow, CommentRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

_COMMENT: Any = col(CallRow.comment)
_PERSON: Any = col(CallRow.person_id)
_UNREAD: Any = col(CallRow.read_at).is_(None)


class Comments:
    """The comments of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, comment: Comment, people: Iterable[int]) -> Comment:
        """Keep a comment and whom it calls; return it with its number."""
        row = CommentRow(**columns_of(comment))
        self._session.add(row)
        self._session.flush()
        made = comment.model_copy(update={"id": row.id})
        calls = [Call(comment=made.id, person_id=each) for each in people]
        self._session.add_all([CallRow(**columns_of(each)) for each in calls])
        self._session.flush()
        return made

    def get(self, number: int) -> Comment:
        """Return one, or raise `UnknownNameError`."""
        found = to_value(Comment, self._session.get(CommentRow, number))
        if found is None:
            raise UnknownNameError("comment", number)
        return found

    def of(self, posts: Collection[int]) -> dict[int, list[Comment]]:
        """Return the comments on these posts, by post, oldest first; posts without any are left out."""
        query = select(CommentRow).where(col(CommentRow.post).in_(posts)).order_by(col(CommentRow.id))
        found: dict[int, list[Comment]] = {}
        for each in to_values(Comment, self._session.exec(query)):
            found.setdefault(each.post, []).append(each)
        return found

    def remove(self, number: int) -> None:
        """Drop a comment and its calls."""
        self._session.execute(delete(CallRow).where(number == _COMMENT))
        self._session.execute(delete(CommentRow).where(col(CommentRow.id) == number))
        self._session.expire_all()

    def waiting(self, person_id: int, *, limit: int) -> list[Comment]:
        """Return the newest comments that call a person who has not read them, the newest first."""
        query = select(CommentRow).join(CallRow, col(CommentRow.id) == _COMMENT)
        query = query.where(person_id == _PERSON, _UNREAD).order_by(col(CommentRow.id).desc()).limit(limit)
        return to_values(Comment, self._session.exec(query))

    def count(self, person_id: int) -> int:
        """Return how many comments call a person who has not read them."""
        query = select(func.count()).select_from(CallRow).where(person_id == _PERSON, _UNREAD)
        return self._session.exec(query).one()

    def read(self, person_id: int, comments: Collection[int], *, at: datetime) -> int:
        """Note that a person has read these; return of how many that is news."""
        noted = update(CallRow).where(person_id == _PERSON, _COMMENT.in_(comments), _UNREAD)
        done = self._session.connection().execute(noted.values(read_at=at)).rowcount
        self._session.expire_all()
        return done

    def drop_calls(self, person_id: int) -> None:
        """Call a person no more: their account was closed."""
        self._session.execute(delete(CallRow).where(person_id == _PERSON, _UNREAD))
        self._session.expire_all()
