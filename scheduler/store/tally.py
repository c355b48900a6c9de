"""Count what became of the posts, from the rows themselves: sent, twice, lost, late, still with a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import String, and_, cast, func, literal, or_
from sqlalchemy import select as plain_select
from sqlmodel import col, select

from scheduler.domain.post import PostState
from scheduler.domain.record import SEEDED, Outcome
from scheduler.store.marks import Try
from scheduler.store.tables import AttemptRow, AuditRow, PostRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime, timedelta

    from sqlalchemy import ColumnElement, Exists

    from scheduler.store.transaction import Transaction

_S = PostState
_AT_ONCE = 500
#: After these a post leaves when a person says so, however long after its time.
_BY_A_PERSON = ("post.approved", "post.released", "post.sent_again", "post.moved")
#: What a person did about a refusal.
_ANSWERED = ("post.copied", "post.left")


class Span(NamedTuple):
    """When posts changed last: once one is out, that is when it was written down."""

    since: datetime | None = None
    before: datetime | None = None

    def of_posts_out(self) -> ColumnElement[bool]:
        """Return what is asked of a post that is out."""
        at, state = col(PostRow.updated_at), col(PostRow.state)
        if self == ALWAYS:
            return state == _S.PUBLISHED
        told = [at >= self.since] if self.since else []
        told += [at < self.before] if self.before else []
        # Not a bare column: SQLite would go by the state, through every post there ever was.
        return and_(state.concat("") == _S.PUBLISHED.value, *told)


ALWAYS: Final = Span()


_ATTEMPTS: Any = AttemptRow.__table__  # type: ignore[attr-defined] # SQLModel hides it from the type checker
#: Asked with each change that anybody makes.
_LAST_TRY = (
    plain_select(_ATTEMPTS.c.id, _ATTEMPTS.c.post, _ATTEMPTS.c.fence).order_by(_ATTEMPTS.c.id.desc()).limit(1)
)


class Tally:
    """The counts of one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def sent(self, span: Span = ALWAYS) -> tuple[int, datetime | None]:
        """Return how many posts the engine sent that are out since some time in `span`, and the first.

        The past that a demo invents is left out.
        """
        invented = select(AttemptRow.id).where(AttemptRow.post == PostRow.id, AttemptRow.owner == SEEDED)
        query = select(func.count(), func.min(PostRow.published_at)).where(
            span.of_posts_out(), col(PostRow.attempts) > 0, ~invented.exists()
        )
        count, first = self._transaction.session.exec(query).one()
        return count, first

    def doubled(self, since: datetime | None = None) -> list[int]:
        """Return the posts of which a part has two ids on the network, by all that is written down.

        With `since` only those that changed, or were tried, after that.
        """
        recent = [] if since is None else [col(AttemptRow.post).in_(self._touched(since))]
        twice = (
            select(AttemptRow.post)
            .where(AttemptRow.outcome == Outcome.ACCEPTED, col(AttemptRow.remote_id).is_not(None), *recent)
            .group_by(col(AttemptRow.post), col(AttemptRow.part))
            .having(func.count(col(AttemptRow.remote_id).distinct()) > 1)
        )
        other = (
            select(AttemptRow.post)
            .join(PostRow, col(PostRow.id) == col(AttemptRow.post))
            .where(AttemptRow.outcome == Outcome.ACCEPTED, AttemptRow.part == 0, *recent)
            .where(col(AttemptRow.remote_id) != col(PostRow.remote_id))
        )
        return sorted({*self._transaction.session.exec(twice), *self._transaction.session.exec(other)})

    def lost(self, before: datetime) -> list[int]:
        """Return the posts that are not out though no person was told.

        Their useful time, or the lease of the daemon that has them, was over before `before`.
        """
        waits = and_(col(PostRow.state) == _S.SCHEDULED, col(PostRow.useful_until) <= before)
        in_hand = and_(
            col(PostRow.state).in_((_S.CLAIMED, _S.SENDING)),
            or_(col(PostRow.lease_until).is_(None), col(PostRow.lease_until) <= before),
        )
        return sorted(self._transaction.session.exec(select(PostRow.id).where(or_(waits, in_hand))))

    def overdue(self, before: datetime) -> int:
        """Return how many scheduled posts should have left before `before`, waiting times included."""
        query = select(func.count()).where(
            col(PostRow.state) == _S.SCHEDULED, col(PostRow.wakes_at) <= before
        )
        return self._transaction.session.exec(query).one()

    def lateness(self, since: datetime, span: Span = ALWAYS) -> list[timedelta]:
        """Return how late the posts published since then left; what a person delayed is left out."""
        tried = (
            select(func.min(AttemptRow.started_at))
            .where(AttemptRow.post == PostRow.id, AttemptRow.outcome == Outcome.ACCEPTED)
            .where(AttemptRow.part == 0, AttemptRow.owner != SEEDED)
            .scalar_subquery()
        )
        query = (
            select(PostRow.due, tried)
            .where(span.of_posts_out(), col(PostRow.published_at) >= since)
            .where(~delayed_by_a_person())
        )
        return [left - due for due, left in self._transaction.session.exec(query) if left is not None]

    def in_states(self, states: Collection[PostState], *, channel: str) -> int:
        """Return how many posts of a channel are in any of `states`."""
        query = select(func.count()).where(PostRow.channel == channel, col(PostRow.state).in_(states))
        return self._transaction.session.exec(query).one()

    def unanswered_refusals(self) -> list[int]:
        """Return the refused posts that nobody copied or left as they are."""
        query = select(PostRow.id).where(PostRow.state == _S.REFUSED, ~_told(_ANSWERED))
        return list(self._transaction.session.exec(query))

    def last_try(self) -> tuple[int, int, int] | None:
        """Return number, post and fence of the newest try at sending."""
        row = self._transaction.connection.execute(_LAST_TRY).first()
        return None if row is None else (row.id, row.post, row.fence)

    def try_at(self, number: int) -> tuple[int, int] | None:
        """Return post and fence of the try with this number."""
        query = select(AttemptRow.post, AttemptRow.fence).where(AttemptRow.id == number)
        return self._transaction.session.exec(query).first()

    def unknown_tries(self, tries: Collection[Try]) -> set[Try]:
        """Return those of `tries` that nobody wrote down here."""
        posts = sorted({each.post for each in tries})
        known: set[Try] = set()
        for start in range(0, len(posts), _AT_ONCE):
            some = posts[start : start + _AT_ONCE]
            query = select(AttemptRow.post, AttemptRow.fence, AttemptRow.part)
            rows = self._transaction.session.exec(query.where(col(AttemptRow.post).in_(some)))
            known.update(Try(*row) for row in rows)
        return set(tries) - known

    def has_remote(self, channel: str, remote_id: str, *, but: int) -> int | None:
        """Return the other post of a channel that is this one on the network, if any is."""
        query = (
            select(PostRow.id)
            .outerjoin(AttemptRow, col(AttemptRow.post) == col(PostRow.id))
            .where(PostRow.channel == channel, PostRow.id != but)
            .where(or_(col(PostRow.remote_id) == remote_id, col(AttemptRow.remote_id) == remote_id))
            .limit(1)
        )
        return self._transaction.session.exec(query).first()

    def _touched(self, since: datetime) -> list[int]:
        changed = select(PostRow.id).where(col(PostRow.updated_at) >= since)
        tried = select(AttemptRow.post).where(col(AttemptRow.started_at) >= since)
        return sorted({*self._transaction.session.exec(changed), *self._transaction.session.exec(tried)})


def delayed_by_a_person() -> Exists:
    """Return whether a person let a post go, or gave it its time, after that time."""
    return _told(_BY_A_PERSON, col(AuditRow.at) > col(PostRow.due))


def _told(actions: Collection[str], *more: ColumnElement[bool]) -> Exists:
    """Return whether the record tells one of `actions` of a post."""
    subject = literal("post:") + cast(PostRow.id, String)
    return (
        select(AuditRow.seq)
        .where(AuditRow.subject == subject, col(AuditRow.action).in_(actions), *more)
        .exists()
    )
