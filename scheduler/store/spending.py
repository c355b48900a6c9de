"""What sending costs: sums over attempts and what is on its way, inside one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func
from sqlmodel import Session, col, select

from scheduler.domain.post import PostState
from scheduler.domain.record import Outcome
from scheduler.store.tables import AttemptRow, PostRow
from scheduler.store.tables_mentions import MentionReadRow

if TYPE_CHECKING:
    from datetime import datetime

#: What the network has, or may have; what it certainly has not costs nothing.
_MAY_COST = (Outcome.STARTED, Outcome.ACCEPTED, Outcome.UNKNOWN)
_IN_HAND = (PostState.CLAIMED, PostState.SENDING)


class Spending:
    """The costs of one transaction, in mills."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def spent(self, channel: str, start: datetime, end: datetime) -> int:
        """Return what a channel's attempts begun from `start` up to `end` cost, and what was read for it.

        Open attempts are included.
        """
        query = (
            select(func.coalesce(func.sum(AttemptRow.cost), 0))
            .join(PostRow, col(PostRow.id) == col(AttemptRow.post))
            .where(PostRow.channel == channel, col(AttemptRow.outcome).in_(_MAY_COST))
            .where(col(AttemptRow.started_at) >= start, col(AttemptRow.started_at) < end)
        )
        read = (
            select(func.coalesce(func.sum(MentionReadRow.cost), 0))
            .where(MentionReadRow.channel == channel)
            .where(col(MentionReadRow.at) >= start, col(MentionReadRow.at) < end)
        )
        return int(self._session.exec(query).one()) + int(self._session.exec(read).one())

    def in_hand(self, channel: str) -> list[int]:
        """Return the numbers of the channel's posts that daemons have in hand."""
        query = select(PostRow.id).where(col(PostRow.state).in_(_IN_HAND), PostRow.channel == channel)
        return list(self._session.exec(query))

    def begun(self, post: int) -> int:
        """Return what the open attempts of a post cost; `spent` holds them already."""
        query = select(func.coalesce(func.sum(AttemptRow.cost), 0)).where(
            AttemptRow.post == post, AttemptRow.outcome == Outcome.STARTED
        )
        return int(self._session.exec(query).one())
