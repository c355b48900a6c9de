"""Two-step sign-in: set up, asked for, turned off, demanded.

Guarantees: a device's secret is sealed to its person's number; a code counts once, in whichever process
it is typed; a recovery code counts once and needs no key file; nothing here is ever logged or recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scheduler.domain.errors import (
    EnvironmentProblemError,
    InvalidInputError,
    NotAllowedError,
    StateError,
    UnknownNameError,
)
from scheduler.domain.people import Permission, Role
from scheduler.domain.second_factor import HALF_WAY, Demand, HalfWay, TwoStep
from scheduler.domain.secret import Secret
from scheduler.domain.value import Value
from scheduler.services import one_time_codes
from scheduler.services.sealed_rows import DEVICE
from scheduler.services.slowing import digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor, Person
    from scheduler.services.sealing import Seal
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

WRONG: Final = (
    "That code is not right, or it was used before. Wait for the next one in your app, then type that."
)
_NO_KEY: Final = (
    "Codes can't be checked just now: the key file of the server is missing or another one. "
    "Type one of your recovery codes instead, and tell your administrator."
)
_IS_ON: Final = "Two-step sign-in is on already. Turn it off first to set up another device."
_NOT_BEGUN: Final = "The set-up was begun anew somewhere else. Scan the picture again, then type the code."


class Offer(Value):
    """What a device is set up with."""

    #: To be typed where the picture can't be scanned, in groups of four letters.
    key: Secret
    #: What the picture says.
    address: Secret


class Proof(Value):
    """A code that is right as far as reading tells; it counts once `use` took it."""

    person_id: int
    step: int = 0
    recovery_hash: str = ""


class SecondFactors:
    """Two-step sign-in. May be used from any thread."""

    def __init__(self, store: Store, clock: Clock, seal: Seal) -> None:
        self._store = store
        self._clock = clock
        self._seal = seal

    # how it stands

    def of(self, person: Person) -> TwoStep:
        """Return how it stands for a person."""
        with self._store.read() as unit:
            found = unit.second_factors.get(person.id)
            is_on = found is not None and found.is_on
            return TwoStep(
                is_on=is_on,
                since=found.since if found else None,
                recovery_codes_left=unit.second_factors.codes_left(person.id) if is_on else 0,
                is_demanded=unit.second_factors.demand().is_of(person),
            )

    def is_on(self, person: Person) -> bool:
        """Is a code asked of this person?"""
        with self._store.read() as unit:
            return is_on(unit, person.id)

    def everybody_with(self) -> frozenset[int]:
        """Return the numbers of the people of whom a code is asked."""
        with self._store.read() as unit:
            return frozenset(each.person_id for each in unit.second_factors.all() if each.is_on)

    # one's own

    def offer(self, actor: Actor) -> Offer:
        """Return what to set a device up with; the same until it is set up."""
        person = self._self(actor)
        with self._store.write() as unit:
            found = unit.second_factors.get(person.id)
            if found is not None and found.is_on:
                raise StateError(_IS_ON)
            if found is None:
                secret = one_time_codes.new_secret()
                sealed = self._seal.close_over(f"{DEVICE}{person.id}", {"secret": secret})
                unit.second_factors.begin(person.id, sealed=sealed, salt=one_time_codes.new_salt())
            house = unit.plan.organisation()
        secret = self._secret(person.id)
        key = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        name = house.name if house else "Rounds"
        address = one_time_codes.address_of(secret, email=person.email, house=name)
        return Offer(key=Secret(key), address=Secret(address))

    def turn_on(self, actor: Actor, code: str, *, here: str = "") -> tuple[str, ...]:
        """Ask for codes from now on, and return recovery codes: the only time they are told.

        All sessions end but the one with the digest `here`. Raises `NotAllowedError` for a wrong code.
        """
        person = self._self(actor)
        with self._store.read() as unit:
            found = unit.second_factors.get(person.id)
        if found is None:
            raise StateError(_NOT_BEGUN)
        if found.is_on:
            raise StateError(_IS_ON)
        step = one_time_codes.step_of(self._secret(person.id), code, self._clock.now())
        if step is None:
            raise NotAllowedError(WRONG)
        now, codes = self._clock.now(), one_time_codes.new_recovery_codes()
        hashes = self._hashes(person.id, codes)
        with self._store.write() as unit:
            if is_on(unit, person.id) or not unit.second_factors.use_step(person.id, step):
                raise StateError(_NOT_BEGUN)
            unit.second_factors.turn_on(person.id, at=now)
            unit.second_factors.put_codes(person.id, hashes)
            unit.people.end_sessions(person.id, but=here)
            unit.audit.append(actor, "person.two_step_on", f"person:{person.id}", at=now)
        return codes

    def new_recovery_codes(self, actor: Actor) -> tuple[str, ...]:
        """Return new recovery codes, the only time they are told; those before count no more."""
        person = self._self(actor)
        if not self.is_on(person):
            raise StateError("Two-step sign-in is off. Turn it on first: recovery codes come with it.")
        codes = one_time_codes.new_recovery_codes()
        hashes, now = self._hashes(person.id, codes), self._clock.now()
        with self._store.write() as unit:
            unit.second_factors.put_codes(person.id, hashes)
            unit.audit.append(actor, "person.recovery_codes_made", f"person:{person.id}", at=now)
        return codes

    def forget(self, actor: Actor, person: Person) -> None:
        """Ask for no code any more; who calls it has seen password and code."""
        with self._store.write() as unit:
            if is_on(unit, person.id):
                unit.second_factors.remove(person.id)
                unit.audit.append(actor, "person.two_step_off", f"person:{person.id}", at=self._clock.now())

    # for others

    def reset(self, actor: Actor, email: str) -> Person:
        """Turn it off for somebody who lost their device: their sessions end, the record tells who did it."""
        actor.require(Permission.MANAGE_PEOPLE)
        actor.require_fresh(self._clock.now())
        with self._store.write() as unit:
            person = unit.people.by_email(email)
            if person is None:
                raise UnknownNameError("person", email)
            if person.id == actor.person_id:
                raise NotAllowedError("Turn off your own under “You”: it asks for your password and a code.")
            if unit.second_factors.get(person.id) is None:
                raise InvalidInputError(
                    f"{person.name} has no two-step sign-in. There is nothing to turn off."
                )
            unit.second_factors.remove(person.id)
            unit.people.end_sessions(person.id)
            unit.audit.append(actor, "person.two_step_reset", f"person:{person.id}", at=self._clock.now())
        return person

    def demand(self) -> Demand:
        """Return of whom it is demanded."""
        with self._store.read() as unit:
            return unit.second_factors.demand()

    def set_demand(
        self, actor: Actor, *, is_of_everybody: bool = False, roles: Iterable[Role] = ()
    ) -> Demand:
        """Say of whom it is demanded; whoever has none sets it up at their next sign-in, before all else."""
        actor.require(Permission.MANAGE_PEOPLE)
        actor.require_fresh(self._clock.now())
        given = set(roles)
        made = Demand(is_of_everybody=is_of_everybody, roles=tuple(each for each in Role if each in given))
        with self._store.write() as unit:
            if made != unit.second_factors.demand():
                unit.second_factors.set_demand(made)
                told = "everybody" if made.is_of_everybody else ",".join(made.roles) or "nobody"
                unit.audit.append(
                    actor,
                    "organisation.two_step_demanded",
                    "organisation:1",
                    at=self._clock.now(),
                    facts={"of": told},
                )
        return made

    # codes

    def read(self, person: Person, typed: str) -> Proof | None:
        """Return a code that is right as far as reading tells; `None` for a wrong one."""
        with self._store.read() as unit:
            found = unit.second_factors.get(person.id)
            salt = unit.second_factors.salt(person.id) if found else b""
        if found is None or not found.is_on:
            return None
        if one_time_codes.is_recovery_code(typed):
            return Proof(person_id=person.id, recovery_hash=one_time_codes.recovery_hash(typed, salt))
        step = one_time_codes.step_of(self._secret(person.id), typed, self._clock.now())
        return None if step is None else Proof(person_id=person.id, step=step)

    def use(self, unit: Unit, actor: Actor, proof: Proof) -> bool:
        """Let a code count; `False` where it did before. Of two who type the same one, one gets in."""
        if not proof.recovery_hash:
            return unit.second_factors.use_step(proof.person_id, proof.step)
        if not unit.second_factors.use_code(proof.person_id, proof.recovery_hash):
            return False
        left = {"left": unit.second_factors.codes_left(proof.person_id)}
        at = self._clock.now()
        unit.audit.append(
            actor, "person.recovery_code_used", f"person:{proof.person_id}", at=at, facts=dict(left)
        )
        return True

    # sign-ins that wait for their code

    def begin_half_way(self, unit: Unit, person: Person, token: str) -> None:
        """Remember that somebody's password was right."""
        now = self._clock.now()
        begun = HalfWay(token_sha256=digest(token), person_id=person.id, at=now)
        unit.second_factors.begin_half_way(begun, expired_before=now - HALF_WAY)

    def half_way(self, unit: Unit, token: str) -> Person | None:
        """Return whose password was right, a few minutes ago at most."""
        found = unit.second_factors.half_way(digest(token))
        if found is None or self._clock.now() - found.at > HALF_WAY:
            return None
        return unit.people.get(found.person_id)

    # steps

    def _self(self, actor: Actor) -> Person:
        """Return who acts; raises unless they have a password and proved just now who they are."""
        actor.require_fresh(self._clock.now())
        with self._store.read() as unit:
            person = unit.people.get(actor.person_id) if actor.person_id is not None else None
            if person is None or not unit.people.password_hash(person.id):
                raise NotAllowedError(
                    "Two-step sign-in goes with a password of Rounds. Sign in by one first."
                )
        return person

    def _secret(self, person_id: int) -> str:
        with self._store.read() as unit:
            sealed = unit.second_factors.sealed(person_id)
        if sealed is None:
            raise StateError(_NOT_BEGUN)
        try:
            return self._seal.open_for(f"{DEVICE}{person_id}", sealed)["secret"].reveal()
        except EnvironmentProblemError as why:
            raise EnvironmentProblemError(_NO_KEY) from why

    def _hashes(self, person_id: int, codes: tuple[str, ...]) -> list[str]:
        with self._store.read() as unit:
            salt = unit.second_factors.salt(person_id)
        return [one_time_codes.recovery_hash(each, salt) for each in codes]


def is_on(unit: Unit, person_id: int) -> bool:
    """Is a code asked of this person?"""
    found = unit.second_factors.get(person_id)
    return found is not None and found.is_on


def owes(unit: Unit, person: Person) -> bool:
    """Is two-step sign-in demanded of this person, who has none?"""
    return unit.second_factors.demand().is_of(person) and not is_on(unit, person.id)
