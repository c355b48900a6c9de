"""The inbox: one entry for each open story, best first, each with the reason why it stands there.

What costs time, reading thousands of items and finding what they are worth, is done once and kept until
items come or change; what was decided meanwhile is looked up for every answer. So the order stays as it is
while somebody works through it, and nothing that was decided is shown again.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol

from feeds import rank
from feeds.links import belongs_to
from scheduler.domain.choice import Fit
from scheduler.domain.curation import Alarm, Item, Source, SourceHealth
from scheduler.domain.post import ReasonPart
from scheduler.domain.value import Value
from scheduler.services import shortlisting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from scheduler.domain.clock import Clock
    from scheduler.domain.relevance import Relevance
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

#: The rough order and the exact one differ a little; so many times the entries are looked at exactly.
_SPARE: Final = 2
#: What matters least still stands in the order of its age.
_LEAST: Final = 0.02
#: Freshness fades slowly: an order is good for so long, if nothing comes.
_KEEPS: Final = timedelta(minutes=10)


class Ranks(Protocol):
    """Who says how much items matter to this organisation."""

    def relevances(self, unit: Unit, items: Sequence[Item]) -> dict[int, Relevance]:
        """Return how much each of `items` matters, by its number, with the reasons in words."""


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
    #: How its source is doing.
    health: SourceHealth
    #: Its link leads to another site than its source's: the filler leaves it, a person may take it.
    leads_elsewhere: bool = False


@dataclass(frozen=True)
class _Order:
    """The items that may be offered, about best first, as they stood when `stamp` was read."""

    stamp: tuple[object, ...]
    at: datetime
    items: tuple[Item, ...]
    stories: dict[int, tuple[Item, ...]]
    relevances: dict[int, Relevance]


class Inbox:
    """What the sources said and nobody decided on. May be used from any thread."""

    def __init__(self, store: Store, clock: Clock, ranking: Ranks | None = None) -> None:
        self._store = store
        self._clock = clock
        self._ranking = ranking
        self._kept: _Order | None = None

    def entries(
        self, *, limit: int, pillar: str | None, source: str | None, among: Collection[int] | None
    ) -> list[InboxEntry]:
        """Return the open stories, best first; of one pillar, of one source, or among some items only."""
        with self._store.read() as unit:
            if pillar is not None:
                unit.plan.pillar(pillar)
            if source is not None:
                unit.sources.get(source)
            desk = _Desk(unit, now=self._clock.now())
            order = self._order(unit, desk)
            closed, refused = unit.inbox.settled()
        wanted = _Wanted(pillar, source, frozenset(among) if among is not None else None)
        found: dict[int, InboxEntry] = {}
        for item, fit in _open(order, desk, wanted, closed, refused | desk.told.keys()):
            if len(found) >= _SPARE * limit:
                break
            story = shortlisting.story_of(item)
            if story not in found:
                relevance = order.relevances.get(item.id)
                found[story] = desk.entry(item, fit, order.stories[story], relevance)
        return sorted(found.values(), key=_best_first)[:limit]

    def entry(self, item_id: int) -> InboxEntry:
        """Return one item as it would stand in the inbox, whatever was decided on it."""
        with self._store.read() as unit:
            item = unit.items.get(item_id)
            desk = _Desk(unit, now=self._clock.now())
            source = unit.sources.get(item.source)
            story = unit.items.of_story(item.story) if item.story else [item]
            relevances = self._ranking.relevances(unit, [item]) if self._ranking else {}
        desk.sources.setdefault(source.name, source)
        fits = desk.fits(item)
        return desk.entry(item, fits[0] if fits else None, story, relevances.get(item.id))

    def _order(self, unit: Unit, desk: _Desk) -> _Order:
        stamp = (*unit.inbox.stamp(), tuple(desk.sources.values()), desk.pillars)
        kept = self._kept
        if kept is None or kept.stamp != stamp or desk.now - kept.at > _KEEPS or desk.now < kept.at:
            kept = self._kept = _ordered(unit, desk, stamp, self._ranking)
        return kept


class _Desk:
    """What is needed to judge any item: sources that may speak, pillars, what was told."""

    def __init__(self, unit: Unit, *, now: datetime) -> None:
        self.now = now
        self.sources = {source.name: source for source in unit.sources.proposable()}
        self.pillars = tuple(unit.plan.pillars())
        self.told = unit.inbox.told(since=now - rank.REST)
        self._healths = unit.sources.healths()

    def fits(self, item: Item) -> tuple[Fit, ...]:
        """Return the pillars that an item fits, best first."""
        return shortlisting.fits_of(item, self.sources[item.source], self.pillars)

    def entry(
        self, item: Item, fit: Fit | None, story: Sequence[Item], relevance: Relevance | None
    ) -> InboxEntry:
        """Return an item with what it is worth and why."""
        source = self.sources[item.source]
        pillar = next((each for each in self.pillars if fit and each.name == fit.pillar), None)
        last_used = self.told.get(shortlisting.story_of(item))
        score = shortlisting.scored(item, source, pillar, now=self.now, last_used=last_used)
        return InboxEntry(
            item=item,
            source=source,
            score=_total(score, relevance),
            reason=_why(score, relevance),
            pillar=pillar.name if pillar else None,
            others=tuple(each for each in story if each.id != item.id),
            health=self._healths.get(source.name) or SourceHealth(source=source.name, alarm=Alarm.NONE),
            leads_elsewhere=bool(source.domains) and not belongs_to(item.link, source.domains),
        )


@dataclass(frozen=True)
class _Wanted:
    """What is asked for; `None` asks for all."""

    pillar: str | None
    source: str | None
    among: frozenset[int] | None

    def may_have(self, item: Item) -> bool:
        """Tell whether an item is asked for, whatever it fits."""
        return self.source in {None, item.source} and (self.among is None or item.id in self.among)

    def fit(self, fits: tuple[Fit, ...]) -> tuple[bool, Fit | None]:
        """Tell whether what fits these pillars is asked for, and the pillar it stands for."""
        fit = next((fit for fit in fits if self.pillar in {None, fit.pillar}), None)
        return fit is not None or self.pillar is None, fit


def _why(score: rank.Score, relevance: Relevance | None) -> tuple[ReasonPart, ...]:
    """Return the parts that make up what an item is worth, in words."""
    parts = shortlisting.in_words(score)
    if relevance is None or not relevance.parts:
        return parts
    return (*(part for part in parts if part.name != "fit"), *relevance.parts)


def _total(score: rank.Score, relevance: Relevance | None) -> float:
    """Return what an item is worth; what it matters takes the place of the words it shares with a pillar."""
    if relevance is None or not relevance.parts:
        return score.total
    others: list[float] = [part.value for part in score.parts if part.name != "fit"]
    return math.prod(others) * max(relevance.value, _LEAST)


def _ordered(unit: Unit, desk: _Desk, stamp: tuple[object, ...], ranking: Ranks | None) -> _Order:
    """Read the items that are young enough to be offered and put them into their rough order."""
    everything = unit.items.since(desk.now - shortlisting.HORIZON)
    stories: defaultdict[int, list[Item]] = defaultdict(list)
    for item in everything:
        stories[shortlisting.story_of(item)].append(item)
    young = [item for item in everything if _may_be_offered(item, desk)]
    relevances = ranking.relevances(unit, young) if ranking else {}
    rough = {item.id: _roughly(item, desk, relevances.get(item.id)) for item in young}
    items = tuple(sorted(young, key=lambda item: (-rough[item.id], item.id)))
    by_number = {number: tuple(story) for number, story in stories.items()}
    return _Order(stamp, desk.now, items, by_number, relevances)


def _roughly(item: Item, desk: _Desk, relevance: Relevance | None) -> float:
    """Return about what an item is worth. Which pillar it fits is asked only for what comes into sight."""
    if relevance is not None and relevance.parts:
        meant: Fit | None = Fit(pillar=None, value=max(relevance.value, _LEAST))
    else:
        meant = next(iter(desk.fits(item)), None)
    return shortlisting.roughly(item, desk.sources[item.source], meant, now=desk.now)


def _may_be_offered(item: Item, desk: _Desk) -> bool:
    source = desk.sources.get(item.source)
    if source is None or not shortlisting.is_in_time(item, source, desk.now):
        return False
    return shortlisting.is_welcome(item, source)


def _open(
    order: _Order, desk: _Desk, wanted: _Wanted, closed: set[int], settled: Collection[int]
) -> Iterator[tuple[Item, Fit | None]]:
    for item in order.items:
        if item.id in closed or shortlisting.story_of(item) in settled or not wanted.may_have(item):
            continue
        is_wanted, fit = wanted.fit(desk.fits(item))
        if is_wanted:
            yield item, fit


def _best_first(entry: InboxEntry) -> tuple[float, float, int]:
    at = entry.item.published or entry.item.first_seen
    return (-entry.score, -at.timestamp(), entry.item.id)
