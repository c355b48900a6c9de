"""Claim due posts: those that may leave now, and the others where they belong.

A post may leave if it is approved for exactly this content and this time, passed by the guard, not
paused, still useful, not to be asked for first, and within its channel's budget. What may not is kept
with the reason and the next step.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from scheduler.domain.errors import ConflictError
from scheduler.domain.people import ENGINE
from scheduler.domain.post import PostState
from scheduler.policies.finding import Severity, Verdict
from scheduler.services.cooling import COOLING
from scheduler.services.holding import note_held, out_so_far, pause_over, paused, put_aside
from scheduler.services.pausing import end_those_over
from scheduler.services.purse import Purse
from scheduler.services.recording import record

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scheduler.domain.clock import Clock
    from scheduler.domain.post import Post
    from scheduler.policies.finding import Review
    from scheduler.services.leases import Leases
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit


logger = logging.getLogger(__name__)

_S = PostState


class _Judged(NamedTuple):
    """What was found of the due posts at one look."""

    #: Each post as it is, and as it must be kept instead: the same where it may leave.
    posts: list[tuple[Post, Post]]
    #: Has a pause come to its end that nobody has written down?
    is_over: bool = False


class Claiming:
    """Takes due posts for one owner: of many daemons exactly one gets each post.

    Posts are judged without the write lock, for others need it, and taken as they were read. What a
    person changes between is found out: a post has another version then, and is judged again with the
    lock in hand; a pause is looked for once more when the post is begun.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        leases: Leases,
        *,
        review: Callable[[Post], Review],
        mark: Callable[[Unit], Callable[[Post], str | None]],
    ) -> None:
        self._store = store
        self._clock = clock
        self._leases = leases
        self._review = review
        self._mark = mark

    def claim(
        self,
        owner: str,
        *,
        limit: int,
        ahead: timedelta,
        enlist: Callable[[Unit, Sequence[Post]], None] = lambda *_: None,
    ) -> list[Post]:
        """Take the posts that are due within `ahead`, at most `limit`; return them as they are then.

        `enlist` is told of them in the same transaction.
        """

        def take(unit: Unit, judged: _Judged) -> list[Post]:
            taken = self._take(unit, judged, owner)
            if taken:
                enlist(unit, taken)
            return taken

        with self._store.read() as unit:
            judged = self._judge(unit, limit, ahead)
        if not judged.posts:
            return []
        try:
            return self._store.alone(lambda unit: take(unit, judged))
        except ConflictError:
            return self._store.alone(lambda unit: take(unit, self._judge(unit, limit, ahead)))

    def _judge(self, unit: Unit, limit: int, ahead: timedelta) -> _Judged:
        now = self._clock.now()
        due = unit.queue.due(now + ahead, limit=limit)
        if not due:
            return _Judged([])
        gate = Gate(unit, now, review=self._review, mark=self._mark)
        return _Judged([(post, gate.passed(post)) for post in due], gate.has_pause_over)

    def _take(self, unit: Unit, judged: _Judged, owner: str) -> list[Post]:
        now = self._clock.now()
        purse = Purse(unit, now)
        free = []
        for before, passed in judged.posts:
            stopped = purse.stops(before) if passed is before else ""
            after = put_aside(before, _S.HELD, stopped) if stopped else passed
            if after is before:
                free.append(before)
            else:
                self._put_aside(unit, before, after, now)
        taken = unit.queue.take(free, owner=owner, until=self._leases.until(now), at=now)
        if judged.is_over:  # last, for it holds what is left of the posts that came due in the pause
            end_those_over(unit, now)
        return taken

    def _put_aside(self, unit: Unit, before: Post, after: Post, now: datetime) -> None:
        saved = unit.posts.save(after, at=now)
        note_held(unit, saved, now)
        if saved.state is not before.state:
            record(unit, ENGINE, f"post.{saved.state.value}", at=now, before=before, after=saved)
            logger.info("post %s put aside state=%s", saved.id, saved.state.value)


class Gate:
    """The questions put to the due posts of one look at the database."""

    def __init__(
        self,
        unit: Unit,
        now: datetime,
        *,
        review: Callable[[Post], Review],
        mark: Callable[[Unit], Callable[[Post], str | None]],
    ) -> None:
        self._now = now
        self._review = review
        self._mark = mark(unit)
        self._pauses = unit.pauses.active()
        self._cooling = {
            channel: datetime.fromisoformat(until) for channel, until in unit.notes.named(COOLING).items()
        }

    @property
    def has_pause_over(self) -> bool:
        """Has a pause come to its end that nobody has written down?"""
        return any(pause.is_due_to_end(self._now) for pause in self._pauses)

    def passed(self, post: Post) -> Post:
        """Return `post` as it was if it may leave, or else as it must be kept instead."""
        aside = self._kept_back(post)
        if aside is not None:
            return aside
        until = self._cooling.get(post.channel)
        if until is not None and until > self._now:
            return post.model_copy(update={"not_before": until})
        return post

    def _kept_back(self, post: Post) -> Post | None:
        # What comes due before the end is held, found late too; what is claimed ahead is asked for once more.
        pause = pause_over(post, self._pauses, at=post.due)
        if pause is not None:
            return paused(post, pause)
        if self._now >= post.useful_until:
            return put_aside(
                post, _S.MISSED, f"Its latest useful time passed.{out_so_far(post)} Move it, or cancel it."
            )
        unapproved = self._unapproved(post)
        if unapproved is not None:
            return unapproved
        if post.ask_since is not None:
            words = "After a restore, the network is asked first whether it has it."
            return put_aside(post, _S.UNKNOWN, words).model_copy(update={"not_before": self._now})
        stopped = self.stopped_by(post)
        if stopped:
            return put_aside(post.without_approval(), _S.HELD, f"The guard holds it now: {stopped}")
        return None

    def _unapproved(self, post: Post) -> Post | None:
        """Return where a post belongs that is not approved as it is, for now; `None` for one that is."""
        if post.approved_digest is not None and self._is_over(post):
            words = "The time for which it was approved is over, or has not come. It needs a new approval."
            return put_aside(post.without_approval(), _S.IN_REVIEW, words)
        if not post.is_approved:
            return put_aside(post, _S.HELD, "It is not what was approved. Send it to review again.")
        return None

    def _is_over(self, post: Post) -> bool:
        """Is it due, or late by now, outside of the window of its approval?"""
        return not post.is_in_window or self._now >= post.leaves_before

    def stopped_by(self, post: Post) -> str:
        """Ask the guard what stops a post, unless it passed exactly this under exactly these rules already.

        What was accepted was accepted under the rules of then: under others it is looked at anew.
        """
        mark = self._mark(post)
        if post.guard_mark is not None and post.guard_mark == mark:
            return ""
        accepted = post.accepted_rules if post.guard_mark == mark else ()
        review = self._review(post)
        if review.verdict is Verdict.PASS:
            return ""
        grave = [
            each
            for each in review.findings
            if each.severity is not Severity.ADVICE and each.rule not in accepted
        ]
        return " ".join(dict.fromkeys(each.advice for each in grave))
