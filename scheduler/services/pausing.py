"""Stop and start again.

Guarantees: the engine reads the pauses in the transaction that claims a post and in the one that
writes its attempt down, so nothing begins to leave after a pause was committed. Lifting a pause
releases nothing by itself, and neither does its end: what came due meanwhile is held, whether an engine
met it or none ran, and `releasing.py` makes a list of it.

A pause with an end is over from when its end is written down, by whoever first finds the time come: the
transaction that would let a post leave because of it, or the duty. Written down it stays over, and until
then it holds, so a clock set back neither brings a pause back nor lets anything leave by an end that
nobody knows of.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from scheduler.domain.errors import InvalidInputError, StateError
from scheduler.domain.people import ENGINE, Permission
from scheduler.domain.plan import Pause, PauseScope
from scheduler.services.drill_record import facts_of_end
from scheduler.services.holding import hold_the_rest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scheduler.domain.clock import Clock
    from scheduler.domain.lane import Lane
    from scheduler.domain.people import Actor
    from scheduler.domain.post import Post
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

    #: What a line of the record tells.
    Facts = dict[str, str | int | float | bool | None]


_MOMENT: Final = timedelta(microseconds=1)


class Pausing:
    """Pauses, and drills of them."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def pause(  # noqa: PLR0913 - what a person chooses on one form
        self,
        actor: Actor,
        *,
        scope: PauseScope,
        reason: str,
        name: str = "",
        exceptions: Sequence[str] = (),
        lanes: Sequence[Lane] = (),
        ends_at: datetime | None = None,
        is_drill: bool = False,
        opened_at: datetime | None = None,
    ) -> Pause:
        """Hold a scope from now on, or say so for a drill.

        Pausing what is paused already, with the same exceptions, returns that pause; of the two ends the
        later one counts. `opened_at` is when the person turned to making it.
        """
        wanted = Pause(
            scope=scope,
            name=name,
            reason=reason.strip(),
            by=actor.key,
            created_at=self._clock.now(),
            ends_at=ends_at,
            exceptions=tuple(exceptions),
            lanes=tuple(lanes),
            is_drill=is_drill,
            opened_at=opened_at,
        )
        return self._begin(actor, wanted)

    def _begin(self, actor: Actor, wanted: Pause) -> Pause:
        _require(actor, wanted, wanted.created_at)
        if not wanted.reason:
            raise InvalidInputError("Say why, in a few words: everybody will ask.")
        with self._store.write() as unit:
            now = self._clock.now()
            _check_scope(unit, wanted.scope, wanted.name, wanted.exceptions)
            _check_end(wanted.ends_at, now)
            end_those_over(unit, now)
            same = next((each for each in unit.pauses.standing() if _is_same(each, wanted)), None)
            if same is not None:
                return _prolonged(unit, actor, same, wanted.ends_at, now)
            opened = min(wanted.opened_at, now) if wanted.opened_at else None
            made = unit.pauses.add(wanted.model_copy(update={"created_at": now, "opened_at": opened}))
            unit.audit.append(actor, _deed(made, "began"), _name(made), at=now, facts=_terms(made))
        return made

    def set_end(self, actor: Actor, pause_id: int, ends_at: datetime | None) -> Pause:
        """Let a pause that goes on end at another time; `None` for not before somebody lifts it."""
        with self._store.write() as unit:
            now = self._clock.now()
            _require(actor, unit.pauses.get(pause_id), now)
            _check_end(ends_at, now)
            end_those_over(unit, now)
            pause = unit.pauses.get(pause_id)
            if pause.lifted_at is not None:
                raise StateError("It is over. Pause again, if nothing should leave.")
            return pause if pause.ends_at == ends_at else _with_end(unit, actor, pause, ends_at, now)

    def lift(self, actor: Actor, pause_id: int) -> Pause:
        """End a pause; what it held stays held until a person decides on it."""
        with self._store.write() as unit:
            now = self._clock.now()
            pause = unit.pauses.get(pause_id)
            _require(actor, pause, now)
            if pause.lifted_at is None:
                hold_the_rest(unit, pause, before=now + _MOMENT, now=now)
            if unit.pauses.lift(pause_id, at=now, by=actor.key):
                facts = facts_of_end(unit, pause, now) if pause.is_drill else {}
                unit.audit.append(actor, _deed(pause, "lifted"), _name(pause), at=now, facts=facts)
            return unit.pauses.get(pause_id)

    def end_those_over(self) -> list[Pause]:
        """Write down the ends that have come; each is told of once, whoever asks."""
        now = self._clock.now()
        with self._store.read() as unit:
            if not unit.pauses.over(now):
                return []
        with self._store.write() as unit:
            return end_those_over(unit, now)

    def get(self, pause_id: int) -> Pause:
        """Return one, or raise `UnknownNameError`."""
        with self._store.read() as unit:
            return unit.pauses.get(pause_id)

    def active(self) -> list[Pause]:
        """Return the pauses that hold now, oldest first."""
        with self._store.read() as unit:
            return unit.pauses.active()

    def standing(self) -> list[Pause]:
        """Return the pauses that hold now and the drills that go on, oldest first."""
        with self._store.read() as unit:
            return unit.pauses.standing()

    def recent(self, *, most: int = 20) -> list[Pause]:
        """Return the last pauses and drills that are over, the newest first."""
        with self._store.read() as unit:
            return unit.pauses.recent(most=most)


def _require(actor: Actor, pause: Pause, now: datetime) -> None:
    """Raise unless this actor may pause that, everywhere or on its channel, and proved who they are."""
    actor.require(Permission.PAUSE, on=pause.name if pause.scope is PauseScope.CHANNEL else None)
    actor.require_fresh(now)


def end_those_over(unit: Unit, now: datetime) -> list[Pause]:
    """Write down the ends that have come by `now`, inside a unit of work that writes; return these pauses."""
    ended = unit.pauses.over(now)
    for pause in ended:
        hold_the_rest(unit, pause, before=pause.ends_at or now, now=now)
        unit.pauses.lift(pause.id, at=now, by=ENGINE.key)
        facts = facts_of_end(unit, pause, now) if pause.is_drill else {}
        told: Facts = {"ends_at": pause.ends_at.isoformat() if pause.ends_at else None, **facts}
        unit.audit.append(ENGINE, _deed(pause, "ended"), _name(pause), at=now, facts=told)
    return ended


def check_pillar_may_change(unit: Unit, before: Post, after: Post) -> None:
    """Raise `StateError` where an approved post would get out of a paused pillar by taking another one.

    An approval does not bind the pillar, so nobody would be asked again before it leaves.
    """
    if after.pillar == before.pillar or (before.approved_digest is None and before.held_by is None):
        return
    for pause in unit.pauses.active():
        if pause.scope is PauseScope.PILLAR and pause.name == before.pillar:
            raise StateError(
                f"Pillar {before.pillar} is paused. Lift the pause first, then change the pillar."
            )


def _check_scope(unit: Unit, scope: PauseScope, name: str, exceptions: Sequence[str]) -> None:
    if scope is PauseScope.CHANNEL:
        unit.plan.channel(name)
    if scope is PauseScope.PILLAR:
        unit.plan.pillar(name)
    if scope is PauseScope.EVERYTHING and name:
        raise InvalidInputError("A pause of everything has no name; name a channel or a pillar instead.")
    for channel in exceptions:
        unit.plan.channel(channel)


def _check_end(ends_at: datetime | None, now: datetime) -> None:
    if ends_at is not None and ends_at <= now:
        raise InvalidInputError("That end has passed. Give a time to come, or none.")


def _is_same(standing: Pause, wanted: Pause) -> bool:
    """Do both hold the same, with the same exceptions?"""
    fields = ("scope", "name", "exceptions", "lanes", "is_drill")
    return all(getattr(standing, name) == getattr(wanted, name) for name in fields)


def _prolonged(unit: Unit, actor: Actor, pause: Pause, ends_at: datetime | None, now: datetime) -> Pause:
    """Return a pause that goes on, with the later of its end and `ends_at`; none is the latest."""
    if pause.ends_at is None or (ends_at is not None and ends_at <= pause.ends_at):
        return pause
    return _with_end(unit, actor, pause, ends_at, now)


def _with_end(unit: Unit, actor: Actor, pause: Pause, ends_at: datetime | None, now: datetime) -> Pause:
    unit.pauses.set_end(pause.id, ends_at)
    told: Facts = {"ends_at": ends_at.isoformat() if ends_at else None}
    unit.audit.append(actor, _deed(pause, "end_set"), _name(pause), at=now, facts=told)
    return pause.model_copy(update={"ends_at": ends_at})


def _deed(pause: Pause, what: str) -> str:
    return f"{'drill' if pause.is_drill else 'pause'}.{what}"


def _name(pause: Pause) -> str:
    return f"pause:{pause.id}"


def _terms(pause: Pause) -> Facts:
    told: Facts = {"scope": pause.scope.value, "name": pause.name, "exceptions": ",".join(pause.exceptions)}
    if pause.lanes:
        told["lanes"] = ",".join(lane.value for lane in pause.lanes)
    if pause.ends_at is not None:
        told["ends_at"] = pause.ends_at.isoformat()
    return told
