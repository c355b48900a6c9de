"""Sources and what they say: add and ask them, sift the inbox, make a post's text from an item.

Everything that reaches a person here carries its reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectors import limits_of
from scheduler.domain.post import ReasonPart
from scheduler.domain.value import Value
from scheduler.services import composing, shortlisting
from scheduler.services.inbox import Inbox, InboxEntry, Ranks
from scheduler.services.measuring import counter_of
from scheduler.services.registering import Register

__all__ = ["Curating", "Draft", "InboxEntry"]

if TYPE_CHECKING:
    from collections.abc import Collection

    from scheduler.domain.clock import Clock
    from scheduler.domain.curation import Item, Source
    from scheduler.domain.plan import Pillar
    from scheduler.domain.quoting import Quote
    from scheduler.domain.trend import TrendAlert
    from scheduler.settings import Settings
    from scheduler.store.database import Store


class Draft(Value):
    """A post's content made from an item, to be edited and placed by a person."""

    text: str
    #: Empty where the channel sends no links.
    link: str
    pillar: str | None
    reason: tuple[ReasonPart, ...]


class Curating(Register):
    """What comes in: the register of sources, and the inbox of what they said."""

    def __init__(
        self, store: Store, clock: Clock, settings: Settings, *, ranking: Ranks | None = None
    ) -> None:
        super().__init__(store, clock, settings)
        self._inbox = Inbox(store, clock, ranking)

    # items

    def inbox(
        self,
        *,
        limit: int = 50,
        pillar: str | None = None,
        source: str | None = None,
        trend: int | None = None,
        among: Collection[int] | None = None,
    ) -> list[InboxEntry]:
        """Return the stories that nobody used or rejected, best first, one entry each.

        Of one pillar, of one source, of one trend or `among` some items only; raises `UnknownNameError`.
        """
        if trend is not None:
            with self._store.read() as unit:
                among = unit.trends.get(trend).items
        return self._inbox.entries(limit=limit, pillar=pillar, source=source, among=among)

    def open_trends(self) -> list[TrendAlert]:
        """Return the trends that nobody decided on, the newest first."""
        with self._store.read() as unit:
            return unit.trends.open()

    def entry(self, item_id: int) -> InboxEntry:
        """Return one item as it would stand in the inbox, with the reasons; or raise `UnknownNameError`."""
        return self._inbox.entry(item_id)

    def item(self, item_id: int) -> Item:
        """Return one item, or raise `UnknownNameError`."""
        with self._store.read() as unit:
            return unit.items.get(item_id)

    def compose(self, item_id: int, *, channel: str, comment: str = "") -> Draft:
        """Return text for a post about an item, fitted to the channel's network."""
        now = self._clock.now()
        with self._store.read() as unit:
            item = unit.items.get(item_id)
            source = unit.sources.get(item.source)
            target = unit.plan.channel(channel)
            pillars = unit.plan.pillars()
        fit = next(iter(shortlisting.fits_of(item, source, pillars)), None)
        pillar = _named(pillars, fit.pillar if fit else None)
        score = shortlisting.scored(item, source, pillar, now=now, last_used=None)
        return Draft(
            text=self.text_for(item, source, network=target.network, comment=comment),
            link=item.link if target.sends_links else "",
            pillar=pillar.name if pillar else None,
            reason=shortlisting.in_words(score),
        )

    def text_for(
        self, item: Item, source: Source, *, network: str, comment: str = "", sentence: Quote | None = None
    ) -> str:
        """Return the text that goes before the item's link on a network.

        A `sentence` of the source takes the title's place where it fits whole.
        """
        return composing.compose(
            item.title,
            source,
            link=item.link,
            limit=limits_of(network).characters,
            length=counter_of(network),
            comment=comment,
            quote=sentence,
        )


def _named(pillars: Collection[Pillar], name: str | None) -> Pillar | None:
    return next((pillar for pillar in pillars if pillar.name == name), None)
