"""Decide, in the claiming transaction, whether a due post may leave now.

It may if it is approved for exactly this content, passed by the guard, not paused, still useful,
not to be asked for first, and within its channel's budget. What may not goes where it belongs, with
the reason and the next step.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from scheduler.domain.post import PostState
from scheduler.policies.finding import Severity, Verdict
from scheduler.services.purse import Purse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scheduler.domain.plan import Pause
    from scheduler.domain.post import Post
    from scheduler.policies.finding import Review
    from scheduler.store.unit import Unit

_S = PostState
#: Notes that say until when a channel must wait: its network asked for it.
COOLING = "cooling:"


class Gate:
    """The questions put to the due posts of one transaction."""

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
        self._purse = Purse(unit, now)
        self._cooling = {
            channel: datetime.fromisoformat(until) for channel, until in unit.notes.named(COOLING).items()
        }

    def passed(self, post: Post) -> Post:
        """Return `post` as it was if it may leave, or else as it must be kept instead."""
        aside = self._kept_back(post)
        if aside is not None:
            return aside
        until = self._cooling.get(post.channel)
        if until is not None and until > self._now:
            return post.model_copy(update={"not_before": until})
        stopped = self._purse.stops(post)
        return put_aside(post, _S.HELD, stopped) if stopped else post

    def _kept_back(self, post: Post) -> Post | None:
        pause = pause_over(post, self._pauses)
        if pause is not None:
            return paused(post, pause)
        if self._now >= post.useful_until:
            return put_aside(
                post, _S.MISSED, f"Its latest useful time passed.{out_so_far(post)} Move it, or cancel it."
            )
        if not post.is_approved:
            return put_aside(post, _S.HELD, "It is not what was approved. Send it to review again.")
        if post.ask_since is not None:
            words = "After a restore, the network is asked first whether it has it."
            return put_aside(post, _S.UNKNOWN, words).model_copy(update={"not_before": self._now})
        stopped = self._stopped_by(post)
        return put_aside(post, _S.HELD, f"The guard holds it now: {stopped}") if stopped else None

    def _stopped_by(self, post: Post) -> str:
        """Ask the guard, unless it passed exactly this under exactly these rules already."""
        if post.guard_mark is not None and post.guard_mark == self._mark(post):
            return ""
        review = self._review(post)
        if review.verdict is Verdict.PASS:
            return ""
        grave = [
            each
            for each in review.findings
            if each.severity is Severity.BLOCK
            or (each.severity is Severity.HOLD and each.rule not in post.accepted_rules)
        ]
        return " ".join(dict.fromkeys(each.advice for each in grave))


def put_aside(post: Post, state: PostState, why: str) -> Post:
    """Return `post` in `state`, with the reason."""
    return post.moved_to(state).model_copy(update={"explanation": why, "not_before": None})


def pause_over(post: Post, pauses: Sequence[Pause]) -> Pause | None:
    """Return the pause that holds `post`, if one does."""
    return next((each for each in pauses if each.holds(channel=post.channel, pillar=post.pillar)), None)


def paused(post: Post, pause: Pause) -> Post:
    """Return `post` as a pause holds it."""
    return put_aside(
        post, _S.HELD, f"Paused: {pause.reason}{out_so_far(post)} Release it when it may go out."
    )


def out_so_far(post: Post) -> str:
    """Return a sentence on the parts of a thread that are out, empty where none is."""
    if not post.receipts:
        return ""
    return f" {len(post.receipts)} of {post.parts} parts are out."
