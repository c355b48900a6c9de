"""Change the key that seals, with daemons running.

A new key is put before the others, each row is sealed anew in a transaction of its own, and only when
no row needs an older key is that one dropped. Guarantees: at every moment, and wherever this is cut
off, every row opens; running it again goes on where it ended. Whoever seals does so in the transaction
that stores, so nothing is sealed with a key that was just dropped.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.people import Permission
from scheduler.domain.value import Instant, Value
from scheduler.services.keeping_drafts import SEALED_TO
from scheduler.services.keys import head_first
from scheduler.services.sealed_rows import put_sealed, sealed_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.services.keys import Key
    from scheduler.services.sealing import Seal
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit


class Opened(Value):
    """Whether one channel's credentials open, and with which key."""

    channel: str
    opens: bool
    #: Does the key that seals now open them?
    is_newest: bool = False
    #: `None` where the key file does not tell, as one of an older version does not.
    key_made_at: Instant | None = None
    sealed_at: Instant | None = None


class Rotated(Value):
    """What a rotation did."""

    #: Was a new key begun, or an interrupted rotation finished?
    is_new_key: bool
    resealed: int
    #: Channels that no key opens; they must be connected again.
    lost: tuple[str, ...] = ()


class Rotating:
    """The keys, and what they open."""

    def __init__(self, store: Store, clock: Clock, seal: Seal) -> None:
        self._store = store
        self._clock = clock
        self._seal = seal

    def keys(self) -> tuple[Key, ...]:
        """Return the keys, the sealing one first; none where nothing was ever sealed."""
        if not self._seal.file.exists() and not self._rows():
            return ()
        self._seal.require()
        return self._seal.file.read()

    def check(self) -> list[Opened]:
        """Try every channel's credentials; raises `EnvironmentProblemError` where the key file is missing."""
        before: dict[str, bytes] = {}
        rows = self._rows()
        found: list[Opened] = []
        while rows != before:  # a row that does not open may have been sealed anew while we looked
            self._seal.require()
            found = [self._tried(name, sealed) for name, sealed in rows.items()]
            if all(each.opens for each in found):
                break
            before, rows = rows, self._rows()
        return found

    def trouble(self, found: Sequence[Opened]) -> str:
        """Return what a person must do about the keys, in words; empty where all is well."""
        lost = [each.channel for each in found if not each.opens]
        if lost:
            return f"No key opens the credentials of {', '.join(lost)}. Connect them again."
        if self._seal.file.is_exposed():
            return f"Others can read {self._seal.file.path.name}. Run “chmod 600” on it."
        if not all(each.is_newest for each in found):
            return "A rotation was cut off. Run “rounds secrets rotate” to finish it."
        return ""

    def rotate(self, actor: Actor) -> Rotated:
        """Begin a new key and seal every row with it; or finish that, where it was cut off before.

        Raises `EnvironmentProblemError` for a key file that others can read or that can't be written.
        """
        actor.require(Permission.SET_UP)
        self._require_keys()
        with self._store.write() as unit:
            is_new = all(each.is_newest for each in self._openings(unit))
            if is_new:
                keys = self._seal.file.read()
                prepared = next((each for each in keys if each.is_next), None)
                self._seal.file.replace(head_first(keys, prepared or self._seal.file.new()))
                self._note(unit, actor, "secrets.key_begun")
        resealed = sum(self._reseal(name) for name in self._rows())
        lost = tuple(each.channel for each in self.check() if not each.opens)
        with self._store.write() as unit:
            self._note(unit, actor, "secrets.resealed", count=resealed)
        return Rotated(is_new_key=is_new, resealed=resealed, lost=lost)

    def prepare(self, actor: Actor) -> None:
        """Add the next key without using it, so that it can be handed to every machine first."""
        actor.require(Permission.SET_UP)
        self._require_keys()
        with self._store.write() as unit:
            self._note(unit, actor, "secrets.key_prepared")  # first, for it takes the write lock
            keys = self._seal.file.read()
            if any(each.is_next for each in keys):
                raise InvalidInputError("A next key stands in the file already. Copy it to every machine.")
            self._seal.file.replace((*keys, replace(self._seal.file.new(), is_next=True)))

    def retire(self, actor: Actor) -> int:
        """Drop the keys that no row needs and return their number; raises where a row needs one."""
        actor.require(Permission.SET_UP)
        self._require_keys()
        with self._store.write() as unit:
            kept = self._kept(unit)
            dropped = len(self._seal.file.read()) - len(kept)
            if dropped:
                self._seal.file.replace(kept)
                self._note(unit, actor, "secrets.keys_retired", count=dropped)
        return dropped

    def write_next(self, actor: Actor, to: Path) -> None:
        """Write a file with a new key before the present ones, to be given to the system."""
        actor.require(Permission.SET_UP)
        self._require_keys()
        keys = self._seal.file.read()
        self._seal.file.write_to(to, head_first(keys, self._seal.file.new()))

    def write_retired(self, actor: Actor, to: Path) -> int:
        """Write a file without the keys that no row needs, and return how many it leaves out."""
        actor.require(Permission.SET_UP)
        self._require_keys()
        with self._store.write() as unit:
            kept = self._kept(unit)
            self._seal.file.write_to(to, kept)
        return len(self._seal.file.read()) - len(kept)

    def _require_keys(self) -> None:
        if not self.keys():
            raise InvalidInputError("There is no key yet; it is made when the first channel is connected.")

    def _kept(self, unit: Unit) -> Sequence[Key]:
        needing = [each.channel for each in self._openings(unit) if not each.is_newest]
        if needing:
            raise InvalidInputError(
                f"{', '.join(needing)} still need an older key. Run “rounds secrets rotate” first."
            )
        head, *others = self._seal.file.read()
        return [head, *(each for each in others if each.is_next)]

    def _openings(self, unit: Unit) -> list[Opened]:
        tried = (self._tried(name, sealed) for name, sealed in self._sealed(unit).items())
        return [each for each in tried if each.opens]

    def _rows(self) -> dict[str, bytes]:
        with self._store.read() as unit:
            return self._sealed(unit)

    def _sealed(self, unit: Unit) -> dict[str, bytes]:
        """Return all that is sealed; of what people have not saved only what opens: the rest is let go."""
        rows = sealed_in(unit)
        if self._seal.file.exists():
            unsaved = unit.unsaved.all_sealed().items()
            rows |= {SEALED_TO + name: each for name, each in unsaved if self._seal.opening(each)}
        return rows

    def _tried(self, name: str, sealed: bytes) -> Opened:
        found = self._seal.opening(sealed)
        if found is None:
            return Opened(channel=name, opens=False)
        return Opened(
            channel=name,
            opens=True,
            is_newest=found.is_newest,
            key_made_at=found.key.made_at,
            sealed_at=found.sealed_at,
        )

    def _reseal(self, name: str) -> bool:
        """Seal one row anew as it is now; whoever renews or connects meanwhile comes before or after."""
        with self._store.write() as unit:
            sealed = self._sealed(unit).get(name)
            found = self._seal.opening(sealed) if sealed else None
            if sealed is None or found is None or found.is_newest:
                return False
            if name.startswith(SEALED_TO):
                unit.unsaved.seal(name.removeprefix(SEALED_TO), self._seal.resealed(sealed))
            else:
                put_sealed(unit, name, self._seal.resealed(sealed), at=self._clock.now())
        return True

    def _note(self, unit: Unit, actor: Actor, action: str, **facts: int) -> None:
        unit.audit.append(actor, action, "secrets", at=self._clock.now(), facts=dict(facts))


def days_since(at: datetime | None, now: datetime) -> int | None:
    """Return how many days have passed since `at`, if that is known."""
    return None if at is None else (now - at).days
