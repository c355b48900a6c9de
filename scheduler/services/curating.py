"""Sources and what they say: add and ask them, sift the inbox, make a post's text from an item.

Everything that reaches a person here carries its reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectors import limits_of
from connectors.weigh import weighted_length
from scheduler.domain.curation import Item, ItemState, Source
from scheduler.domain.people import Actor, Permission
from scheduler.domain.post import ReasonPart
from scheduler.domain.value import Value
from scheduler.services import composing, shortlisting
from scheduler.services.registering import Register

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from scheduler.domain.choice import Fit
    from scheduler.domain.plan import Pillar
    from scheduler.services.shortlisting import Shortlist

#: The rough order and the exact one differ a little; so many times the entries are looked at exactly.
_SPARE = 2


class InboxEntry(Value):
    """One story as it waits for a person: its best item, and why it stands where it stands."""

    item: Item
    source: Source
    score: float
    reason: tuple[ReasonPart, ...]
    #: The pillar it fits best, if any.
    pillar: str | None = None
    #: The same story as other sources tell it.
    others: tuple[Item, ...] = ()


class Draft(Value):
    """A post's content made from an item, to be edited and placed by a person."""

    text: str
    #: Empty where the channel sends no links.
    link: str
    pillar: str | None
    reason: tuple[ReasonPart, ...]


class Curating(Register):
    """What comes in: the register of sources, and the inbox of what they said."""

    # items

    def inbox(self, *, limit: int = 50, pillar: str | None = None) -> list[InboxEntry]:
        """Return the stories that nobody used or rejected, best first, one entry each."""
        now = self._clock.now()
        with self._store.read() as unit:
            if pillar is not None:
                unit.plan.pillar(pillar)
            found = shortlisting.shortlist(unit, now=now, until=now + shortlisting.HORIZON)
        offered = self._offered(found, pillar)
        stories: dict[int, InboxEntry] = {}
        for item, fit in offered:
            if len(stories) >= _SPARE * limit:
                break
            if shortlisting.story_of(item) not in stories:
                stories[shortlisting.story_of(item)] = _entry(found, item, fit, now=now)
        return sorted(stories.values(), key=_best_first)[:limit]

    def item(self, item_id: int) -> Item:
        """Return one item, or raise `UnknownNameError`."""
        with self._store.read() as unit:
            return unit.items.get(item_id)

    def reject(self, actor: Actor, item_id: int) -> None:
        """Decide against an item: its story is not offered again."""
        self._decide(actor, item_id, ItemState.REJECTED, "item.rejected")

    def restore(self, actor: Actor, item_id: int) -> None:
        """Offer a rejected or used item again."""
        self._decide(actor, item_id, ItemState.NEW, "item.restored")

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

    def text_for(self, item: Item, source: Source, *, network: str, comment: str = "") -> str:
        """Return the text that goes before the item's link on a network."""
        return composing.compose(
            item.title,
            source,
            link=item.link,
            limit=limits_of(network).characters,
            length=weighted_length,
            comment=comment,
        )

    # steps

    def _offered(self, found: Shortlist, wanted: str | None) -> list[tuple[Item, Fit | None]]:
        """Return the items a person may choose, about best first, each with the pillar it fits best."""
        now = self._clock.now()
        told = {post.story for post in found.placed}
        offered = []
        for item in found.items:
            source = found.sources[item.source]
            if shortlisting.story_of(item) in told or found.is_settled(item):
                continue
            if not shortlisting.is_in_time(item, source, now):
                continue
            fits = shortlisting.fits_of(item, source, found.pillars)
            fit = next((fit for fit in fits if wanted in {None, fit.pillar}), None)
            if fit is not None or wanted is None:
                worth = shortlisting.roughly(item, source, fit, now=now)
                offered.append((-worth, item.id, item, fit))
        return [(item, fit) for *_, item, fit in sorted(offered, key=lambda each: each[:2])]

    def _decide(self, actor: Actor, item_id: int, state: ItemState, action: str) -> None:
        actor.require(Permission.CURATE)
        with self._store.write() as unit:
            unit.items.get(item_id)
            unit.items.set_state(item_id, state)
            unit.audit.append(actor, action, f"item:{item_id}", at=self._clock.now())


def _entry(found: Shortlist, item: Item, fit: Fit | None, *, now: datetime) -> InboxEntry:
    source = found.sources[item.source]
    pillar = _named(found.pillars, fit.pillar if fit else None)
    score = shortlisting.scored(item, source, pillar, now=now, last_used=found.last_used(item))
    story = found.stories[shortlisting.story_of(item)]
    return InboxEntry(
        item=item,
        source=source,
        score=score.total,
        reason=shortlisting.in_words(score),
        pillar=pillar.name if pillar else None,
        others=tuple(each for each in story if each.id != item.id),
    )


def _best_first(entry: InboxEntry) -> tuple[float, float, int]:
    at = entry.item.published or entry.item.first_seen
    return (-entry.score, -at.timestamp(), entry.item.id)


def _named(pillars: Collection[Pillar], name: str | None) -> Pillar | None:
    return next((pillar for pillar in pillars if pillar.name == name), None)
