"""Weak signals: notice what many sources suddenly speak of, and offer a post about it.

Runs by itself once an hour. A story is told once, whatever becomes of the alarm; what came with the first
import of a source is no news and raises none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scheduler.domain.curation import Item, Source
from scheduler.domain.errors import InvalidInputError, StateError
from scheduler.domain.people import ENGINE, Actor, Permission
from scheduler.domain.trend import TrendAlert, TrendState
from scheduler.domain.value import Value
from scheduler.services.curating import Draft

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from feeds.trends import Burst, Signal
    from scheduler.domain.clock import Clock
    from scheduler.services.curating import Curating
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

#: An alarm names so many words and items at most.
_MOST_TERMS: Final = 12
_MOST_ITEMS: Final = 50
#: Whose voice a mention is, and what stands between its words: too short to be a word of a trend.
_VOICE: Final = "mention of "
_APART: Final = " a "


class Trend(Value):
    """A trend with what it rests on, for people."""

    alert: TrendAlert
    #: The items that are still kept, of the most trusted sources first.
    items: tuple[Item, ...]
    sources: dict[str, Source]


class TrendProposal(Value):
    """A post about a trend, to be edited and placed by a person."""

    item: Item
    channel: str
    draft: Draft


class TrendWatch:
    """Trends: noticed, shown, dismissed, written about."""

    def __init__(self, store: Store, clock: Clock, *, curating: Curating) -> None:
        self._store = store
        self._clock = clock
        self._curating = curating

    def look(self) -> list[TrendAlert]:
        """Notice what bursts now; return what is told for the first time."""
        from feeds.trends import REST, Rule, Stream  # once an hour, in one process

        now, rule = self._clock.now(), Rule()
        with self._store.read() as unit:
            stream = Stream(_signals(unit, since=now - rule.window - rule.base), rule=rule, only_at=now)
        bursts = stream.bursts(now)
        if not bursts:
            return []
        with self._store.write() as unit:
            return _tell(unit, bursts, unit.trends.since(now - REST), now)

    def open(self) -> list[Trend]:
        """Return the trends that nobody dismissed or made a post of yet, the newest first."""
        with self._store.read() as unit:
            alerts = unit.trends.open()
            used = unit.posts.made_from([item for alert in alerts for item in alert.items])
            return [_trend(unit, alert) for alert in alerts if not used.keys() & set(alert.items)]

    def trend(self, number: int) -> Trend:
        """Return one trend, or raise `UnknownNameError`."""
        with self._store.read() as unit:
            return _trend(unit, unit.trends.get(number))

    def propose(self, number: int, *, channel: str, item: int | None = None) -> TrendProposal:
        """Return a post about a trend: from its most trusted item, or from the named one of its items."""
        known = {each.id: each for each in self.trend(number).items}
        if not known:
            raise StateError(
                "No items of this trend are kept: they are too old, or it rests on mentions alone. "
                "Write a post of your own, or dismiss it."
            )
        if item is not None and item not in known:
            raise InvalidInputError(f"Item {item} is none of this trend's items.")
        chosen = known[item] if item is not None else next(iter(known.values()))
        draft = self._curating.compose(chosen.id, channel=channel)
        return TrendProposal(item=chosen, channel=channel, draft=draft)

    def dismiss(self, actor: Actor, number: int) -> TrendAlert:
        """Put a trend aside; nothing of it is told again while it goes on."""
        actor.require(Permission.CURATE)
        with self._store.write() as unit:
            before = unit.trends.get(number)
            if before.state is TrendState.DISMISSED:
                return before
            after = unit.trends.put(before.model_copy(update={"state": TrendState.DISMISSED}))
            unit.audit.append(actor, "trend.dismissed", f"trend:{number}", at=self._clock.now())
        return after


def _signals(unit: Unit, *, since: datetime) -> Iterator[Signal]:
    """Yield what was said to our channels, and what active sources said; feeds of one owner are one voice."""
    from feeds.trends import Signal  # see `look`

    yield from _mentioned(unit, since=since)
    owners = {source.name: source.owner or source.title for source in unit.sources.proposable()}
    for heard in unit.trends.signals(since=since):
        if heard.source in owners:
            yield Signal(heard.item, owners[heard.source], heard.at, heard.title)


def _mentioned(unit: Unit, *, since: datetime) -> Iterator[Signal]:
    """Yield what others said to our channels: bare words, kept apart so that no two make a pair."""
    from feeds.trends import Signal  # see `look`

    for heard in unit.mentions.since(since):
        voice = f"{_VOICE}{heard.channel} {heard.voice}"
        yield Signal(("mention", heard.id), voice, heard.at, _APART.join(heard.words))


def _tell(
    unit: Unit, bursts: Sequence[Burst], known: Sequence[TrendAlert], now: datetime
) -> list[TrendAlert]:
    """Keep what is new, and note of what is known that it goes on."""
    from feeds.trends import compared, fresh  # see `look`

    told = {compared(term): alert.last_at for alert in reversed(known) for term in alert.terms}
    new = fresh(bursts, told, now=now)
    for burst in bursts:
        lead = compared(burst.terms[0])
        home = next((each for each in known if lead in {compared(term) for term in each.terms}), None)
        if burst not in new and home is not None:
            unit.trends.put(_gone_on(home, burst, now))
    return [_keep(unit, burst, now) for burst in new]


def _keep(unit: Unit, burst: Burst, now: datetime) -> TrendAlert:
    alert = unit.trends.put(
        TrendAlert(
            terms=burst.terms[:_MOST_TERMS],
            items=_numbers(burst),
            publishers=_publishers(burst.publishers),
            z=round(burst.z, 2),
            seen=burst.seen,
            expected=round(burst.expected, 2),
            first_at=now,
            last_at=now,
        )
    )
    told = {"items": len(alert.items), "publishers": len(alert.publishers), "z": alert.z}
    unit.audit.append(ENGINE, "trend.found", f"trend:{alert.id}", at=now, facts=told)
    return alert


def _gone_on(alert: TrendAlert, burst: Burst, now: datetime) -> TrendAlert:
    added = {
        "terms": tuple(dict.fromkeys((*alert.terms, *burst.terms)))[:_MOST_TERMS],
        "items": tuple(dict.fromkeys((*_numbers(burst), *alert.items)))[:_MOST_ITEMS],
        "publishers": tuple(sorted({*alert.publishers, *_publishers(burst.publishers)})),
        "last_at": now,
    }
    return alert.model_copy(update=added)


def _publishers(voices: Iterable[str]) -> tuple[str, ...]:
    """Return the publishers by name; everybody who names one channel is one of them."""
    named = (voice.rpartition(" ")[0] if voice.startswith(_VOICE) else voice for voice in voices)
    return tuple(sorted(set(named)))


def _numbers(burst: Burst) -> tuple[int, ...]:
    return tuple(key for key in burst.evidence if isinstance(key, int))[:_MOST_ITEMS]


def _trend(unit: Unit, alert: TrendAlert) -> Trend:
    sources = {source.name: source for source in unit.sources.all()}
    items = unit.items.some(alert.items)
    kept = [items[number] for number in alert.items if number in items]
    kept.sort(key=lambda item: sources[item.source].trust.value)
    named = {item.source for item in kept}
    return Trend(
        alert=alert,
        items=tuple(kept),
        sources={name: source for name, source in sources.items() if name in named},
    )
