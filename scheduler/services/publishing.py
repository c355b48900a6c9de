"""Send what is due. This is the main path.

Guarantees: a post is claimed by one daemon, whatever their number; its attempt is on the disk
before the first byte leaves; nothing after the call runs it again; what is not certain is
`unknown`, and `reconciling.py` asks the network before anything else happens to it. Nothing
leaves that was not approved exactly so, that the guard stops now, that a pause holds, or whose
time has passed.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from connectors.base import (
    NotSentError,
    OutcomeUnknownError,
    Outgoing,
    RateLimitedError,
    Receipt,
    RefusedError,
    SignInExpiredError,
)
from connectors.base import Picture as OutgoingPicture
from scheduler.domain.errors import ConflictError, RoundsError
from scheduler.domain.people import ENGINE
from scheduler.domain.post import Post, PostState
from scheduler.domain.record import Attempt, Outcome
from scheduler.policies.finding import Severity, Verdict
from scheduler.services.recording import record

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from connectors.base import Connector
    from scheduler.domain.clock import Clock
    from scheduler.domain.plan import Pause
    from scheduler.policies.finding import Review
    from scheduler.services.shelving import Shelf
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

logger = logging.getLogger(__name__)

_S = PostState
_FIRST_WAIT = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(minutes=10)


class Publishing:
    """The engine's hand: claims due posts and sends each once."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        owner: Callable[[], str],
        connector_of: Callable[[str], Connector],
        review: Callable[[Post], Review],
        shelf: Shelf,
        lease: timedelta,
    ) -> None:
        self._store = store
        self._clock = clock
        self._owner = owner
        self._connector_of = connector_of
        self._review = review
        self._shelf = shelf
        self._lease = lease
        self._cooling: dict[str, datetime] = {}
        self._cooling_lock = threading.Lock()

    def publish_due(self, *, limit: int = 64) -> list[Post]:
        """Claim what is due and send it, one after the other; return each post as it is afterwards."""
        return [self.deliver(post, claimed_at=time.monotonic()) for post in self.claim(limit=limit)]

    def next_due(self) -> datetime | None:
        """Return when to look again for the sake of a scheduled post."""
        with self._store.read() as unit:
            return unit.posts.next_due()

    def claim(self, *, limit: int) -> list[Post]:
        """Take the due posts that may leave now, and put the others where they belong.

        One transaction: due, approved for exactly this content, passed by the guard, not paused,
        still useful. Of many daemons exactly one gets each post.
        """
        with self._store.write() as unit:
            now = self._clock.now()
            pauses = unit.pauses.active()
            judged = [self._judge(post, pauses, now) for post in unit.posts.due(now, limit=limit)]
            saved = [self._put(unit, before, after, now) for before, after in judged]
        return [post for post in saved if post.state is _S.CLAIMED]

    def deliver(self, post: Post, *, claimed_at: float) -> Post:
        """Send one claimed post: write down, call once, write down what is known.

        `claimed_at` is on the monotonic clock: a claim older than half its lease is given back.
        """
        if time.monotonic() - claimed_at > self._lease.total_seconds() / 2:
            return self._give_back(post, "The claim grew too old before it could be sent.")
        try:
            connector = self._connector_of(post.channel)
            message = self.message_of(post)
        except RoundsError as why:
            return self._hold(post, f"{why} Then release the post.")
        sending = self._write_down(post)
        if sending.state is not _S.SENDING:
            return sending
        return self._settle(sending, *self._call(connector, message, sending))

    def message_of(self, post: Post) -> Outgoing:
        """Return exactly what was approved, as the connector takes it."""
        pictures = tuple(
            OutgoingPicture(data=self._shelf.get(each.sha256), mime=each.mime, alt=each.alt)
            for each in post.pictures
        )
        return Outgoing(key=post.uid, text=post.wire_text, pictures=pictures)

    # claiming

    def _judge(self, post: Post, pauses: Sequence[Pause], now: datetime) -> tuple[Post, Post]:
        aside = self._kept_back(post, pauses, now)
        if aside is not None:
            return post, aside
        cooling = self._cooling_until(post.channel, now)
        if cooling is not None:
            return post, post.model_copy(update={"not_before": cooling})
        fields = {"owner": self._owner(), "fence": post.fence + 1, "lease_until": now + self._lease}
        return post, post.moved_to(_S.CLAIMED).model_copy(update=fields)

    def _kept_back(self, post: Post, pauses: Sequence[Pause], now: datetime) -> Post | None:
        pause = _pause_over(post, pauses)
        if pause is not None:
            return _paused(post, pause)
        if now >= post.useful_until:
            return _aside(post, _S.MISSED, "Its latest useful time passed. Move it, or cancel it.")
        if not post.is_approved:
            return _aside(post, _S.HELD, "It is not what was approved. Send it to review again.")
        if post.ask_since is not None:
            return _aside(post, _S.UNKNOWN, "After a restore, the network is asked first whether it has it.")
        stopped = self._stopped_by(post)
        return _aside(post, _S.HELD, f"The guard holds it now: {stopped}") if stopped else None

    def _stopped_by(self, post: Post) -> str:
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

    def _put(self, unit: Unit, before: Post, after: Post, now: datetime) -> Post:
        saved = unit.posts.save(after, at=now)
        if after.state not in {_S.CLAIMED, before.state}:
            record(unit, ENGINE, f"post.{after.state.value}", at=now, before=before, after=saved)
            logger.info("post %s put aside state=%s", saved.id, saved.state.value)
        return saved

    # sending

    def _write_down(self, post: Post) -> Post:
        """Commit the attempt; the pauses are read once more, for one may have begun since the claim."""
        with self._store.write() as unit:
            now = self._clock.now()
            pause = _pause_over(post, unit.pauses.active())
            if pause is not None:
                return self._swap(unit, post, _paused(post, pause), now)
            started = post.moved_to(_S.SENDING).model_copy(update={"attempts": post.attempts + 1})
            sending = self._swap(unit, post, started, now)
            unit.attempts.add(Attempt(post=post.id, fence=post.fence, owner=self._owner(), started_at=now))
        return sending

    def _call(self, connector: Connector, message: Outgoing, post: Post) -> tuple[Outcome, Post]:
        """Call the network once and translate what is known; nothing here runs the call again."""
        try:
            receipt = connector.send(message, connector.stage(message))
        except NotSentError as why:
            return Outcome.NOT_SENT, self._later(post, why)
        except SignInExpiredError as why:
            return Outcome.REFUSED, _aside(
                post, _S.HELD, f"{why} Connect the channel again, then release it."
            )
        except RefusedError as why:
            return Outcome.REFUSED, _aside(post, _S.REFUSED, f"{why} Copy it to a new draft and change it.")
        except OutcomeUnknownError as why:
            return Outcome.UNKNOWN, self._unknown(post, str(why), connector.settle_seconds)
        return Outcome.ACCEPTED, published(post, receipt)

    def _settle(self, before: Post, outcome: Outcome, after: Post) -> Post:
        with self._store.write() as unit:
            now = self._clock.now()
            unit.attempts.finish(
                before.id, before.fence, outcome=outcome, at=now, detail=after.explanation or ""
            )
            try:
                saved = self._swap(unit, before, after, now)
            except ConflictError:
                # Somebody took us for dead and will ask the network; the attempt tells what we know.
                logger.warning("post %s was taken from us while sending", before.id)
                return unit.posts.get(before.id)
        late = (now - before.due).total_seconds()
        logger.info("post %s settled outcome=%s late_s=%.3f", saved.id, outcome.value, late)
        return saved

    def _swap(self, unit: Unit, before: Post, after: Post, now: datetime) -> Post:
        if after.state in {_S.SENDING, _S.CLAIMED}:
            return unit.posts.save_in_hand(after, before=before.state, at=now)
        freed = after.model_copy(update={"owner": None, "lease_until": None, "sequence": after.sequence + 1})
        saved = unit.posts.save_in_hand(freed, before=before.state, at=now)
        record(unit, ENGINE, f"post.{saved.state.value}", at=now, before=before, after=saved)
        return saved

    def _later(self, post: Post, why: NotSentError) -> Post:
        now = self._clock.now()
        wait = min(_FIRST_WAIT * 2 ** min(post.attempts, 10), _LONGEST_WAIT) * random.uniform(0.8, 1.2)
        if why.retry_after is not None:
            wait = timedelta(seconds=why.retry_after)
        at = now + wait
        if isinstance(why, RateLimitedError):
            at = max(why.reset_at or at, now + timedelta(seconds=1))
            with self._cooling_lock:
                self._cooling[post.channel] = at
        if at >= post.useful_until:
            return _aside(post, _S.MISSED, f"{why} Its latest useful time passes before the next try.")
        fields = {"not_before": at, "explanation": f"{why} The next try is set."}
        return post.moved_to(_S.SCHEDULED).model_copy(update=fields)

    def _unknown(self, post: Post, why: str, settle_seconds: float) -> Post:
        ask_at = self._clock.now() + timedelta(seconds=min(settle_seconds, 15.0))
        words = f"{why} The network is asked before anything else happens; nothing need be done."
        return _aside(post, _S.UNKNOWN, words).model_copy(update={"not_before": ask_at})

    def _cooling_until(self, channel: str, now: datetime) -> datetime | None:
        with self._cooling_lock:
            until = self._cooling.get(channel)
        return until if until is not None and until > now else None

    # stepping back

    def _give_back(self, post: Post, why: str) -> Post:
        return self._leave(post, post.moved_to(_S.SCHEDULED).model_copy(update={"explanation": why}))

    def _hold(self, post: Post, why: str) -> Post:
        return self._leave(post, _aside(post, _S.HELD, why))

    def _leave(self, before: Post, after: Post) -> Post:
        with self._store.write() as unit:
            try:
                return self._swap(unit, before, after, self._clock.now())
            except ConflictError:
                return unit.posts.get(before.id)


def published(post: Post, receipt: Receipt) -> Post:
    """Return `post` as the network has it."""
    fields = {
        "remote_id": receipt.remote_id,
        "remote_url": receipt.url,
        "published_at": receipt.at,
        "explanation": None,
        "not_before": None,
        "ask_since": None,
    }
    return post.moved_to(_S.PUBLISHED).model_copy(update=fields)


def _aside(post: Post, state: PostState, why: str) -> Post:
    return post.moved_to(state).model_copy(update={"explanation": why, "not_before": None})


def _pause_over(post: Post, pauses: Sequence[Pause]) -> Pause | None:
    return next((each for each in pauses if each.holds(channel=post.channel, pillar=post.pillar)), None)


def _paused(post: Post, pause: Pause) -> Post:
    return _aside(post, _S.HELD, f"Paused: {pause.reason} Release it when it may go out.")
