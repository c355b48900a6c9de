"""Read and write the organisation, channels, pillars and slots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select as plain_select
from sqlmodel import col, select

from scheduler.domain.errors import InvalidInputError, UnknownNameError
from scheduler.domain.organisation import Organisation
from scheduler.domain.plan import Channel, Pillar, Slot
from scheduler.store.rows import columns_of, to_values, value_of
from scheduler.store.tables import ChannelRow, OrganisationRow, PillarRow, SlotRow

if TYPE_CHECKING:
    from scheduler.store.transaction import Transaction

_ORGANISATION = plain_select(OrganisationRow.__table__)  # type: ignore[attr-defined] # SQLModel hides it
_CHANNELS: Any = ChannelRow.__table__  # type: ignore[attr-defined] # SQLModel hides it from the type checker
_NETWORKS = plain_select(_CHANNELS.c.name, _CHANNELS.c.network)
_LIMITED = plain_select(_CHANNELS).where(_CHANNELS.c.budget.is_not(None)).order_by(_CHANNELS.c.name)


class Plan:
    """The fixed parts of the plan in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def organisation(self) -> Organisation | None:
        """Return the organisation, or `None` on an empty database."""
        row = self._transaction.connection.execute(_ORGANISATION).first()
        return None if row is None else value_of(Organisation, row)

    def zone(self) -> str:
        """Return the zone of the organisation's house clock; UTC until it is set up."""
        organisation = self.organisation()
        return organisation.zone if organisation else "UTC"

    def set_organisation(self, organisation: Organisation) -> None:
        """Create or replace the organisation."""
        self._transaction.session.merge(OrganisationRow(id=1, **organisation.model_dump()))
        self._transaction.session.flush()

    def channels(self) -> list[Channel]:
        """Return all channels by name."""
        return to_values(
            Channel, self._transaction.session.exec(select(ChannelRow).order_by(ChannelRow.name))
        )

    def channel(self, name: str) -> Channel:
        """Return one channel, or raise `UnknownNameError` that lists the known ones."""
        row = self._transaction.session.get(ChannelRow, name)
        if row is None:
            raise UnknownNameError("channel", name, self._transaction.session.exec(select(ChannelRow.name)))
        return value_of(Channel, row)

    def networks(self) -> dict[str, str]:
        """Return the network of every channel by its name."""
        return {row.name: row.network for row in self._transaction.connection.execute(_NETWORKS)}

    def limited_channels(self) -> dict[str, Channel]:
        """Return the channels that have a budget, by their names."""
        found = to_values(Channel, self._transaction.connection.execute(_LIMITED))
        return {channel.name: channel for channel in found}

    def add_channel(self, channel: Channel, *, credentials: bytes | None = None) -> Channel:
        """Save a new channel with its sealed credentials."""
        if self._transaction.session.get(ChannelRow, channel.name) is not None:
            raise InvalidInputError(f"There is a channel “{channel.name}” already. Choose another name.")
        self._transaction.session.add(ChannelRow(**columns_of(channel), credentials=credentials))
        self._transaction.session.flush()
        return channel

    def change_channel(self, channel: Channel) -> None:
        """Replace what is known of a channel; its credentials stay."""
        self.channel(channel.name)
        self._transaction.session.get_one(ChannelRow, channel.name).sqlmodel_update(columns_of(channel))
        self._transaction.session.flush()

    def set_credentials(self, channel: str, credentials: bytes | None) -> None:
        """Replace the sealed credentials of a channel; `None` takes them away."""
        self.channel(channel)
        row = self._transaction.session.get_one(ChannelRow, channel)
        row.credentials = credentials
        self._transaction.session.flush()

    def credentials(self, channel: str) -> bytes | None:
        """Return the sealed credentials of a channel."""
        self.channel(channel)
        return self._transaction.session.get_one(ChannelRow, channel).credentials

    def sealed(self) -> dict[str, bytes]:
        """Return the sealed credentials of every connected channel, by its name."""
        rows = self._transaction.session.exec(select(ChannelRow).order_by(ChannelRow.name))
        return {row.name: row.credentials for row in rows if row.credentials is not None}

    def pillars(self) -> list[Pillar]:
        """Return all pillars, largest target first."""
        query = select(PillarRow).order_by(col(PillarRow.target).desc(), PillarRow.name)
        return to_values(Pillar, self._transaction.session.exec(query))

    def pillar(self, name: str) -> Pillar:
        """Return one pillar, or raise `UnknownNameError` that lists the known ones."""
        row = self._transaction.session.get(PillarRow, name)
        if row is None:
            raise UnknownNameError("pillar", name, self._transaction.session.exec(select(PillarRow.name)))
        return value_of(Pillar, row)

    def add_pillar(self, pillar: Pillar) -> Pillar:
        """Save a new pillar."""
        self._transaction.session.add(PillarRow(**columns_of(pillar)))
        self._transaction.session.flush()
        return pillar

    def slots(self, channel: str | None = None) -> list[Slot]:
        """Return the slots, all or one channel's, through the week."""
        query = select(SlotRow).order_by(col(SlotRow.weekday), col(SlotRow.wall), col(SlotRow.channel))
        if channel is not None:
            query = query.where(SlotRow.channel == channel)
        return to_values(Slot, self._transaction.session.exec(query))

    def add_slot(self, slot: Slot) -> Slot:
        """Save a new slot and return it with its number."""
        row = SlotRow(**columns_of(slot))
        self._transaction.session.add(row)
        self._transaction.session.flush()
        return slot.model_copy(update={"id": row.id})

    def remove_slot(self, slot_id: int) -> None:
        """Delete a slot; posts that stand in it stay."""
        row = self._transaction.session.get(SlotRow, slot_id)
        if row is None:
            raise UnknownNameError("slot", slot_id)
        self._transaction.session.delete(row)
        self._transaction.session.flush()
