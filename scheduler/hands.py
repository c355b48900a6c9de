"""Hold claimed posts until their second, then send them on threads of this process.

Claiming a little ahead takes the slow questions (the guard, the pictures, uploads) out of the way of
the second that counts. Guarantees: no post begins before its time by the wall clock; each attempt is
committed by `Publishing.begin` before a sender gets it; a slow channel never takes more than half of
the senders from the others; what was not begun when the daemon stops goes back in line.
"""

from __future__ import annotations

import heapq
import logging
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from queue import SimpleQueue
from typing import TYPE_CHECKING, Protocol

from scheduler.domain.errors import RoundsError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from scheduler.domain.clock import Clock
    from scheduler.domain.post import Post
    from scheduler.services.in_hand import Claimed, Told
    from scheduler.services.publishing import Publishing

    #: When it is to leave, its number and fence, which no two claims share, and the claim.
    _Entry = tuple[datetime, int, int, Claimed]

logger = logging.getLogger(__name__)

#: Posts in hand for each sender: enough for a second of its work at the usual pace of a network.
_EACH = 32
_STAGERS = 4
_SETTLED_AT_ONCE = 24
_CLAIMED_AT_ONCE = 32
#: Outcomes are gathered for so long before they are written down together, in seconds.
_GATHERING = 0.05
_CROWDED = 0.001
#: How long it takes to claim a few posts and to settle a few, in seconds; how long to wait for a gap
#: between due posts as long as that; and by how much a post is late where posts wait for senders.
_CLAIMING, _SETTLING = 0.005, 0.003
_LONGEST_GAP = 0.05
_BEHIND = 0.005
#: How long a thread may keep the interpreter from the others, in seconds.
_SHORT_TURN, _LONG_TURN = 0.0005, 0.005
_QUICK, _SLOW = 0.05, 1.0
#: The wall clock is looked at again at least this often, in seconds.
_LONGEST_WAIT = 0.5
#: While nothing waits, whoever brings something calls.
_IDLE_WAIT = 5.0
#: A claimed post further away than this was claimed before the clock was set back.
_TOO_FAR = timedelta(seconds=10)
_AFTER_A_FAULT = 1.0


class Hands(Protocol):
    """Those who send what was claimed."""

    def start(self) -> None:
        """Begin to send."""

    @property
    def most(self) -> int:
        """How many posts they hold at a time."""

    def room(self) -> int:
        """Return how many more posts may be claimed now."""

    def fill(self, room: int, *, ahead: timedelta) -> int:
        """Claim at most `room` posts that are due within `ahead`; return how many it took."""

    def nudge(self) -> None:
        """Look at the clock again: it was set."""

    def is_well(self) -> bool:
        """Do all their threads live?"""

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
        self._waiting: list[_Entry] = []
        #: Posts by channel: all in hand, and of these the ones with a sender.
        self._held: Counter[str] = Counter()
        self._flying: Counter[str] = Counter()
        #: How long a call takes of late, in seconds.
        self._pace = _SLOW
        self._is_stopping = False
        self._lull = threading.Event()
        self._pool = ThreadPoolExecutor(senders, thread_name_prefix="sender")
        self._stagers = ThreadPoolExecutor(_STAGERS, thread_name_prefix="stager")
        self._told: SimpleQueue[Told | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._run, name="hands", daemon=True),
            threading.Thread(target=self._settle, name="settler", daemon=True),
        ]

    def start(self) -> None:
        """Begin to send."""
        for thread in self._threads:
            thread.start()

    @property
    def most(self) -> int:
        """How many posts they hold at a time."""
        return self._senders * _EACH

    def room(self) -> int:
        """Return how many more posts may be claimed now."""
        with self._change:
            return max(0, self.most - self._held.total())

    def fill(self, room: int, *, ahead: timedelta) -> int:
        """Claim at most `room` posts that are due within `ahead`; return how many it took."""
        taken = 0
        while taken < room:  # few at a time, for what is due meanwhile must not wait for the rest
            self._await_gap(_CLAIMING)
            most = min(room - taken, _CLAIMED_AT_ONCE)
            claimed = self._publishing.claim(limit=most, ahead=ahead)
            self.take(claimed)
            taken += len(claimed)
            if len(claimed) < most:
                break
        return taken

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

    def is_well(self) -> bool:
        """Do all their threads live?"""
        return all(thread.is_alive() for thread in self._threads)

    def stop(self) -> None:
        """Begin nothing more, finish what is being sent, put the rest back in line."""
        with self._change:
            self._is_stopping = True
            self._change.notify()
        began, settler = self._threads
        if began.is_alive():
            began.join()
        self._stagers.shutdown(wait=True)
        self._pool.shutdown(wait=True)
        if settler.is_alive():
            self._told.put(None)
            settler.join()
        for _, _, _, each in self._waiting:
            self._give_back(each)

    def _run(self) -> None:
        while True:
            is_crowded = self._is_crowded()
            _share_the_interpreter(is_crowded=is_crowded)
            if is_crowded:
                self._lull.wait(_CROWDED)
            with self._change:
                if self._is_stopping:
                    return
                ready, early = self._pick()
                if not ready and not early:
                    self._change.wait(self._patience())
                    continue
            for each in early:
                self._give_back(each)
            self._begin(ready)

    @property
    def _slots(self) -> int:
        """How many posts may be begun at a time.

        As many as there are senders; twice as many where a sender comes free within a moment, so that
        the next post is ready for it. None stands begun for longer than that moment.
        """
        return self._senders * (2 if self._pace < _QUICK else 1)

    def _await_gap(self, span: float) -> None:
        """Wait until nothing is due for `span` seconds, so that what can wait holds up nothing that can't.

        Not for long, and not at all where posts wait for senders anyway.
        """
        end = self._clock.monotonic() + _LONGEST_GAP
        while not self._is_stopping and self._clock.monotonic() < end:
            with self._change:
                now, first = self._clock.now(), self._waiting[0][0] if self._waiting else None
            if first is None or not -_BEHIND < (ahead := (first - now).total_seconds()) < span:
                return
            self._lull.wait(max(ahead, 0) + _CROWDED)

    def _is_crowded(self) -> bool:
        """Are few senders free for many due posts? Then more come free at any moment: begin together."""
        with self._change:
            free = self._slots - self._flying.total()
            few = free < self._senders // 4 < len(self._waiting)
            return few and self._waiting[0][0] <= self._clock.now()

    def _pick(self) -> tuple[list[Claimed], list[Claimed]]:
        """Take out what is due, as far as senders are free, and what the clock moved far away."""
        now = self._clock.now()
        ready: list[Claimed] = []
        early: list[Claimed] = []
        kept: list[_Entry] = []
        share = self._slots if len(self._held) == 1 else max(1, self._slots // 2)
        while self._waiting and self._flying.total() < self._slots:
            entry = heapq.heappop(self._waiting)
            at, _, _, each = entry
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
            early = [each for _, _, _, each in self._waiting]
            self._waiting.clear()
        return ready, early

    def _patience(self) -> float:
        """Return how long nothing need be done unless a sender comes free."""
        if not self._waiting:
            return _IDLE_WAIT
        if self._flying.total() >= self._slots:
            return _LONGEST_WAIT
        now, first = self._clock.now(), self._waiting[0][0]
        if first <= now:  # its channel has its share of the senders; another may come first
            first = min((at for at, _, _, _ in self._waiting if at > now), default=now + _TOO_FAR)
        return min((first - now).total_seconds(), _LONGEST_WAIT)

    def _begin(self, ready: Sequence[Claimed]) -> None:
        if not ready:
            return
        try:
            begun = self._publishing.begin([_staged(each) for each in ready])
        except Exception as why:  # noqa: BLE001 - this thread must live on; nothing was begun
            logger.error("posts could not be begun count=%s reason=%r", len(ready), why)  # noqa: TRY400 - no trace helps there
            self._drop(ready, are_flying=True)
            with self._change:
                self._change.wait(_AFTER_A_FAULT)
            self.take(ready)
            return
        going = {(each.post.id, each.post.fence) for each in begun}
        self._drop([each for each in ready if (each.post.id, each.post.fence) not in going], are_flying=True)
        for each in begun:
            self._pool.submit(self._send, each)

    def _send(self, begun: Claimed) -> None:
        """Make the call; the sender is free again before the outcome is written down."""
        began = self._clock.monotonic()
        try:
            told = self._publishing.call(begun)
        except Exception:
            logger.exception("nothing is known of the call for post %s", begun.post.id)
            self._publishing.abandon(begun.post)
            self._drop([begun], are_flying=True)
            return
        self._pace += (self._clock.monotonic() - began - self._pace) / 8
        self._drop([begun], are_flying=True)
        self._told.put(told)

    def _settle(self) -> None:
        """Write down outcomes, all that came while the last ones were written in one commit."""
        while (told := self._told.get()) is not None:
            batch = [told]
            if not self._is_stopping:
                self._lull.wait(_GATHERING)
                self._await_gap(_SETTLING)
            while not self._told.empty() and len(batch) < _SETTLED_AT_ONCE:
                following = self._told.get()
                if following is None:
                    self._told.put(None)
                    break
                batch.append(following)
            try:
                posts = self._publishing.settle(batch)
            except Exception:
                logger.exception("outcomes could not be written count=%s", len(batch))
                self._publishing.abandon(*(each.before for each in batch))
                continue
            for told, post in zip(batch, posts, strict=True):
                self._go_on(told.before, post)

    def _go_on(self, sent: Post, post: Post) -> None:
        """Take up the next part of a thread; tell of a post that left."""
        following = self._publishing.following(sent, post)
        if following is not None:
            self.take([following])
        else:
            self._after(post)

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


def _share_the_interpreter(*, is_crowded: bool) -> None:
    """Let whoever is due have the interpreter soon; let a crowd keep it longer, for turns cost time."""
    span = _LONG_TURN if is_crowded else _SHORT_TURN
    if sys.getswitchinterval() != span:
        sys.setswitchinterval(span)


def _entry(claimed: Claimed) -> _Entry:
    post = claimed.post
    return max(post.due, post.not_before or post.due), post.id, post.fence, claimed


def _staged(claimed: Claimed) -> Claimed:
    return claimed if claimed.staged is not None else claimed.without_staging()
