"""Hold claimed posts until their second, then send them on threads of this process.

Claiming a little ahead takes the slow questions (the guard, the pictures, uploads) out of the way of
the second that counts. Guarantees: no post begins before its time by the wall clock; each attempt is
committed by `Publishing.begin` before a sender gets it; a slow channel never takes more than half of
the senders from the others; what was not begun when the daemon stops goes back in line.
"""

from __future__ import annotations

import heapq
import logging
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from scheduler.domain.errors import RoundsError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from scheduler.domain.clock import Clock
    from scheduler.domain.post import Post
    from scheduler.services.publishing import Claimed, Publishing
    from scheduler.store.unit import Unit

logger = logging.getLogger(__name__)

#: Posts in hand for each sender: enough for a second of its work at the usual pace of a network.
_EACH = 32
_STAGERS = 4
#: The wall clock is looked at again at least this often, in seconds.
_LONGEST_WAIT = 0.5
#: A claimed post further away than this was claimed before the clock was set back.
_TOO_FAR = timedelta(seconds=10)
_AFTER_A_FAULT = 1.0


class Hands(Protocol):
    """Those who send what was claimed."""

    def start(self) -> None:
        """Begin to send."""

    def room(self) -> int:
        """Return how many more posts may be claimed now."""

    def enlist(self, unit: Unit, posts: Sequence[Post]) -> None:
        """Take note of posts in the transaction that claims them."""

    def take(self, claimed: Sequence[Claimed]) -> None:
        """Take posts whose claim is committed."""

    def nudge(self) -> None:
        """Look at the clock again: it was set."""

    def stop(self) -> None:
        """Begin nothing more, finish what is being sent."""


class LocalHands:
    """The senders of one process. `after` is told of every post that left the hand."""

    def __init__(
        self, publishing: Publishing, clock: Clock, *, senders: int, after: Callable[[Post], None]
    ) -> None:
        self._publishing = publishing
        self._clock = clock
        self._senders = senders
        self._after = after
        self._change = threading.Condition()
        self._waiting: list[tuple[datetime, int, Claimed]] = []
        #: Posts by channel: all in hand, and of these the ones with a sender.
        self._held: Counter[str] = Counter()
        self._flying: Counter[str] = Counter()
        self._is_stopping = False
        self._pool = ThreadPoolExecutor(senders, thread_name_prefix="sender")
        self._stagers = ThreadPoolExecutor(_STAGERS, thread_name_prefix="stager")
        self._thread = threading.Thread(target=self._run, name="hands", daemon=True)

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def room(self) -> int:
        """Return how many more posts may be claimed now."""
        with self._change:
            return max(0, self._senders * _EACH - self._held.total())

    def enlist(self, unit: Unit, posts: Sequence[Post]) -> None:
        """Do nothing: these hands are this process's own."""

    def take(self, claimed: Sequence[Claimed]) -> None:
        """Hold posts until they are due; prepare what takes the network first."""
        with self._change:
            for each in claimed:
                self._held[each.post.channel] += 1
                if each.needs_staging:
                    self._stagers.submit(self._stage, each)
                else:
                    heapq.heappush(self._waiting, _entry(each))
            self._change.notify()

    def nudge(self) -> None:
        """Look at the clock again: it was set."""
        with self._change:
            self._change.notify()

    def stop(self) -> None:
        """Begin nothing more, finish what is being sent, put the rest back in line."""
        with self._change:
            self._is_stopping = True
            self._change.notify()
        if self._thread.is_alive():
            self._thread.join()
        self._stagers.shutdown(wait=True)
        self._pool.shutdown(wait=True)
        for _, _, each in self._waiting:
            self._give_back(each)

    def _run(self) -> None:
        while True:
            with self._change:
                ready, early = self._pick()
                if self._is_stopping:
                    return
                if not ready and not early:
                    self._change.wait(self._patience())
                    continue
            for each in early:
                self._give_back(each)
            self._begin(ready)

    def _pick(self) -> tuple[list[Claimed], list[Claimed]]:
        """Take out what is due, as far as senders are free, and what the clock moved far away."""
        now = self._clock.now()
        ready: list[Claimed] = []
        early: list[Claimed] = []
        kept: list[tuple[datetime, int, Claimed]] = []
        share = self._senders if len(self._held) == 1 else max(1, self._senders // 2)
        while self._waiting and self._flying.total() < self._senders:
            entry = heapq.heappop(self._waiting)
            at, _, each = entry
            if at > now:
                kept.append(entry)
                break
            if self._flying[each.post.channel] >= share:
                kept.append(entry)
            else:
                self._flying[each.post.channel] += 1
                ready.append(each)
        for entry in kept:
            heapq.heappush(self._waiting, entry)
        if self._waiting and self._waiting[0][0] > now + _TOO_FAR:
            early = [each for _, _, each in self._waiting]
            self._waiting.clear()
        return ready, early

    def _patience(self) -> float:
        """Return how long nothing need be done unless a sender comes free."""
        if not self._waiting or self._flying.total() >= self._senders:
            return _LONGEST_WAIT
        now, first = self._clock.now(), self._waiting[0][0]
        if first <= now:  # its channel has its share of the senders; another may come first
            first = min((at for at, _, _ in self._waiting if at > now), default=now + _TOO_FAR)
        return min((first - now).total_seconds(), _LONGEST_WAIT)

    def _begin(self, ready: Sequence[Claimed]) -> None:
        if not ready:
            return
        try:
            begun = self._publishing.begin([_staged(each) for each in ready])
        except RoundsError as why:
            logger.error("posts could not be begun count=%s reason=%s", len(ready), why)  # noqa: TRY400 - no trace helps there
            self._drop(ready, are_flying=True)
            with self._change:
                self._change.wait(_AFTER_A_FAULT)
            self.take(ready)
            return
        going = {each.post.id for each in begun}
        self._drop([each for each in ready if each.post.id not in going], are_flying=True)
        for each in begun:
            self._pool.submit(self._send, each)

    def _send(self, begun: Claimed) -> None:
        try:
            after = self._publishing.send(begun)
        except Exception:
            logger.exception("post %s was not settled", begun.post.id)
            self._publishing.abandon(begun.post)
            after = begun.post
        finally:
            self._drop([begun], are_flying=True)
        self._after(after)

    def _stage(self, claimed: Claimed) -> None:
        try:
            staged = self._publishing.stage(claimed)
        except Exception:
            logger.exception("post %s could not be prepared", claimed.post.id)
            self._give_back(claimed)
            return
        if staged is None:
            self._drop([claimed])
            return
        with self._change:
            heapq.heappush(self._waiting, _entry(staged))
            self._change.notify()

    def _drop(self, those: Sequence[Claimed], *, are_flying: bool = False) -> None:
        """Count posts out of the hand."""
        with self._change:
            for each in those:
                channel = each.post.channel
                self._held[channel] -= 1
                if not self._held[channel]:
                    del self._held[channel]
                if are_flying:
                    self._flying[channel] -= 1
            if self._waiting:
                self._change.notify()

    def _give_back(self, claimed: Claimed) -> None:
        self._drop([claimed])
        try:
            self._after(self._publishing.give_back(claimed))
        except RoundsError:
            logger.exception("post %s could not be given back", claimed.post.id)


def _entry(claimed: Claimed) -> tuple[datetime, int, Claimed]:
    post = claimed.post
    return max(post.due, post.not_before or post.due), post.id, claimed


def _staged(claimed: Claimed) -> Claimed:
    return claimed if claimed.staged is not None else claimed.without_staging()
