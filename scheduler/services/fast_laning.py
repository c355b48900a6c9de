"""Open and close the fast lane, and keep the list of who is on call.

Guarantees: the lane is open for twelve hours at most and closes by itself; in the transaction that closes it,
what has not left yet loses its approval. Opening it sends nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from scheduler.domain.errors import ConflictError, InvalidInputError, StateError
from scheduler.domain.fast_lane import LONGEST_LANE, FastLane, OnCall
from scheduler.domain.lane import Lane
from scheduler.domain.people import ENGINE, Actor, Permission
from scheduler.domain.value import Instant, Value
from scheduler.services.pulling import is_pulled, pulled
from scheduler.services.recording import record

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.clock import Clock
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

#: A turn is no longer.
_LONGEST_TURN: Final = timedelta(days=31)
_LONGEST_REASON: Final = 300
#: A sender may write the same post in the same moment.
_TRIES: Final = 3


class Turn(Value):
    """A turn on call, with the person's name."""

    turn: OnCall
    name: str
    is_now: bool


class FastLaning:
    """The fast lane, and who is on call for it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def open(self, actor: Actor, *, reason: str, hours: float = 12, pause: int | None = None) -> FastLane:
        """Let approved words go out by one person on call; where it is open already, return that."""
        actor.require(Permission.OPEN_FAST_LANE)
        now = self._clock.now()
        actor.require_fresh(now)
        if not reason.strip() or len(reason) > _LONGEST_REASON:
            raise InvalidInputError(f"Say why, in at most {_LONGEST_REASON} characters: everybody will ask.")
        if not 0 < hours <= LONGEST_LANE / timedelta(hours=1):
            raise InvalidInputError("The fast lane is open for at most 12 hours. Open it again if need be.")
        with self._store.write() as unit:
            standing = unit.fast_lanes.open_at(now)
            if standing is not None:
                return standing
            lane = FastLane(
                reason=" ".join(reason.split()),
                by=actor.key,
                opened_at=now,
                ends_at=now + timedelta(hours=hours),
                pause=pause,
            )
            made = unit.fast_lanes.add(lane)
            facts = {"ends": made.ends_at.isoformat(), "pause": pause}
            unit.audit.append(actor, "fast_lane.opened", f"fast_lane:{made.id}", at=now, facts=dict(facts))
        return made

    def close(self, actor: Actor) -> FastLane:
        """Close it; what was approved by it and has not left is held, for an approval like any other."""
        actor.require(Permission.OPEN_FAST_LANE)
        for _ in range(_TRIES - 1):
            try:
                return self._store.alone(lambda unit: self._close(unit, actor))
            except ConflictError:
                continue
        return self._store.alone(lambda unit: self._close(unit, actor))

    def standing(self) -> FastLane | None:
        """Return the lane that is open now."""
        with self._store.read() as unit:
            return unit.fast_lanes.open_at(self._clock.now())

    def all(self) -> list[FastLane]:
        """Return every time it was open, the newest first."""
        with self._store.read() as unit:
            return unit.fast_lanes.all()

    def expire(self) -> list[FastLane]:
        """Write down which lanes closed by themselves; return those."""
        now = self._clock.now()
        with self._store.read() as unit:
            if not any(_is_over(each, now) for each in unit.fast_lanes.all()):
                return []
        with self._store.write() as unit:
            over = [each for each in unit.fast_lanes.all() if _is_over(each, now)]
            for lane in over:
                unit.fast_lanes.put(lane.model_copy(update={"closed_at": lane.ends_at}))
                unit.audit.append(ENGINE, "fast_lane.ended", f"fast_lane:{lane.id}", at=now)
        return over

    # who is on call

    def turns(self) -> list[Turn]:
        """Return the turns that are not over, by their begin."""
        now = self._clock.now()
        with self._store.read() as unit:
            names = {person.id: person.name for person in unit.people.all()}
            return [
                Turn(turn=each, name=names.get(each.person, ""), is_now=each.is_on(now))
                for each in unit.fast_lanes.turns()
                if now < each.ends
            ]

    def put_on_call(self, actor: Actor, person: int, *, begins: Instant, ends: Instant) -> OnCall:
        """Put a person who may approve on the list for a time."""
        actor.require(Permission.OPEN_FAST_LANE)
        now = self._clock.now()
        if not begins < ends or ends - begins > _LONGEST_TURN or ends <= now:
            raise InvalidInputError(
                "A turn ends after it begins, is not over yet, and takes 31 days at most."
            )
        with self._store.write() as unit:
            who = Actor.of(unit.people.get(person))
            if not who.may_somewhere(Permission.APPROVE):
                raise InvalidInputError(f"{who.name} may not approve posts, so can't be on call for them.")
            turn = unit.fast_lanes.add_turn(OnCall(person=person, begins=begins, ends=ends, by=actor.key))
            facts = {"begins": begins.isoformat(), "ends": ends.isoformat()}
            unit.audit.append(actor, "on_call.added", f"person:{person}", at=now, facts=dict(facts))
        return turn

    def take_off(self, actor: Actor, number: int) -> OnCall:
        """Take a turn off the list; one that was is not taken off twice."""
        actor.require(Permission.OPEN_FAST_LANE)
        now = self._clock.now()
        with self._store.write() as unit:
            turn = unit.fast_lanes.turn(number)
            if turn.removed_at is not None:
                return turn
            gone = turn.model_copy(update={"removed_at": now})
            unit.fast_lanes.put_turn(gone)
            unit.audit.append(actor, "on_call.removed", f"person:{turn.person}", at=now)
        return gone

    # steps

    def _close(self, unit: Unit, actor: Actor) -> FastLane:
        now = self._clock.now()
        lane = unit.fast_lanes.open_at(now)
        if lane is None:
            raise StateError("The fast lane is closed already.")
        closed = lane.model_copy(update={"closed_at": now})
        unit.fast_lanes.put(closed)
        facts = {"pulled": self._pull(unit, actor, lane, now)}
        unit.audit.append(actor, "fast_lane.closed", f"fast_lane:{lane.id}", at=now, facts=dict(facts))
        return closed

    def _pull(self, unit: Unit, actor: Actor, lane: FastLane, now: datetime) -> int:
        words = "The fast lane was closed before it left. It needs an approval like any other."
        found = [unit.posts.get(use.post) for use in unit.fast_lanes.uses(lane=lane.id)]
        waiting = [post for post in found if post.lane is Lane.FAST and is_pulled(post)]
        for post in waiting:
            after = unit.posts.save(pulled(post, words), at=now)
            record(unit, actor, "post.pulled", at=now, before=post, after=after, fast_lane=lane.id)
        return len(waiting)


def _is_over(lane: FastLane, now: datetime) -> bool:
    return lane.closed_at is None and lane.ends_at <= now
