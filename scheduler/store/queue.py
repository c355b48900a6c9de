"""What the engine reads and writes of posts, in few and prepared statements.

Guarantees: each write is a compare-and-set on state and fence and touches only what an engine may
change; what is due is found by one index, whatever the number of posts that are not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, exists, func, select, tuple_, update

from scheduler.domain.errors import ConflictError
from scheduler.domain.post import Post, PostState
from scheduler.store.posts import post_of
from scheduler.store.prepared import Prepared
from scheduler.store.tables import PauseRow, PostRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, CursorResult

_POSTS: Any = PostRow.__table__  # type: ignore[attr-defined] # SQLModel hides it from the type checker
_C = _POSTS.c
_S = PostState
#: The owner of posts that wait in a team's queue: nobody's yet, and safe there.
QUEUED = "queue"
_IN_HAND = (_S.CLAIMED, _S.SENDING)
#: What an engine may change of a post.
_ENGINE_WRITES = (
    "state",
    "explanation",
    "held_by",
    "owner",
    "fence",
    "lease_until",
    "not_before",
    "attempts",
    "ask_since",
    "receipts",
    "remote_id",
    "remote_url",
    "published_at",
    "sequence",
    "version",
    "updated_at",
)

_DUE = (
    select(_POSTS)
    .where(_C.state == _S.SCHEDULED, _C.wakes_at <= bindparam("until"))
    .order_by(_C.wakes_at, _C.id)
    .limit(bindparam("most"))
)
_NEXT = (
    select(_C.wakes_at)
    .where(_C.state == bindparam("of"), _C.wakes_at.is_not(None))
    .order_by(_C.wakes_at)
    .limit(1)
)
_ASKABLE = (
    select(_POSTS)
    .where(_C.state == _S.UNKNOWN, _C.wakes_at <= bindparam("until"))
    .order_by(_C.wakes_at, _C.id)
    .limit(bindparam("most"))
)
_TAKE = Prepared(
    update(_POSTS)
    .where(_C.id == bindparam("of"), _C.version == bindparam("read"))
    .values(
        state=_S.CLAIMED,
        owner=bindparam("to"),
        fence=_C.fence + 1,
        lease_until=bindparam("until"),
        version=_C.version + 1,
        updated_at=bindparam("at"),
    )
)
_BEGIN = (
    update(_POSTS)
    .where(_C.id == bindparam("of"), _C.fence == bindparam("held"), _C.state == _S.CLAIMED)
    .where(_C.approved_digest.is_not(None))  # an approval may end between two parts of a thread
    .values(
        state=_S.SENDING,
        owner=bindparam("to"),
        lease_until=bindparam("until"),
        attempts=_C.attempts + 1,
        version=_C.version + 1,
        updated_at=bindparam("at"),
    )
)
_PAUSED: Any = PauseRow.__table__  # type: ignore[attr-defined] # as above
_IN_FORCE = exists().where(_PAUSED.c.lifted_at.is_(None), _PAUSED.c.is_drill.is_(False))
_BEGIN_UNPAUSED = Prepared(_BEGIN.where(~_IN_FORCE))
_HAND_OVER = (
    update(_POSTS)
    .where(_C.state == _S.CLAIMED, _C.owner == bindparam("of"))
    .where(tuple_(_C.id, _C.fence).in_(bindparam("pairs", expanding=True)))
    .values(owner=bindparam("to"), lease_until=bindparam("until"))
    .returning(_POSTS)
)
_SETTLE = Prepared(
    update(_POSTS)
    .where(_C.id == bindparam("of"), _C.fence == bindparam("held"), _C.state == bindparam("was"))
    .values({name: bindparam("to_" + name) for name in _ENGINE_WRITES})
)
_RENEW = (
    update(_POSTS)
    .where(_C.owner == bindparam("of"), _C.state.in_(_IN_HAND))
    .values(lease_until=bindparam("until"))
)
_HOLDS = select(_C.id, _C.fence, _C.owner, _C.lease_until).where(_C.state.in_(_IN_HAND))
_OWNERS = select(_C.owner).where(_C.state.in_(_IN_HAND)).distinct()
_COUNT = select(func.count()).where(_C.state.in_(_IN_HAND), _C.owner == bindparam("of"))
_HELD_BY = select(_POSTS).where(_C.state.in_(_IN_HAND), _C.owner == bindparam("of"))


class Hold(NamedTuple):
    """Somebody's claim on a post."""

    id: int
    fence: int
    owner: str | None
    lease_until: datetime | None


class Queue:
    """The posts of one transaction as the engine sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def due(self, until: datetime, *, limit: int) -> list[Post]:
        """Return scheduled posts whose time and waiting time have come by `until`, earliest first."""
        return self._posts(_DUE, until=until, most=limit)

    def next_due(self) -> datetime | None:
        """Return when the engine must look again for the sake of a scheduled post."""
        found: datetime | None = self._run(_NEXT, of=_S.SCHEDULED).scalar()
        return found

    def askable(self, until: datetime, *, limit: int) -> list[Post]:
        """Return unknown posts whose time to ask has come, the longest waiting first."""
        return self._posts(_ASKABLE, until=until, most=limit)

    def next_ask(self) -> datetime | None:
        """Return when the engine must ask for an unknown post."""
        found: datetime | None = self._run(_NEXT, of=_S.UNKNOWN).scalar()
        return found

    def take(self, posts: Sequence[Post], *, owner: str, until: datetime, at: datetime) -> list[Post]:
        """Claim `posts` as they were read in this transaction; return them as they are then."""
        if not posts:
            return []
        each = [
            {"of": post.id, "read": post.version, "to": owner, "until": until, "at": at} for post in posts
        ]
        if _TAKE.run(self._connection, each) != len(posts):
            raise ConflictError
        return [
            post.model_copy(
                update={
                    "state": _S.CLAIMED,
                    "owner": owner,
                    "fence": post.fence + 1,
                    "lease_until": until,
                    "version": post.version + 1,
                    "updated_at": at,
                }
            )
            for post in posts
        ]

    def hand_over(
        self, keys: Sequence[tuple[int, int]], *, before: str, to: str, until: datetime
    ) -> list[Post]:
        """Give claimed posts, by number and fence, from one owner to another; others are left out."""
        if not keys:
            return []
        rows = self._run(_HAND_OVER, pairs=list(keys), of=before, to=to, until=until)
        return [post_of(row) for row in rows]

    def begin_unpaused(
        self, posts: Sequence[Post], *, owner: str, until: datetime, at: datetime
    ) -> list[Post]:
        """Move claimed posts to `sending`, all of them, in one statement that looks at the pauses itself.

        Raises `ConflictError` where any pause holds anything, or where fence or state of any of the posts
        moved on; the transaction must then be given up.
        """
        given = {"to": owner, "until": until, "at": at}
        each = [{"of": post.id, "held": post.fence, **given} for post in posts]
        if _BEGIN_UNPAUSED.run(self._connection, each) != len(posts):
            raise ConflictError
        return [_sending(post, owner=owner, until=until, at=at) for post in posts]

    def begin(self, posts: Sequence[Post], *, owner: str, until: datetime, at: datetime) -> list[Post]:
        """Move claimed posts to `sending`; those whose fence or state moved on are left out."""
        begun = []
        for post in posts:
            done = self._run(_BEGIN, of=post.id, held=post.fence, to=owner, until=until, at=at)
            if done.rowcount == 1:
                begun.append(_sending(post, owner=owner, until=until, at=at))
        return begun

    def save(self, moves: Sequence[tuple[Post, Post]], *, at: datetime) -> list[Post]:
        """Write what an engine may change of posts in hand, each as it was and as it shall be.

        Returns them as they are then. Raises `ConflictError` if fence or state of any of them moved on;
        the transaction must then be given up.
        """
        if not moves:
            return []
        newer = [
            after.model_copy(update={"version": after.version + 1, "updated_at": at}) for _, after in moves
        ]
        each = [
            {"of": post.id, "held": post.fence, "was": before.state}
            | {"to_" + name: getattr(post, name) for name in _ENGINE_WRITES}
            for (before, _), post in zip(moves, newer, strict=True)
        ]
        if _SETTLE.run(self._connection, each) != len(moves):
            raise ConflictError
        return newer

    def renew(self, owner: str, *, until: datetime) -> int:
        """Prolong the lease of all that `owner` has in hand; return how many posts that are."""
        return self._run(_RENEW, of=owner, until=until).rowcount

    def owners(self) -> list[str]:
        """Return the daemons that have posts in hand, by name."""
        return sorted(owner for owner in self._run(_OWNERS).scalars() if owner)

    def count_held_by(self, owner: str) -> int:
        """Return how many posts `owner` has claimed or is sending."""
        count: int = self._run(_COUNT, of=owner).scalar_one()
        return count

    def holds(self) -> list[Hold]:
        """Return who has what in hand, without the posts."""
        return [Hold(row.id, row.fence, row.owner, row.lease_until) for row in self._run(_HOLDS)]

    def held_by(self, owner: str) -> list[Post]:
        """Return the posts that `owner` has claimed or is sending."""
        return self._posts(_HELD_BY, of=owner)

    def _posts(self, query: Any, **given: Any) -> list[Post]:
        return [post_of(row) for row in self._run(query, **given)]

    def _run(self, statement: Any, **given: Any) -> CursorResult[Any]:
        done: CursorResult[Any] = self._connection.execute(statement, given)
        return done


def _sending(post: Post, *, owner: str, until: datetime, at: datetime) -> Post:
    return post.model_copy(
        update={
            "state": _S.SENDING,
            "owner": owner,
            "lease_until": until,
            "attempts": post.attempts + 1,
            "version": post.version + 1,
            "updated_at": at,
        }
    )
