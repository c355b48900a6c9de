"""Faults planted into the product's own classes, each by name: the simulation must find every one.

Each is a small subclass; the weather beside it is the one in which its fault is likeliest to show.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from connectors.base import Once
from scheduler.domain.people import Actor
from scheduler.domain.post import Post, PostState
from scheduler.domain.record import Outcome
from scheduler.domain.secret import Credentials
from scheduler.services.connecting import Connecting
from scheduler.services.in_hand import Claimed, Told
from scheduler.services.outcomes import given_back
from scheduler.services.planning import Planning, PostChanges
from scheduler.services.publishing import Publishing
from scheduler.services.reconciling import Reconciling
from scheduler.store.unit import Unit
from tests.builders import approved
from tests.simulation.presences import SimulatedPresence
from tests.simulation.running import Course, run_seed
from tests.simulation.weather import Weather, drawn, mixed
from tests.simulation.world import Parts

_S = PostState


@dataclass(frozen=True)
class Mutant:
    """A planted fault."""

    parts: Parts
    #: What is fixed of the weather.
    weather: dict[str, Any]

    def weather_of(self, seed: int, *, is_mixed: bool = False) -> Weather:
        """Return the weather of a seed, with what is fixed of it."""
        return mixed(seed, **self.weather) if is_mixed else drawn(Random(f"weather {seed}"), **self.weather)


class SendsAgainAfterSilence(Publishing):
    """A lost answer counts as not sent."""

    def call(self, begun: Claimed) -> Told:
        told = super().call(begun)
        if told.outcome is not Outcome.UNKNOWN:
            return told
        return Told(told.before, Outcome.NOT_SENT, given_back(told.before))


class SendsAgainAfterDeath(Reconciling):
    """What a dead daemon was sending goes back in line, as what it had only claimed."""

    def _take_from(self, owner: str, is_meant: Callable[[Post], bool]) -> list[Post]:
        with self._store.write() as unit:
            now = self._clock.now()
            moves = [
                (post, post.moved_to(_S.SCHEDULED).model_copy(update={"owner": None}))
                for post in filter(is_meant, unit.queue.held_by(owner))
            ]
            return unit.queue.save(moves, at=now)


class CallsBeforeWriting(Publishing):
    """The attempt is written down only after the call."""

    def begin(self, batch: Sequence[Claimed]) -> list[Claimed]:
        return list(batch)

    def settle(self, told: Sequence[Told]) -> list[Post]:
        known = {each.before.id: each for each in told}
        claims = [Claimed(each.before, None, None, 0.0, 0) for each in told]  # type: ignore[arg-type]
        late = [replace(known[each.post.id], before=each.post) for each in super().begin(claims)]
        settled = {post.id: post for post in super().settle(late)} if late else {}
        return [settled.get(each.before.id, each.before) for each in told]

    def call(self, begun: Claimed) -> Told:
        sending = replace(begun, post=begun.post.moved_to(_S.SENDING))
        return replace(super().call(sending), before=begun.post)


class WritesWithoutFence(Publishing):
    """An outcome is written whatever became of the post meanwhile."""

    def _write_outcomes(self, unit: Unit, told: Sequence[Told]) -> list[Post]:
        now_there = [unit.posts.get(each.before.id) for each in told]
        forced = [
            replace(
                each,
                before=each.before.model_copy(update={"state": there.state, "fence": there.fence}),
                after=each.after.model_copy(update={"fence": there.fence}),
            )
            for each, there in zip(told, now_there, strict=True)
        ]
        return super()._write_outcomes(unit, forced)


class ClaimsInTwoSteps(Publishing):
    """What is due is read in one transaction and taken in another, without a look at the version."""

    def claim(self, *, limit: int, ahead: timedelta = timedelta(0)) -> list[Claimed]:
        with self._store.read() as unit:
            seen = unit.queue.due(self._clock.now() + ahead, limit=limit)

        def take(unit: Unit) -> list[Post]:
            now = self._clock.now()
            free = [unit.posts.get(post.id) for post in seen]
            free = [post.model_copy(update={"state": _S.SCHEDULED}) for post in free]
            return unit.queue.take(free, owner=self._leases.owner(), until=self._leases.until(now), at=now)

        taken = self._store.alone(take) if seen else []
        self._leases.work_on(taken)
        return self._ready(taken, self._clock.monotonic())


class TakesTheSlowForDead(SimulatedPresence):
    """Who gave no sign for a second counts as dead."""

    patience = 1.0

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._seen: dict[str, float] = {}

    def clock(self) -> float:
        """Return seconds."""
        return self.roll.driver.monotonic()

    def is_alive(self, owner: str) -> bool:
        holder = self.roll.holders.get(owner)
        if holder is None or holder.is_dead:
            return False
        if holder.frozen_until <= self.roll.driver.elapsed:
            holder.sign = self.clock()
        return self.clock() - holder.sign <= self.patience


class MeasuresLivesByTheWall(TakesTheSlowForDead):
    """A sign of life is as old as the wall clock says."""

    patience = 60.0

    def clock(self) -> float:
        """Return what the wall clock shows."""
        return self.roll.driver.now().timestamp()


class BelievesAbsenceAtOnce(Reconciling):
    """No settle time: what the network does not show now is not there."""

    def _judged(self, doubt: Any, receipt: Any, connector: Any) -> Post:
        return super()._judged(
            replace(doubt, asked_at=doubt.asked_at + timedelta(hours=9)), receipt, connector
        )


class SendsAgainBlindly(Reconciling):
    """A network that can't be asked is taken for one that has nothing."""

    def _ask_for(self, post: Post, silent: set[str]) -> Post | None:
        connector = self._connector_of(post.channel)
        if connector.once is not Once.NOTHING:
            return super()._ask_for(post, silent)
        doubt = self._doubt_about(post)
        return self._write(doubt, self._absent(doubt))


class NeverStale(Publishing):
    """However long ago it was written down, the call is made."""

    def _is_too_late(self, begun: Claimed) -> bool:  # noqa: ARG002 - that is the fault
        return False


class GoesOnUnderItsOldName(SimulatedPresence):
    """A daemon whose lock was lost does not notice."""

    @property
    def name(self) -> str:
        self._name = self._name or self.roll.take(self.process)
        return self._name

    def holds(self, owner: str) -> bool:
        return owner == self._name


class BuriesEachOnce(Reconciling):
    """Who was found dead once is not looked for again.

    By itself `GoesOnUnderItsOldName` changes nothing that could be seen: what is too old is not sent
    whatever the name. Together they are the fault of the first draft: a daemon comes back under its
    dead name, claims, and dies; nobody rescues it.
    """

    def bury(self) -> list[Post]:
        with self._store.read() as unit:
            buried = unit.notes.named("buried:")
            dead = [each for each in unit.queue.owners() if not self._is_alive(each) and each not in buried]
        with self._store.write() as unit:
            for owner in dead:
                unit.notes.put(f"buried:{owner}", "", at=self._clock.now())
        return [post for owner in dead for post in self._take_from(owner, lambda _: True)]


class LeavesTheStaleWhereItIs(Publishing):
    """What is too old to be sent stays in sending."""

    def settle(self, told: Sequence[Told]) -> list[Post]:
        stale = [each for each in told if each.outcome is Outcome.NOT_SENT and each.after.not_before is None]
        others = [each for each in told if each not in stale]
        settled = {post.id: post for post in super().settle(others)} if others else {}
        return [settled.get(each.before.id, each.before) for each in told]


class _OldPauses:
    """A unit of work that knows pauses from before it began."""

    def __init__(self, unit: Unit, pauses: Any) -> None:
        self._unit = unit
        self.pauses = pauses

    def __getattr__(self, name: str) -> Any:
        return getattr(self._unit, name)


class _Read:
    def __init__(self, pauses: Any) -> None:
        self._pauses = pauses

    def active(self) -> Any:
        return self._pauses

    def over(self, _: Any) -> list[Any]:
        return []


class ReadsPausesBefore(Publishing):
    """The pauses are read in a transaction of their own, before the one that begins."""

    def begin(self, batch: Sequence[Claimed]) -> list[Claimed]:
        with self._store.read() as unit:
            self._pauses_read = unit.pauses.active()
        return super().begin(batch)

    def _begin_all(self, unit: Unit, batch: Sequence[Claimed], begun_at: datetime) -> list[Claimed]:
        return self._begin_free(unit, batch, begun_at)

    def _begin_free(self, unit: Unit, batch: Sequence[Claimed], begun_at: datetime) -> list[Claimed]:
        old: Any = _OldPauses(unit, _Read(self._pauses_read))
        return super()._begin_free(old, batch, begun_at)


class KeepsTheApproval(Planning):
    """An edit carries the approval over to what nobody approved."""

    def edit(self, actor: Actor, post_id: int, changes: PostChanges, *, version: int | None = None) -> Post:
        was = self.get(post_id)
        self._approved = was.approved_digest if was.state is _S.SCHEDULED else None
        try:
            return super().edit(actor, post_id, changes, version=version)
        finally:
            self._approved = None

    def _save(self, unit: Unit, actor: Actor, action: str, before: Post, after: Post) -> Post:
        if action == "post.edited" and self._approved is not None:
            after = approved(after.model_copy(update={"state": _S.SCHEDULED}))
        return super()._save(unit, actor, action, before, after)


class BeginsThreadsAnew(Publishing):
    """A thread that was interrupted goes on with its first part."""

    def _ready(self, posts: Sequence[Post], claimed_at: float) -> list[Claimed]:
        ready = super()._ready([post.model_copy(update={"receipts": ()}) for post in posts], claimed_at)
        by_id = {post.id: post for post in posts}
        return [replace(each, post=by_id[each.post.id]) for each in ready]

    def following(self, sent: Post, post: Post) -> Claimed | None:  # noqa: ARG002 - as it overrides
        if post.state is not _S.CLAIMED:
            return None
        ready = Publishing._ready(self, [post], self._clock.monotonic())
        return ready[0] if ready else None


class RenewsWithoutLock(Connecting):
    """Whoever meets a stale token asks for a new one, alone or not."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **{**named, "lock_of": lambda _: nullcontext()})


class RenewsWithTheStale(Connecting):
    """A refresh token is used that somebody else may have used already."""

    def renew(self, channel: str, stale: Credentials) -> Credentials:
        with self._lock_of(channel):
            fresh = self._accounts.refresh(channel, stale)
            return self._save(channel, stale, fresh)


_CALM: dict[str, Any] = {"disk": 0.0, "is_restored": False, "has_tokens": False, "jump": 0.0}
_SHAKY = _CALM | {"freeze": 0.004, "kill": 0.003, "faults": 0.3, "buggify": 20.0}
_LATE = _CALM | {"faults": 0.6, "late": 0.5, "kinds": ("lookup", "two_steps")}
_SLEEPY = _CALM | {"freeze": 0.006, "kill": 0.0, "faults": 0.0, "buggify": 30.0, "threads": 0.0, "people": 0}
_BUSY = _CALM | {"people": 2, "haste": 2.0}

MUTANTS: dict[str, Mutant] = {
    "a lost answer is sent again": Mutant(Parts(publishing=SendsAgainAfterSilence), _SHAKY),
    "a dead daemon's sending is sent again": Mutant(Parts(reconciling=SendsAgainAfterDeath), _SHAKY),
    "the call comes before the attempt": Mutant(Parts(publishing=CallsBeforeWriting), _SHAKY),
    "an outcome is written without the fence": Mutant(
        Parts(publishing=WritesWithoutFence),
        _SLEEPY | {"can_lose_session": True, "faults": 0.5, "late": 0.0},
    ),
    "a claim is read, then written": Mutant(Parts(publishing=ClaimsInTwoSteps), _CALM),
    "a lease of a second": Mutant(Parts(presence=TakesTheSlowForDead), _SLEEPY),
    "a lease by the wall clock": Mutant(
        Parts(presence=MeasuresLivesByTheWall),
        _SLEEPY | {"jump": 0.05, "freeze": 0.01, "kinds": ("lookup", "two_steps")},
    ),
    "an absence is believed at once": Mutant(Parts(reconciling=BelievesAbsenceAtOnce), _LATE),
    "a network that can't be asked is sent to again": Mutant(
        Parts(reconciling=SendsAgainBlindly), _SHAKY | {"kinds": ("nothing",)}
    ),
    "no question before the call how old it is": Mutant(
        Parts(publishing=NeverStale), _SLEEPY | {"can_lose_session": True}
    ),
    "a daemon goes on after it was declared dead": Mutant(
        Parts(presence=GoesOnUnderItsOldName, reconciling=BuriesEachOnce),
        _SLEEPY | {"can_lose_session": True, "freeze": 0.004, "kill": 0.004, "storm": 240.0, "posts": 30},
    ),
    "what is too old to send stays in sending": Mutant(Parts(publishing=LeavesTheStaleWhereItIs), _SLEEPY),
    "pauses are read outside the transaction": Mutant(Parts(publishing=ReadsPausesBefore), _BUSY),
    "an edit keeps its approval": Mutant(Parts(planning=KeepsTheApproval), _BUSY),
    "a thread is resumed at the wrong part": Mutant(
        Parts(publishing=BeginsThreadsAnew), _SHAKY | {"threads": 1.0}
    ),
    "a refresh token is used twice, for want of a lock": Mutant(
        Parts(connecting=RenewsWithoutLock), _CALM | {"has_tokens": True, "kinds": ("lookup",), "kill": 0.0}
    ),
    "a refresh token is used twice, for want of a second look": Mutant(
        Parts(connecting=RenewsWithTheStale), _CALM | {"has_tokens": True, "kinds": ("lookup",), "kill": 0.0}
    ),
}


def hunt(name: str, *, seeds: int, is_mixed: bool = False) -> Course | None:
    """Return the first of so many worlds in which a planted fault shows, and without it nothing does."""
    mutant = MUTANTS[name]
    for seed in range(seeds):
        course = run_seed(seed, weather=mutant.weather_of(seed, is_mixed=is_mixed), parts=mutant.parts)
        if course.wrongs:
            return course
    return None
