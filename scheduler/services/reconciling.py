"""Find out what became of posts whose answer was lost.

Guarantees: a part with an unknown outcome is sent again only after the network was asked and did
not show it later than its settle time after the attempt; what a dead daemon was sending is
`unknown`, what it had only claimed goes back in line. A network that can't be asked leaves the
question to a person. Where the network takes the same key twice as one message, that makes up for
an absence that was believed wrongly; it is waited for all the same, since a late acceptance could
otherwise overtake a pause or a change.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from connectors.base import ConnectorError, Once, Receipt
from scheduler.domain.errors import ConflictError, RoundsError, StorageError
from scheduler.domain.people import ENGINE
from scheduler.domain.post import Post, PostState
from scheduler.domain.record import Attempt, Outcome
from scheduler.services.outcomes import with_receipt
from scheduler.services.recording import record
from scheduler.services.restoring import RESTORED
from scheduler.services.timekeeping import sets_since
from scheduler.store.queue import QUEUED

if TYPE_CHECKING:
    from collections.abc import Callable

    from connectors.base import Connector, Outgoing
    from scheduler.domain.clock import Clock
    from scheduler.store.database import Store
    from scheduler.store.queue import Hold

logger = logging.getLogger(__name__)

_S = PostState
#: Clocks of networks differ a little from ours.
_SLACK = timedelta(minutes=2)
_SOONEST_LOOK, _LATEST_LOOK = timedelta(seconds=30), timedelta(minutes=10)
#: So many tries with an unknown outcome that turned out absent, and a person decides: the network
#: may refuse the post as a duplicate of an older one, and would for ever.
_MOST_ABSENT = 3
_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A post whose next part may or may not be out, with the tries at that part."""

    post: Post
    tries: tuple[Attempt, ...]
    #: The time just before the network was asked.
    asked_at: datetime
    #: When a restored database was noticed, if one ever was.
    restored_at: datetime | None = None
    #: How far clocks were set forward since the last try, and back since the first.
    forward: timedelta = timedelta(0)
    back: timedelta = timedelta(0)

    @property
    def look_from(self) -> datetime:
        """From when on the network may have it, by the network's own clock."""
        return self.sent_at[0] - _SLACK - self.back

    @property
    def sent_at(self) -> tuple[datetime, datetime]:
        """When the first and the last try began; any of them may be the one that is out."""
        unknown = [at for at in (self.post.ask_since, self.restored_at) if self.post.ask_since and at]
        began = [each.started_at for each in self.tries]
        # Until its outcome was told, or its daemon was found dead, a try may still have left.
        ended = [each.finished_at for each in self.tries if each.finished_at is not None]
        known = sorted([*began, *ended, *unknown]) or [self.post.updated_at]
        return min([*began, *unknown], default=known[0]), known[-1]

    @property
    def told(self) -> Attempt | None:
        """The last try, if what came of it is known after all."""
        last = self.tries[-1] if self.tries else None
        certain = {Outcome.ACCEPTED, Outcome.REFUSED, Outcome.NOT_SENT}
        return last if last is not None and last.outcome in certain and not self.post.ask_since else None

    @property
    def absences(self) -> int:
        """How many tries turned out absent."""
        return sum(each.outcome is Outcome.ABSENT for each in self.tries)

    @property
    def staged(self) -> str:
        """What the connector had prepared for the last try; empty where a restore made us forget it."""
        return self.tries[-1].staged if self.tries and not self.post.ask_since else ""


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
        is_lost: Callable[[Post | Hold], bool] = lambda _: False,
        notice: Callable[[], object] = lambda: None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._connector_of = connector_of
        self._message_of = message_of
        self._is_alive = is_alive
        self._is_lost = is_lost
        #: Looks whether the clock was set.
        self._notice = notice
        self._suspects: set[tuple[int, int]] = set()

    def rescue(self) -> list[Post]:
        """Take from dead daemons what they had in hand; return those posts as they are now.

        Also what stands in our own name though nobody here works on it, if it did so at the last look.
        """
        taken = self.bury()
        with self._store.read() as unit:
            lost = [hold for hold in unit.queue.holds() if self._is_lost(hold)]
        known, self._suspects = self._suspects, {(hold.id, hold.fence) for hold in lost}
        twice = {(hold.id, hold.fence) for hold in lost} & known
        for owner in sorted({hold.owner for hold in lost if (hold.id, hold.fence) in twice and hold.owner}):
            taken += self._take_from(
                owner, lambda post: (post.id, post.fence) in twice and self._is_lost(post)
            )
        return taken

    def bury(self) -> list[Post]:
        """Take from dead daemons what they had in hand; return those posts as they are now."""
        with self._store.read() as unit:
            dead = [each for each in unit.queue.owners() if each != QUEUED and not self._is_alive(each)]
        return [post for owner in dead for post in self._take_from(owner, lambda _: True)]

    def ask(self) -> list[Post]:
        """Ask the networks for every unknown post whose time to ask has come; return what changed.

        A network that can't be asked for one post is not asked for another in the same round.
        """
        with self._store.read() as unit:
            unknown = unit.queue.askable(self._clock.now(), limit=_AT_ONCE)
        silent: set[str] = set()
        changed = (self._ask_safely(post, silent) for post in unknown)
        return [post for post in changed if post is not None]

    def has_work(self) -> bool:
        """May there be something to do though nobody changes anything: is any post in hand or in doubt?"""
        with self._store.read() as unit:
            return bool(unit.queue.owners()) or unit.queue.next_ask() is not None

    def next_ask(self) -> datetime | None:
        """Return when to ask again."""
        with self._store.read() as unit:
            return unit.queue.next_ask()

    def _take_from(self, owner: str, is_meant: Callable[[Post], bool]) -> list[Post]:
        taken = []
        with self._store.write() as unit:
            now = self._clock.now()
            for post in filter(is_meant, unit.queue.held_by(owner)):
                if post.state is _S.SENDING:
                    unit.attempts.finish(_cut_off(post, owner, now), at=now)
                [saved] = unit.queue.save([(post, _orphaned(post, now))], at=now)
                record(unit, ENGINE, "post.rescued", at=now, before=post, after=saved)
                logger.warning("post %s was taken from a dead daemon state=%s", post.id, saved.state.value)
                taken.append(saved)
        return taken

    def _ask_safely(self, post: Post, silent: set[str]) -> Post | None:
        try:
            return self._ask_for(post, silent)
        except StorageError:
            raise
        except Exception:
            # A fault of ours at one post must not keep the others from being asked for.
            logger.exception("post %s could not be asked for", post.id)
            return self._write(_Doubt(post, (), self._clock.now()), self._put_off(post, _LATEST_LOOK))

    def _ask_for(self, post: Post, silent: set[str]) -> Post | None:
        doubt = self._doubt_about(post)
        told = doubt.told
        if told is not None:
            return self._write(doubt, self._as_told(doubt, told))
        if post.channel in silent:
            return self._write(doubt, self._later(doubt))
        try:
            connector = self._connector_of(post.channel)
            if connector.once is Once.NOTHING:
                return self._write(doubt, _for_a_person(post))
            receipt = connector.find(self._message_of(post), since=doubt.look_from, staged=doubt.staged)
        except (ConnectorError, RoundsError) as why:
            logger.warning("post %s could not be asked for reason=%s", post.id, type(why).__name__)
            silent.add(post.channel)
            words = f"Nobody knows yet whether it is out. {why} Rounds asks again by itself."
            return self._write(doubt, self._later(doubt).model_copy(update={"explanation": words}))
        if receipt is None and self._was_clock_set(doubt):
            return self._write(doubt, self._later(doubt))  # the network was asked about the wrong time
        return self._write(doubt, self._judged(doubt, receipt, connector))

    def _was_clock_set(self, doubt: _Doubt) -> bool:
        """Was it set while the network was asked?"""
        now = self._doubt_about(doubt.post)
        return (now.forward, now.back) != (doubt.forward, doubt.back)

    def _doubt_about(self, post: Post) -> _Doubt:
        part, asked_at = len(post.receipts), self._clock.now()
        self._notice()  # after the clock was read: what an absence is believed by is never too late
        with self._store.read() as unit:
            tries = tuple(each for each in unit.attempts.of(post.id) if each.part == part)
            note = unit.notes.get(RESTORED)
            doubt = _Doubt(post, tries, asked_at, datetime.fromisoformat(note[0]) if note else None)
            first, last = doubt.sent_at
            return replace(doubt, forward=sets_since(unit, last)[0], back=sets_since(unit, first)[1])

    def _judged(self, doubt: _Doubt, receipt: Receipt | None, connector: Connector) -> Post:
        if receipt is not None:
            return with_receipt(doubt.post, receipt)
        settle = timedelta(seconds=connector.settle_seconds)
        believed_at = doubt.sent_at[1] + settle + doubt.forward
        if doubt.asked_at < believed_at:
            return doubt.post.model_copy(update={"not_before": min(believed_at, doubt.asked_at + settle)})
        return self._absent(doubt)

    def _as_told(self, doubt: _Doubt, told: Attempt) -> Post:
        """Return the post by what a daemon wrote down after it was taken for dead."""
        if told.outcome is Outcome.ACCEPTED and told.remote_id is not None:
            return with_receipt(doubt.post, Receipt(told.remote_id, "", told.finished_at or told.started_at))
        return self._absent(doubt)

    def _absent(self, doubt: _Doubt) -> Post:
        post, now = doubt.post, self._clock.now()
        free = post.model_copy(
            update={"not_before": None, "ask_since": None, "owner": None, "explanation": None}
        )
        if now >= post.useful_until:
            words = "It is not on the network, and its latest useful time passed."
            return free.moved_to(_S.MISSED).model_copy(update={"explanation": words})
        if doubt.absences + 1 >= _MOST_ABSENT:
            words = (
                f"Sent {_MOST_ABSENT} times, and the network never showed it. It may have an older post "
                "with the same words: change them, or look there, then release it."
            )
            return free.moved_to(_S.HELD).model_copy(update={"explanation": words})
        return free.moved_to(_S.SCHEDULED)

    def _later(self, doubt: _Doubt) -> Post:
        """Return the post to be asked for again: soon at first, then ever less often."""
        now = self._clock.now()
        wait = min(max((now - doubt.sent_at[1]) / 2, _SOONEST_LOOK), _LATEST_LOOK)
        return self._put_off(doubt.post, wait)

    def _put_off(self, post: Post, wait: timedelta) -> Post:
        return post.model_copy(update={"not_before": self._clock.now() + wait})

    def _write(self, doubt: _Doubt, after: Post) -> Post | None:
        now, before = self._clock.now(), doubt.post
        try:
            with self._store.write() as unit:
                if after.state is before.state:
                    unit.posts.save(after, at=now)
                    return None
                saved = unit.posts.save(after.model_copy(update={"sequence": before.sequence + 1}), at=now)
                if doubt.tries and doubt.told is None:
                    unit.attempts.finish(_found_out(doubt, after), at=now)
                record(unit, ENGINE, f"post.{saved.state.value}", at=now, before=before, after=saved)
        except ConflictError:
            return None  # a person decided meanwhile
        logger.info("post %s reconciled state=%s", saved.id, saved.state.value)
        return saved


def _orphaned(post: Post, now: datetime) -> Post:
    free = post.model_copy(update={"owner": None, "lease_until": None, "sequence": post.sequence + 1})
    if post.state is _S.CLAIMED:
        return free.moved_to(_S.SCHEDULED)
    words = "The daemon stopped while sending it. The network is asked before anything else happens."
    return free.moved_to(_S.UNKNOWN).model_copy(update={"not_before": now, "explanation": words})


def _cut_off(post: Post, owner: str, now: datetime) -> Attempt:
    """Return the try that its daemon did not live to tell of; until now it may have left."""
    return Attempt(
        post=post.id,
        part=len(post.receipts),
        fence=post.fence,
        owner=owner,
        started_at=now,
        outcome=Outcome.UNKNOWN,
        detail="the daemon stopped while sending it",
    )


def _for_a_person(post: Post) -> Post:
    words = "Nobody knows whether it is out, and this network can't be asked. Look there, then say so here."
    return post.model_copy(update={"not_before": None, "explanation": words})


def _found_out(doubt: _Doubt, after: Post) -> Attempt:
    is_out = len(after.receipts) > len(doubt.post.receipts)
    known = {
        "outcome": Outcome.ACCEPTED if is_out else Outcome.ABSENT,
        "detail": "asked the network",
        "remote_id": after.receipts[-1].remote_id if is_out else None,
    }
    return doubt.tries[-1].model_copy(update=known)
