"""Stop and start again.

Guarantee: the engine reads the pauses in the transaction that claims a post and in the one that
writes its attempt down, so nothing begins to leave after a pause was committed. Lifting a pause
releases nothing by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.people import Permission
from scheduler.domain.plan import Pause, PauseScope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit


class Pausing:
    """Pauses."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def pause(
        self, actor: Actor, *, scope: PauseScope, reason: str, name: str = "", exceptions: Sequence[str] = ()
    ) -> Pause:
        """Hold a scope from now on; pausing what is paused already returns that pause."""
        actor.require(Permission.PAUSE)
        if not reason.strip():
            raise InvalidInputError("Say why, in a few words: everybody will ask.")
        now = self._clock.now()
        with self._store.write() as unit:
            _check_scope(unit, scope, name, exceptions)
            for held in unit.pauses.active():
                if (held.scope, held.name, held.exceptions) == (scope, name, tuple(exceptions)):
                    return held
            pause = Pause(
                scope=scope,
                name=name,
                reason=reason.strip(),
                by=actor.key,
                created_at=now,
                exceptions=tuple(exceptions),
            )
            made = unit.pauses.add(pause)
            told = {"scope": scope.value, "name": name, "exceptions": ",".join(exceptions)}
            unit.audit.append(actor, "pause.began", f"pause:{made.id}", at=now, facts=told)
        return made

    def lift(self, actor: Actor, pause_id: int) -> Pause:
        """End a pause; what it held stays held until a person releases it."""
        actor.require(Permission.PAUSE)
        now = self._clock.now()
        with self._store.write() as unit:
            lifted = unit.pauses.lift(pause_id, at=now)
            unit.audit.append(actor, "pause.lifted", f"pause:{pause_id}", at=now)
        return lifted

    def active(self) -> list[Pause]:
        """Return the pauses that hold now, oldest first."""
        with self._store.read() as unit:
            return unit.pauses.active()


def _check_scope(unit: Unit, scope: PauseScope, name: str, exceptions: Sequence[str]) -> None:
    if scope is PauseScope.CHANNEL:
        unit.plan.channel(name)
    if scope is PauseScope.PILLAR:
        unit.plan.pillar(name)
    if scope is PauseScope.EVERYTHING and name:
        raise InvalidInputError("A pause of everything has no name; name a channel or a pillar instead.")
    for channel in exceptions:
        unit.plan.channel(channel)
