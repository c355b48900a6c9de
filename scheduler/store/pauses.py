"""Read and write pauses, what they held, and which daemons have seen them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, select, update

from scheduler.domain.errors import UnknownNameError
from scheduler.domain.held_back import HeldBack, Release, Sighting
from scheduler.domain.plan import Pause
from scheduler.store.posts import post_of
from scheduler.store.rows import columns_of, to_values, value_of
from scheduler.store.tables import PauseRow, PostRow
from scheduler.store.tables_pauses import HeldBackRow, SightingRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from scheduler.domain.post import Post
    from scheduler.store.transaction import Transaction

_PAUSES: Any = PauseRow.__table__  # type: ignore[attr-defined] # SQLModel hides it from the type checker
_HELD: Any = HeldBackRow.__table__  # type: ignore[attr-defined] # as above
_SEEN: Any = SightingRow.__table__  # type: ignore[attr-defined] # as above
_POSTS: Any = PostRow.__table__  # type: ignore[attr-defined] # as above
_P, _H, _S = _PAUSES.c, _HELD.c, _SEEN.c
#: Prepared once: the engine asks for every post it sends.
_STANDING = select(_PAUSES).where(_P.lifted_at.is_(None)).order_by(_P.id)
_ACTIVE = _STANDING.where(_P.is_drill.is_(False))
_OVER = _STANDING.where(_P.ends_at <= bindparam("at"))
_NEWEST = select(func.max(_P.id))


class Pauses:
    """The pauses in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, pause: Pause) -> Pause:
        """Save a new pause and return it with its number."""
        row = PauseRow(**columns_of(pause))
        self._transaction.session.add(row)
        self._transaction.session.flush()
        return pause.model_copy(update={"id": row.id})

    def get(self, pause_id: int) -> Pause:
        """Return one, or raise `UnknownNameError`."""
        row = self._transaction.connection.execute(select(_PAUSES).where(_P.id == pause_id)).first()
        if row is None:
            raise UnknownNameError("pause", pause_id)
        return value_of(Pause, row)

    def active(self) -> list[Pause]:
        """Return the pauses that hold now, oldest first; drills hold nothing."""
        return to_values(Pause, self._transaction.connection.execute(_ACTIVE))

    def standing(self) -> list[Pause]:
        """Return the pauses that hold now and the drills that go on, oldest first."""
        return to_values(Pause, self._transaction.connection.execute(_STANDING))

    def over(self, at: datetime) -> list[Pause]:
        """Return those, drills among them, whose end has come by then and is not written down yet."""
        return to_values(Pause, self._transaction.connection.execute(_OVER, {"at": at}))

    def recent(self, *, most: int) -> list[Pause]:
        """Return the last ones that are over, the newest first."""
        query = select(_PAUSES).where(_P.lifted_at.is_not(None)).order_by(_P.id.desc()).limit(most)
        return to_values(Pause, self._transaction.connection.execute(query))

    def last_drill(self) -> Pause | None:
        """Return the last drill that is over."""
        query = select(_PAUSES).where(_P.lifted_at.is_not(None), _P.is_drill).order_by(_P.lifted_at.desc())
        row = self._transaction.connection.execute(query.limit(1)).first()
        return None if row is None else value_of(Pause, row)

    def newest(self) -> int:
        """Return the number of the newest pause; 0 where there never was one."""
        number: int | None = self._transaction.connection.execute(_NEWEST).scalar()
        return number or 0

    def lift(self, pause_id: int, *, at: datetime, by: str) -> bool:
        """Write down that a pause is over; return whether it was not yet."""
        over = update(_PAUSES).where(_P.id == pause_id, _P.lifted_at.is_(None))
        done = self._transaction.connection.execute(over.values(lifted_at=at, lifted_by=by))
        return done.rowcount == 1

    def set_end(self, pause_id: int, ends_at: datetime | None) -> bool:
        """Give a pause that is not over another end; return whether it was not."""
        going = update(_PAUSES).where(_P.id == pause_id, _P.lifted_at.is_(None))
        return self._transaction.connection.execute(going.values(ends_at=ends_at)).rowcount == 1


class HeldBacks:
    """What the pauses held, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    def put(self, held: HeldBack) -> None:
        """Note that a pause holds a post; one that it held before, and was released, is held anew."""
        self._connection.execute(delete(_HELD).where(_H.pause == held.pause, _H.post == held.post))
        self._connection.execute(_HELD.insert().values(**columns_of(held)))

    def decide(self, pause: int, post: int, decision: Release, *, by: str, at: datetime) -> bool:
        """Note what a person decided; return whether nobody had."""
        open_ = update(_HELD).where(_H.pause == pause, _H.post == post, _H.decision.is_(None))
        done = self._connection.execute(open_.values(decision=decision, decided_by=by, decided_at=at))
        return done.rowcount == 1

    def of(self, pause: int) -> list[HeldBack]:
        """Return what a pause held, by the time it was due."""
        query = select(_HELD).where(_H.pause == pause).order_by(_H.was_due, _H.post)
        return to_values(HeldBack, self._connection.execute(query))

    def posts(self, pause: int) -> list[Post]:
        """Return the posts that a pause holds now, by due time."""
        query = select(_POSTS).where(_POSTS.c.held_by.is_not(None), _POSTS.c.held_by == pause)
        return [post_of(row) for row in self._connection.execute(query.order_by(_POSTS.c.due, _POSTS.c.id))]

    def counts(self) -> dict[int, int]:
        """Return how many posts each pause holds now; those that hold none are left out."""
        number = _POSTS.c.held_by
        query = select(number, func.count()).where(number.is_not(None)).group_by(number)
        return {row[0]: row[1] for row in self._connection.execute(query)}


class Sightings:
    """Who has seen which pause, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    def put(self, seen: Sighting) -> None:
        """Note that a daemon has seen a pause; twice is once."""
        known = select(_SEEN).where(_S.pause == seen.pause, _S.daemon == seen.daemon)
        if self._connection.execute(known).first() is None:
            self._connection.execute(_SEEN.insert().values(**columns_of(seen)))

    def of(self, pause: int) -> list[Sighting]:
        """Return who has seen it, by when."""
        query = select(_SEEN).where(_S.pause == pause).order_by(_S.at, _S.daemon)
        return to_values(Sighting, self._connection.execute(query))

    def daemons(self) -> list[str]:
        """Return the daemons that began, and that nobody forgot."""
        return list(self._connection.execute(select(_S.daemon).where(_S.pause == 0)).scalars())

    def forget(self, daemons: Collection[str]) -> None:
        """Take out that these began; what they have seen stays for the record."""
        self._connection.execute(delete(_SEEN).where(_S.pause == 0, _S.daemon.in_(list(daemons))))
