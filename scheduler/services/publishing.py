"""Send what is due. This is the main path.

Guarantees: a post is claimed by one daemon, whatever their number; each attempt is on the disk
before the first byte leaves; nothing after the call runs it again; what is not certain is
`unknown`, and `reconciling.py` asks the network before anything else happens to it. Nothing
leaves that was not approved exactly so, that the guard stops now, that a pause holds, that its
channel can't pay for, or whose time has passed.
"""

from __future__ import annotations

import logging
import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from connectors.base import (
    NoCreditError,
    NotSentError,
    OutcomeUnknownError,
    RateLimitedError,
    RefusedError,
)
from connectors.prices import cost_of
from scheduler.domain.errors import ConflictError, EnvironmentProblemError, RoundsError, StorageError
from scheduler.domain.people import ENGINE
from scheduler.domain.post import Post, PostState
from scheduler.domain.record import Outcome
from scheduler.services.claiming import Claiming
from scheduler.services.cooling import COOLING, Cooling
from scheduler.services.holding import note_held, pause_over, paused, put_aside
from scheduler.services.in_hand import Claimed, Told, attempt_of, finished, freed
from scheduler.services.leases import Leases
from scheduler.services.outcomes import failed, given_back, in_doubt, put_off, with_receipt
from scheduler.services.pausing import end_those_over
from scheduler.services.purse import stop_for_credit
from scheduler.services.recording import record_moves
from scheduler.services.wrapping import message_of
from scheduler.store.queue import QUEUED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from connectors.base import Connector
    from scheduler.domain.clock import Clock
    from scheduler.policies.finding import Review
    from scheduler.services.shelving import Shelf
    from scheduler.store.database import Store
    from scheduler.store.queue import Hold
    from scheduler.store.unit import Unit

logger = logging.getLogger(__name__)

_S = PostState


class Publishing:
    """The engine's hand: claims due posts and sends each part once."""

    def __init__(  # noqa: PLR0913 - what bootstrap puts together, once
        self,
        store: Store,
        clock: Clock,
        *,
        owner: Callable[[], str],
        connector_of: Callable[[str], Connector],
        review: Callable[[Post], Review],
        shelf: Shelf,
        lease: timedelta,
        mark: Callable[[Unit], Callable[[Post], str | None]] = lambda _: lambda _: None,
        chance: random.Random | None = None,
        holds: Callable[[str], bool] | None = None,
        seen_now: Callable[[], datetime] | None = None,
        leaving: Callable[[Sequence[Claimed]], None] = lambda _: None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._leases = Leases(clock, lease, owner=owner, holds=holds)
        self._connector_of = connector_of
        self._claiming = Claiming(store, clock, self._leases, review=review, mark=mark)
        self._shelf = shelf
        #: By a clock whose settings until then are remembered: when a try began is compared later.
        self._seen_now = seen_now or clock.now
        self._chance = chance or random.Random()
        #: Told of what may leave now, between the commit of its attempts and its first byte.
        self._leaving = leaving
        self._cooling = Cooling(clock)
        #: Outcomes that the database could not take yet.
        self._unsettled: list[Told] = []

    def publish_due(self, *, limit: int = 64) -> list[Post]:
        """Claim what is due and send it, one after the other; return each post as it is afterwards."""
        return [self.deliver(claimed) for claimed in self.claim(limit=limit)]

    def claim(self, *, limit: int, ahead: timedelta = timedelta(0)) -> list[Claimed]:
        """Take the posts that are due, or will be within `ahead`, and put the others where they belong.

        Of many daemons exactly one gets each post.
        """
        claimed_at = self._clock.monotonic()
        taken = self._claiming.claim(self._leases.owner(), limit=limit, ahead=ahead)
        self._leases.work_on(taken)
        try:
            return self._ready(taken, claimed_at)
        except BaseException:
            self.abandon(*taken)
            raise

    def deliver(self, claimed: Claimed) -> Post:
        """Send a claimed post, part after part: prepare, write down, call once, write down what is known."""
        staged = self.stage(claimed)
        if staged is None:
            return self._now(claimed.post)
        begun = self.begin([staged])
        return self.send(begun[0]) if begun else self._now(claimed.post)

    def send(self, begun: Claimed) -> Post:
        """Make the call whose attempt is written down, then go on with the further parts, if any."""
        [post] = self.settle([self.call(begun)])
        following = self.following(begun.post, post)
        return post if following is None else self.deliver(following)

    # claiming

    def next_due(self) -> datetime | None:
        """Return when to look again for the sake of a scheduled post."""
        with self._store.read() as unit:
            return unit.queue.next_due()

    def renew(self) -> int:
        """Prolong the lease of all that is in hand; return how many posts that are."""
        asked_at, until = self._clock.monotonic(), self._leases.until(self._clock.now())
        count = self._store.together(lambda unit: unit.queue.renew(self._leases.owner(), until=until))
        self._leases.renew(asked_at)
        return count

    def hand_out(
        self, *, limit: int, ahead: timedelta, enlist: Callable[[Unit, Sequence[Post]], None]
    ) -> int:
        """Claim for the queue that a team's daemons take from; return how many posts that were.

        `enlist` puts them into that queue in the same transaction: both or neither.
        """
        return len(self._claiming.claim(QUEUED, limit=limit, ahead=ahead, enlist=enlist))

    def queued(self) -> int:
        """Return how many posts wait in the team's queue."""
        with self._store.read() as unit:
            return unit.queue.count_held_by(QUEUED)

    def keep_queued(self, keys: Sequence[tuple[int, int]]) -> int:
        """Prolong the leases of those of `keys` that still wait in the team's queue; return how many do."""
        until = self._leases.until(self._clock.now())
        return self._store.together(
            lambda unit: len(unit.queue.hand_over(keys, before=QUEUED, to=QUEUED, until=until))
        )

    def take_up(self, keys: Sequence[tuple[int, int]]) -> list[Claimed]:
        """Take posts, by number and fence, over from the team's queue; those gone from it are left out."""
        claimed_at, until = self._clock.monotonic(), self._leases.until(self._clock.now())

        def work(unit: Unit) -> list[Post]:
            return unit.queue.hand_over(keys, before=QUEUED, to=self._leases.owner(), until=until)

        taken = self._store.alone(work)
        self._leases.work_on(taken)
        try:
            return self._ready(taken, claimed_at)
        except BaseException:
            self.abandon(*taken)
            raise

    def is_lost(self, post: Post | Hold) -> bool:
        """Is it in our name though nobody here works on it?"""
        return self._leases.is_lost(post)

    def abandon(self, *posts: Post) -> None:
        """Work on `posts` no more, whatever became of them; `rescue` finds out."""
        self._leases.let_go(posts)

    def settle_again(self) -> None:
        """Write down the outcomes that the database could not take when they came."""
        waiting, self._unsettled = self._unsettled, []
        if waiting:
            # The next part of a thread goes back in line: whoever would have gone on with it is gone.
            self.abandon(*(post for post in self.settle(waiting) if post.state is _S.CLAIMED))

    def _ready(self, posts: Sequence[Post], claimed_at: float) -> list[Claimed]:
        """Find what sending takes; a post for which it is missing is held, or waits for this machine."""
        connectors: dict[str, Connector] = {}
        ready = []
        for post in posts:
            try:
                if post.channel not in connectors:
                    connectors[post.channel] = self._connector_of(post.channel)
                message = message_of(post, self._shelf)
            except EnvironmentProblemError as why:
                logger.error("post %s waits reason=%s", post.id, why)  # noqa: TRY400 - no trace helps there
                self._leave(post, put_off(post, why, now=self._clock.now()))
            except RoundsError as why:
                self._leave(post, put_aside(post, _S.HELD, f"{why} Then release the post."))
            else:
                cost = cost_of(message)
                ready.append(Claimed(post, message, connectors[post.channel], claimed_at, cost))
        return ready

    # sending

    def stage(self, claimed: Claimed) -> Claimed | None:
        """Do what can be done out of sight; `None` where that failed and the post was put back."""
        if not claimed.needs_staging:
            return claimed if claimed.staged is not None else claimed.without_staging()
        try:
            return replace(claimed, staged=claimed.connector.stage(claimed.message))
        except (NotSentError, RefusedError) as why:
            self._leave(claimed.post, self._failed(claimed.post, why))
            return None

    def begin(self, batch: Sequence[Claimed]) -> list[Claimed]:
        """Commit the attempts of `batch` and return those that may be sent now.

        The pauses are read once more, for one may have begun since the claim; so is what a network
        asked of us meanwhile. A post that somebody else took over is left out.
        """
        at = self._seen_now()
        try:
            begun = self._store.alone(lambda unit: self._begin_all(unit, batch, at), urgent=True)
        except ConflictError:  # something holds some of them, so look at each
            begun = self._store.alone(lambda unit: self._begin_free(unit, batch, at), urgent=True)
        if begun:
            self._leaving(begun)
        going = {_key(each) for each in begun}
        self._leases.let_go(each.post for each in batch if _key(each) not in going)
        return begun

    def _begin_all(self, unit: Unit, batch: Sequence[Claimed], begun_at: datetime) -> list[Claimed]:
        """Begin the whole batch with nothing in its way; raises `ConflictError` where something is."""
        now = self._clock.now()
        if any(self._cooling.until(each.post.channel) for each in batch):
            raise ConflictError
        until = self._leases.until(now)
        posts = [each.post for each in batch]
        sending = unit.queue.begin_unpaused(posts, owner=self._leases.owner(), until=until, at=now)
        begun = [each.begun(post) for each, post in zip(batch, sending, strict=True)]
        unit.attempts.add(*(attempt_of(each, at=begun_at) for each in begun))
        return begun

    def _begin_free(self, unit: Unit, batch: Sequence[Claimed], begun_at: datetime) -> list[Claimed]:
        """Begin those that nothing holds; put the others where they belong."""
        now = self._clock.now()
        end_those_over(unit, now)
        pauses = unit.pauses.active()
        free: dict[tuple[int, int], Claimed] = {}
        for each in batch:
            pause, cooling = pause_over(each.post, pauses), self._cooling.until(each.post.channel)
            if pause is not None:
                self._try_swap(unit, each.post, paused(each.post, pause), now)
            elif cooling is not None:
                later = each.post.moved_to(_S.SCHEDULED).model_copy(update={"not_before": cooling})
                self._try_swap(unit, each.post, later, now)
            else:
                free[_key(each)] = each
        posts = [each.post for each in free.values()]
        sending = unit.queue.begin(posts, owner=self._leases.owner(), until=self._leases.until(now), at=now)
        begun = [free[post.id, post.fence].begun(post) for post in sending]
        unit.attempts.add(*(attempt_of(each, at=begun_at) for each in begun))
        return begun

    def call(self, begun: Claimed) -> Told:
        """Call the network once and translate what is known; nothing here runs the call again."""
        post = begun.post
        if self._is_too_late(begun):
            return Told(post, Outcome.NOT_SENT, given_back(post))
        try:
            receipt = begun.connector.send(begun.message, begun.staged or "")
        except NotSentError as why:
            return Told(post, Outcome.NOT_SENT, self._failed(post, why))
        except RefusedError as why:
            return Told(post, Outcome.REFUSED, self._failed(post, why))
        except OutcomeUnknownError as why:
            return Told(post, Outcome.UNKNOWN, in_doubt(post, why, begun.connector, now=self._clock.now()))
        return Told(post, Outcome.ACCEPTED, with_receipt(post, receipt))

    def settle(self, told: Sequence[Told]) -> list[Post]:
        """Write down what is known, in one commit; return the posts as they are then.

        What the database can't take now is kept and written later, by `settle_again`.
        """
        try:
            saved = self._store.together(lambda unit: self._write_outcomes(unit, told))
        except ConflictError:
            if len(told) > 1:
                return [post for each in told for post in self.settle([each])]
            # Somebody took us for dead and will ask the network; the attempt tells what we know.
            logger.warning("post %s was taken from us while sending", told[0].before.id)
            try:
                saved = self._store.together(lambda unit: self._tell(unit, told[0]))
            except StorageError as why:
                return self._keep(told, why)
        except StorageError as why:
            return self._keep(told, why)
        self._leases.let_go(post for post in saved if post.state is not _S.CLAIMED)
        _log(told)
        return saved

    def _keep(self, told: Sequence[Told], why: StorageError) -> list[Post]:
        """Keep what the database can't take now; return the posts as they were."""
        logger.error("outcomes can't be written yet count=%s reason=%s", len(told), why)
        self._unsettled.extend(told)
        return [each.before for each in told]

    def following(self, sent: Post, post: Post) -> Claimed | None:
        """Return the next part of the thread `sent`, `None` where nothing follows by this claim."""
        is_ours = post.fence == sent.fence and self._leases.holds(post.owner or "")
        if post.state is not _S.CLAIMED or not is_ours:
            return None
        ready = self._ready([post], self._clock.monotonic())
        return ready[0] if ready else None

    def _is_too_late(self, begun: Claimed) -> bool:
        return self._leases.is_stale(begun) or self._clock.now() >= begun.post.leaves_before

    def _write_outcomes(self, unit: Unit, told: Sequence[Told]) -> list[Post]:
        now = self._clock.now()
        self._finish(unit, told, now)
        moves = [(each.before, freed(each.after)) for each in told]
        saved = unit.queue.save(moves, at=now)
        record_moves(
            unit, ENGINE, [(before, after) for (before, _), after in zip(moves, saved, strict=True)], at=now
        )
        return saved

    def _tell(self, unit: Unit, told: Told) -> list[Post]:
        self._finish(unit, [told], self._clock.now())
        return [unit.posts.get(told.before.id)]

    def _finish(self, unit: Unit, told: Sequence[Told], now: datetime) -> None:
        for channel in {each.before.channel for each in told if each.outcome is Outcome.NOT_SENT}:
            cooling = self._cooling.until(channel)
            if cooling is not None:
                unit.notes.put(COOLING + channel, cooling.isoformat(), at=now)
        unit.attempts.finish(*(finished(each) for each in told), at=now)

    def _failed(self, post: Post, why: NotSentError | RefusedError) -> Post:
        after = failed(post, why, now=self._clock.now(), chance=self._chance)
        if isinstance(why, RateLimitedError) and after.not_before is not None:
            self._cooling.begin(post.channel, after.not_before)
        if isinstance(why, NoCreditError):
            self._store.together(lambda unit: stop_for_credit(unit, post.channel, at=self._clock.now()))
        return after

    # writing

    def give_back(self, claimed: Claimed) -> Post:
        """Put a post that was claimed and not begun back in line."""
        return self._leave(claimed.post, given_back(claimed.post))

    def _leave(self, before: Post, after: Post) -> Post:
        try:
            left = self._store.together(lambda unit: self._try_swap(unit, before, after, self._clock.now()))
        except StorageError:
            self.abandon(before)  # `rescue` puts it back in line once the database can be written
            raise
        self._let_go(left)
        return left

    def _let_go(self, post: Post) -> None:
        if post.state is not _S.CLAIMED:
            self._leases.let_go([post])

    def _try_swap(self, unit: Unit, before: Post, after: Post, now: datetime) -> Post:
        try:
            return self._swap(unit, before, after, now)
        except ConflictError:
            return unit.posts.get(before.id)

    def _swap(self, unit: Unit, before: Post, after: Post, now: datetime) -> Post:
        [saved] = unit.queue.save([(before, freed(after))], at=now)
        note_held(unit, saved, now)
        record_moves(unit, ENGINE, [(before, saved)], at=now)
        return saved

    def _now(self, post: Post) -> Post:
        with self._store.read() as unit:
            return unit.posts.get(post.id)


def _key(claimed: Claimed) -> tuple[int, int]:
    return claimed.post.id, claimed.post.fence


def _log(told: Sequence[Told]) -> None:
    """Log one line for each outcome, whatever the number of posts: a line costs more than a post."""
    posts: dict[Outcome, list[int]] = {}
    for each in told:
        posts.setdefault(each.outcome, []).append(each.before.id)
    for outcome, numbers in posts.items():
        logger.info("posts settled outcome=%s posts=%s", outcome.value, ",".join(map(str, numbers)))
