"""Find out what became of posts whose answer was lost.

Guarantees: an `unknown` post is sent again only after the network was asked and did not show it
later than its settle time after the attempt; what a dead daemon was sending is `unknown`, what
it had only claimed goes back in line.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from connectors.base import ConnectorError
from scheduler.domain.errors import ConflictError, RoundsError
from scheduler.domain.people import ENGINE
from scheduler.domain.post import Post, PostState
from scheduler.domain.record import Outcome
from scheduler.services.publishing import published
from scheduler.services.recording import record

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from connectors.base import Connector, Outgoing, Receipt
    from scheduler.domain.clock import Clock
    from scheduler.store.database import Store

logger = logging.getLogger(__name__)

_S = PostState
#: Clocks of networks differ a little from ours.
_SLACK = timedelta(minutes=2)
_NEXT_LOOK = timedelta(seconds=30)
#: So many tries with an unknown outcome that turned out absent, and a person decides: the network
#: may refuse the post as a duplicate of an older one, and would for ever.
_MOST_ABSENT = 3


class Reconciling:
    """Asks the networks, and buries the dead."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        connector_of: Callable[[str], Connector],
        message_of: Callable[[Post], Outgoing],
        is_alive: Callable[[str], bool],
    ) -> None:
        self._store = store
        self._clock = clock
        self._connector_of = connector_of
        self._message_of = message_of
        self._is_alive = is_alive

    def rescue(self) -> list[Post]:
        """Take from dead daemons what they had in hand; return those posts as they are now."""
        with self._store.read() as unit:
            dead = [owner for owner in unit.posts.owners() if not self._is_alive(owner)]
        return [post for owner in dead for post in self._take_from(owner)]

    def ask(self) -> list[Post]:
        """Ask the networks for every unknown post whose time to ask has come; return what changed."""
        now = self._clock.now()
        with self._store.read() as unit:
            unknown = [post for post in unit.posts.in_state(_S.UNKNOWN) if (post.not_before or now) <= now]
        settled = (self._ask_for(post) for post in unknown)
        return [post for post in settled if post is not None]

    def next_ask(self) -> datetime | None:
        """Return when the next unknown post is to be asked for."""
        with self._store.read() as unit:
            times = [post.not_before or post.updated_at for post in unit.posts.in_state(_S.UNKNOWN)]
        return min(times, default=None)

    def _take_from(self, owner: str) -> list[Post]:
        taken = []
        with self._store.write() as unit:
            now = self._clock.now()
            for post in unit.posts.in_hand(owner):
                after = _orphaned(post)
                saved = unit.posts.save(after, at=now)
                record(unit, ENGINE, "post.rescued", at=now, before=post, after=saved)
                logger.warning("post %s was taken from a dead daemon state=%s", post.id, saved.state.value)
                taken.append(saved)
        return taken

    def _ask_for(self, post: Post) -> Post | None:
        first, last = self._sent_at(post)
        try:
            connector = self._connector_of(post.channel)
            receipt = connector.find(self._message_of(post), since=first - _SLACK, staged="")
        except (ConnectorError, RoundsError) as why:
            logger.warning("post %s could not be asked for reason=%s", post.id, type(why).__name__)
            return self._write(post, self._waiting(post, self._clock.now() + _NEXT_LOOK))
        believed_at = last + timedelta(seconds=connector.settle_seconds)
        return self._write(post, self._judged(post, receipt, believed_at))

    def _judged(self, post: Post, receipt: Receipt | None, believed_at: datetime) -> Post:
        now = self._clock.now()
        if receipt is not None:
            return published(post, receipt)
        if now < believed_at and post.ask_since is None:
            return self._waiting(post, believed_at)
        absent = post.model_copy(
            update={"not_before": None, "ask_since": None, "owner": None, "explanation": None}
        )
        if now < post.useful_until and self._absences(post) + 1 >= _MOST_ABSENT:
            words = (
                f"Sent {_MOST_ABSENT} times, and the network never showed it. It may have an older post "
                "with the same words: change them, or look there, then release it."
            )
            return absent.moved_to(_S.HELD).model_copy(update={"explanation": words})
        if now < post.useful_until:
            return absent.moved_to(_S.SCHEDULED)
        words = "It is not on the network, and its latest useful time passed."
        return absent.moved_to(_S.MISSED).model_copy(update={"explanation": words})

    def _absences(self, post: Post) -> int:
        with self._store.read() as unit:
            return sum(attempt.outcome is Outcome.ABSENT for attempt in unit.attempts.of(post.id))

    def _sent_at(self, post: Post) -> tuple[datetime, datetime]:
        """Return when the first and the last try began; any of them may be the one that is out."""
        with self._store.read() as unit:
            times = [attempt.started_at for attempt in unit.attempts.of(post.id)]
        asked = [post.ask_since] if post.ask_since else []
        known = sorted([*times, *asked]) or [post.updated_at]
        return known[0], known[-1]

    def _waiting(self, post: Post, until: datetime) -> Post:
        return post.model_copy(update={"not_before": until})

    def _write(self, before: Post, after: Post) -> Post | None:
        now = self._clock.now()
        try:
            with self._store.write() as unit:
                if after.state is before.state:
                    unit.posts.save(after, at=now)
                    return None
                saved = unit.posts.save(after.model_copy(update={"sequence": before.sequence + 1}), at=now)
                outcome = Outcome.ACCEPTED if saved.state is _S.PUBLISHED else Outcome.ABSENT
                unit.attempts.finish(
                    before.id, before.fence, outcome=outcome, at=now, detail="asked the network"
                )
                record(unit, ENGINE, f"post.{saved.state.value}", at=now, before=before, after=saved)
        except ConflictError:
            return None  # a person decided meanwhile
        logger.info("post %s reconciled state=%s", saved.id, saved.state.value)
        return saved


def _orphaned(post: Post) -> Post:
    if post.state is _S.CLAIMED:
        fields = {"owner": None, "lease_until": None}
        return post.moved_to(_S.SCHEDULED).model_copy(update=fields)
    words = "The daemon stopped while sending it. The network is asked before anything else happens."
    fields_unknown = {"owner": None, "lease_until": None, "not_before": None, "explanation": words}
    return post.moved_to(_S.UNKNOWN).model_copy(update=fields_unknown)
