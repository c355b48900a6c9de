"""Which sources a channel takes by their licence: a hard rule of filling, and what it leaves out.

A rule binds what is proposed, not what a person writes; own posts that go out again are nobody else's words.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scheduler.domain.licences import known_licence, licence
from scheduler.domain.people import Permission
from scheduler.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from scheduler.domain.clock import Clock
    from scheduler.domain.curation import Item, Source
    from scheduler.domain.people import Actor
    from scheduler.domain.plan import Channel
    from scheduler.store.database import Store


class Refused(Value):
    """What was not proposed for a channel, and why."""

    channel: str
    #: Title of the source.
    source: str
    #: How many of its items.
    items: int
    why: str


class Licensing:
    """The licences that channels take."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def take(self, actor: Actor, channel: str, licences: Iterable[str]) -> Channel:
        """Say which licences of sources proposals for a channel may stand under; none named is any."""
        actor.require(Permission.SET_UP, on=channel)
        wanted = tuple(dict.fromkeys(known_licence(name).name for name in licences))
        with self._store.write() as unit:
            before = unit.plan.channel(channel)
            if before.licences == wanted:
                return before
            after = before.model_copy(update={"licences": wanted})
            unit.plan.change_channel(after)
            told = {"licences": " ".join(wanted)}
            unit.audit.append(
                actor, "channel.licences_set", f"channel:{channel}", at=self._clock.now(), facts=told
            )
        return after


def takes(channel: Channel, source: Source) -> bool:
    """May a proposal for a channel be made from a source?"""
    return not channel.licences or licence(source.licence).name in channel.licences


def takers(source: Source, channels: Collection[Channel]) -> tuple[str, ...] | None:
    """Return the channels that take a source, `None` for all of them."""
    names = tuple(channel.name for channel in channels if takes(channel, source))
    return names if len(names) < len(channels) else None


def refused(channels: Sequence[Channel], sources: Collection[Source], items: Iterable[Item]) -> list[Refused]:
    """Return what the licences that channels take leave out, in words for people."""
    counts = Counter(item.source for item in items)
    return [
        Refused(
            channel=channel.name,
            source=source.title,
            items=counts[source.name],
            why=f"{channel.title} takes only {_listed(channel.licences)}; this is “{_title(source.licence)}”",
        )
        for channel in channels
        for source in sources
        if counts[source.name] and not takes(channel, source)
    ]


def _title(name: str) -> str:
    return licence(name).title


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"“{_title(name)}”" for name in names)
