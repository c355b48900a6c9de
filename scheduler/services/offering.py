"""From a shortlist to candidates: what each item is worth, on which days it is wanted, where it may stand.

Pure but for what it is handed. Topics that were understood come before words that were found; where
neither is known of an item, it is no candidate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from feeds import rank
from feeds.links import belongs_to
from scheduler.domain.choice import Candidate, Fit, WantedOn
from scheduler.services.licensing import takers
from scheduler.services.shortlisting import (
    dated,
    fits_of,
    is_in_time,
    keeps,
    kind_of,
    story_of,
    theme_of,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from scheduler.domain.curation import Item, Source
    from scheduler.domain.observances import ObservedDay
    from scheduler.domain.plan import Channel
    from scheduler.domain.reading import Reading
    from scheduler.domain.relevance import Relevance
    from scheduler.services.shortlisting import Shortlist

#: One word in passing is no fit: a pillar counts that fits about as well as the best one.
_NEARLY: Final = 0.75
#: An understood topic less likely than this is none.
_LIKELY: Final = 0.3


def candidates_of(
    found: Shortlist,
    now: datetime,
    *,
    relevances: Mapping[int, Relevance],
    readings: Mapping[int, Reading],
    days: Sequence[ObservedDay],
    channels: Collection[Channel] = (),
) -> list[Candidate]:
    """Return the items that may be proposed at `now`, each for those of `channels` that take its licence."""
    made = (
        _candidate(
            item,
            found,
            now,
            relevance=relevances.get(item.id),
            reading=readings.get(item.id),
            days=days,
            channels=channels,
        )
        for item in found.items
        if not found.is_settled(item)
    )
    return [candidate for candidate in made if candidate is not None and candidate.fits]


def _candidate(
    item: Item,
    found: Shortlist,
    now: datetime,
    *,
    relevance: Relevance | None,
    reading: Reading | None,
    days: Sequence[ObservedDay],
    channels: Collection[Channel],
) -> Candidate | None:
    source = found.sources[item.source]
    if not is_in_time(item, source, now) or (source.domains and not belongs_to(item.link, source.domains)):
        return None
    fits = _fits(item, source, found, reading)
    return Candidate(
        item=item.id,
        story=story_of(item),
        source=source.name,
        owner=source.owner or source.title,
        trust=source.trust,
        worth=rank.TRUST[source.trust.value],
        relevance=relevance.value if relevance else 1.0,
        relevant=relevance.parts if relevance else (),
        born=item.published or item.first_seen - rank.UNDATED,
        is_dated=item.published is not None,
        half_life=rank.HALF_LIFE[kind_of(source)],
        good_until=dated(item) + 2 * keeps(item, source),
        fits=fits,
        theme=theme_of(fits),
        wanted=tuple(_wanted(item, days)),
        weekly_cap=source.weekly_cap,
        channels=takers(source, channels),
        needs_clinician=source.needs_clinician,
    )


def _fits(item: Item, source: Source, found: Shortlist, reading: Reading | None) -> tuple[Fit, ...]:
    """Return the pillars an item fits about as well as its best one, best first."""
    known = {pillar.name for pillar in found.pillars}
    understood = [
        Fit(pillar=name, value=min(likely, 1.0), words=reading.topic_words.get(name, ()))
        for name, likely in (reading.topics.items() if reading else ())
        if reading is not None and name in known and likely >= _LIKELY
    ]
    fits = sorted(understood, key=lambda fit: (-fit.value, fit.pillar or "")) or fits_of(
        item, source, found.pillars
    )
    return tuple(fit for fit in fits if fit.value >= _NEARLY * fits[0].value)


def _wanted(item: Item, days: Sequence[ObservedDay]) -> Iterator[WantedOn]:
    """Yield the days whose subject an item speaks of."""
    words = tuple(dict.fromkeys(topic.lower() for day in days for topic in day.topics))
    heard = set(rank.fit(f"{item.title}\n{item.summary}", words).matched) if words else set()
    for day in days:
        if heard.intersection(topic.lower() for topic in day.topics):
            yield WantedOn(name=day.name, first=day.first, last=day.last, weight=day.weight)
