"""Set up what the plan stands on: organisation, channels, pillars, slots."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.people import Permission
from scheduler.domain.plan import WEEKDAYS, zone_named
from scheduler.domain.samples import SampleKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scheduler.domain.clock import Clock
    from scheduler.domain.organisation import Organisation
    from scheduler.domain.people import Actor
    from scheduler.domain.plan import Channel, Pillar, Slot
    from scheduler.domain.secret import Secret
    from scheduler.services.sealing import Seal
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_WHOLE = 100


class SettingUp:
    """The fixed parts of the plan."""

    def __init__(self, store: Store, clock: Clock, seal: Seal) -> None:
        self._store = store
        self._clock = clock
        self._seal = seal

    def organisation(self) -> Organisation | None:
        """Return the organisation, or `None` on an empty database."""
        with self._store.read() as unit:
            return unit.plan.organisation()

    def found(self, actor: Actor, organisation: Organisation) -> None:
        """Create or change the organisation."""
        actor.require(Permission.SET_UP)
        zone_named(organisation.zone)
        with self._store.write() as unit:
            unit.plan.set_organisation(organisation)
            unit.audit.append(actor, "organisation.set", "organisation:1", at=self._clock.now())

    def channels(self) -> list[Channel]:
        """Return all channels by name."""
        with self._store.read() as unit:
            return unit.plan.channels()

    def channel(self, name: str) -> Channel:
        """Return one channel, or raise `UnknownNameError`."""
        with self._store.read() as unit:
            return unit.plan.channel(name)

    def pillars(self) -> list[Pillar]:
        """Return all pillars, largest target first."""
        with self._store.read() as unit:
            return unit.plan.pillars()

    def pillar(self, name: str) -> Pillar:
        """Return one pillar, or raise `UnknownNameError`."""
        with self._store.read() as unit:
            return unit.plan.pillar(name)

    def slots(self, channel: str | None = None) -> list[Slot]:
        """Return the slots, all or one channel's, through the week."""
        with self._store.read() as unit:
            return unit.plan.slots(channel)

    def add_channel(
        self, actor: Actor, channel: Channel, *, credentials: Mapping[str, str | Secret]
    ) -> Channel:
        """Save a new channel; its credentials are sealed before they reach the database."""
        actor.require(Permission.SET_UP)
        _check_name("channel", channel.name)
        zone_named(channel.zone)
        with self._store.write() as unit:
            unit.plan.add_channel(channel)
            if credentials:
                unit.plan.set_credentials(channel.name, self._seal.close_over(channel.name, credentials))
            told = {"network": channel.network, "zone": channel.zone}
            unit.audit.append(
                actor, "channel.added", f"channel:{channel.name}", at=self._clock.now(), facts=told
            )
        return channel

    def add_pillar(self, actor: Actor, pillar: Pillar) -> Pillar:
        """Save a new pillar; the targets of all may not exceed 100 %."""
        actor.require(Permission.SET_UP)
        _check_name("pillar", pillar.name)
        with self._store.write() as unit:
            left = _left(unit)
            if not 0 <= pillar.target <= left:
                raise InvalidInputError(f"The targets of all pillars may come to 100 %; {left} % are left.")
            if pillar.name in {each.name for each in unit.plan.pillars()}:
                raise InvalidInputError(f"There is a pillar “{pillar.name}” already. Choose another name.")
            unit.plan.add_pillar(pillar)
            told = {"target": pillar.target}
            unit.audit.append(
                actor, "pillar.added", f"pillar:{pillar.name}", at=self._clock.now(), facts=told
            )
        return pillar

    def share_left(self) -> int:
        """Return the per cent that the targets of further pillars may come to."""
        with self._store.read() as unit:
            return _left(unit)

    def add_slot(self, actor: Actor, slot: Slot) -> Slot:
        """Save a new slot and return it with its number."""
        actor.require(Permission.SET_UP, on=slot.channel)
        zone_named(slot.zone)
        if not 0 <= slot.weekday < len(WEEKDAYS):
            raise InvalidInputError("The weekday of a slot is a number from 0 (Monday) to 6 (Sunday).")
        with self._store.write() as unit:
            unit.plan.channel(slot.channel)
            if slot.pillar is not None:
                unit.plan.pillar(slot.pillar)
            made = unit.plan.add_slot(slot)
            unit.audit.append(actor, "slot.added", f"slot:{made.id}", at=self._clock.now())
        return made

    def remove_slot(self, actor: Actor, slot_id: int) -> None:
        """Delete a slot; posts that stand in it stay."""
        with self._store.write() as unit:
            slot = next((each for each in unit.plan.slots() if each.id == slot_id), None)
            actor.require(Permission.SET_UP, on=slot.channel if slot else None)
            unit.plan.remove_slot(slot_id)
            unit.audit.append(actor, "slot.removed", f"slot:{slot_id}", at=self._clock.now())


def _left(unit: Unit) -> int:
    """Return what is left of the whole; sample pillars, which are taken out again, take nothing of it."""
    samples = unit.samples.names(SampleKind.PILLAR)
    return _WHOLE - sum(each.target for each in unit.plan.pillars() if each.name not in samples)


def _check_name(kind: str, name: str) -> None:
    if not _NAME.fullmatch(name):
        raise InvalidInputError(
            f"“{name}” can't name a {kind}: use up to 40 small letters, digits and hyphens, like main-x."
        )
