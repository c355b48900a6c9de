"""Which claims are ours, and for how long they are good.

Guarantees: a claim that outlived half its lease without being renewed is never trusted again, not
even after a renewal that comes late; a claim that stands in our name though nobody here works on it
is told apart from one that somebody does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.store.queue import QUEUED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime, timedelta

    from scheduler.domain.clock import Clock
    from scheduler.domain.post import Post
    from scheduler.services.in_hand import Claimed
    from scheduler.store.queue import Hold


class Leases:
    """The claims of one process. For any thread."""

    def __init__(
        self,
        clock: Clock,
        span: timedelta,
        *,
        owner: Callable[[], str],
        holds: Callable[[str], bool] | None = None,
    ) -> None:
        self._clock = clock
        self._span = span
        #: The name that our claims carry.
        self.owner = owner
        #: Is this name ours, and do the others still take us for alive?
        self.holds = holds or (lambda name: name == owner())
        self._renewed_at = clock.monotonic()
        #: Claims from before this instant outlived their lease while nobody here could renew it.
        self._slept_until = self._renewed_at
        #: Claims that somebody in this process works on, by post and fence.
        self._working_on: set[tuple[int, int]] = set()

    def until(self, now: datetime) -> datetime:
        """Return until when a claim made or renewed now is good."""
        return now + self._span

    def renew(self, asked_at: float) -> None:
        """Note that all our claims were renewed, as was asked for at `asked_at` (monotonic)."""
        if self._is_over(self._renewed_at, asked_at):
            self._slept_until = asked_at  # what was claimed before is not to be trusted any more
        self._renewed_at = asked_at

    def is_stale(self, claimed: Claimed) -> bool:
        """Has so much time passed, asleep or not, that others may think us dead?"""
        if not self.holds(claimed.post.owner or "") or claimed.claimed_at < self._slept_until:
            return True
        return self._is_over(max(claimed.claimed_at, self._renewed_at), self._clock.monotonic())

    def work_on(self, posts: Iterable[Post]) -> None:
        """Note that somebody here works on `posts`."""
        self._working_on.update((post.id, post.fence) for post in posts)

    def let_go(self, posts: Iterable[Post]) -> None:
        """Note that nobody here works on `posts` any more."""
        self._working_on.difference_update([(post.id, post.fence) for post in posts])

    def is_lost(self, post: Post | Hold) -> bool:
        """Is it in our name though nobody here works on it? A commit with a lost answer leaves such.

        So is one that waited in a team's queue for longer than its lease.
        """
        if post.owner == QUEUED:
            return post.lease_until is None or post.lease_until < self._clock.now()
        return self.holds(post.owner or "") and (post.id, post.fence) not in self._working_on

    def _is_over(self, renewed_at: float, now: float) -> bool:
        return now - renewed_at > self._span.total_seconds() / 2
