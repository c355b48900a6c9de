"""How long the record is kept, and what may be removed after that.

Guarantees: nothing younger than the set number of years goes, nothing while a legal hold stands, and
nothing of a record that does not verify. What goes is the beginning, up to a line whose hash is signed
first: the rest still verifies, and says what was removed. Nothing is removed by itself.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.heads import LegalHold
from scheduler.domain.people import Permission
from scheduler.domain.value import Instant, Value
from scheduler.services.verifying import Walk

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.services.auditing import Auditing
    from scheduler.services.witnessing import Witness
    from scheduler.store.database import Store

#: The longest there are: a line is never removed a day early.
_DAYS_OF_A_YEAR: Final = 366
#: So many lines go in one transaction.
_MOST: Final = 5_000


class Removable(Value):
    """What is older than the record has to be kept."""

    #: The last line that may go; 0 where none may.
    through: int = 0
    lines: int = 0
    before: Instant
    holds: tuple[LegalHold, ...] = ()
    words: str


class Retaining:
    """Legal holds, and the end of what is kept."""

    def __init__(self, store: Store, clock: Clock, witness: Witness, *, years: int) -> None:
        self._store = store
        self._clock = clock
        self._witness = witness
        self._years = years

    def hold(self, actor: Actor, *, reason: str) -> LegalHold:
        """Keep the whole record from now on, however old; whoever reads it may."""
        actor.require(Permission.READ_AUDIT)
        if not reason.strip():
            raise InvalidInputError("Say why the record is held, in a few words: it will be asked for.")
        now = self._clock.now()
        with self._store.write() as unit:
            held = unit.retention.hold(LegalHold(reason=reason.strip(), by=actor.key, at=now))
            unit.audit.append(actor, "record.held", f"hold:{held.id}", at=now)
        return held

    def lift(self, actor: Actor, hold_id: int) -> LegalHold:
        """End a hold; raises `UnknownNameError` where it does not stand."""
        actor.require(Permission.SET_UP)
        now = self._clock.now()
        with self._store.write() as unit:
            lifted = unit.retention.lift(hold_id, by=actor.key, at=now)
            unit.audit.append(actor, "record.hold_lifted", f"hold:{hold_id}", at=now)
        return lifted

    def holds(self, *, also_lifted: bool = False) -> list[LegalHold]:
        """Return the holds that stand, oldest first, or all there ever were."""
        with self._store.read() as unit:
            return unit.retention.holds(also_lifted=also_lifted)

    def removable(self) -> Removable:
        """Say what could be removed, and what keeps it; nothing is changed."""
        before = self._before()
        with self._store.read() as unit:
            holds = tuple(unit.retention.holds())
            first, last = unit.retention.removable(before)
        lines = last - first + 1 if last else 0
        words = f"{lines:,} lines are older than {self._years} years"
        words += f": {first:,} to {last:,}." if lines else "; nothing is to be removed."
        if holds:
            words += f" A legal hold keeps all of them ({len(holds)} in force)."
        return Removable(through=last, lines=lines, before=before, holds=holds, words=words)

    def prune(self, actor: Actor, auditing: Auditing) -> int:
        """Remove what is old enough, a few thousand lines at a time, and return how many lines went.

        Raises `InvalidInputError` while a hold stands and where the record does not verify; what was
        removed by then stays removed, signed and told.
        """
        actor.require(Permission.SET_UP)
        self._check_holds()
        found = auditing.verify(actor)
        if not found.is_intact:
            raise InvalidInputError(f"{found.words} Nothing is removed from a record that does not verify.")
        self._witness.sign()
        before, removed = self._before(), 0
        while step := self._remove_some(actor, before):
            removed += step
        return removed

    def _remove_some(self, actor: Actor, before: datetime) -> int:
        with self._store.read() as unit:
            first, last = unit.retention.removable(before)
            end = unit.audit.at(min(last, first + _MOST - 1)) if last else None
        if end is None:
            return 0
        signed = self._witness.cut(Walk(seq=end.seq, hash=end.hash))
        now = self._clock.now()
        with self._store.write() as unit:
            _check(unit.retention.holds())
            removed = unit.retention.remove(signed)
            facts = {"lines": removed, "through": signed.seq}
            unit.audit.append(actor, "record.cut", "record", at=now, facts=dict(facts))
        return removed

    def _check_holds(self) -> None:
        _check(self.holds())

    def _before(self) -> datetime:
        return self._clock.now() - timedelta(days=self._years * _DAYS_OF_A_YEAR)


def _check(holds: list[LegalHold]) -> None:
    if holds:
        raise InvalidInputError(
            f"A legal hold stands since {holds[0].at:%Y-%m-%d} (number {holds[0].id}), so nothing is "
            "removed. Lift it first, if whoever set it agrees: “rounds audit release”."
        )
