"""Map the network: whom the posts of some months lead to or name, and whom they do not; the database counts.

An expert stands on the map as long as they agree to be named today. Links to our own domains are none.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.network import (
    End,
    Kind,
    Network,
    Node,
    Tie,
    first_after,
    first_of,
    months_up_to,
    site_of,
)
from scheduler.domain.people import Permission
from scheduler.domain.plan import wall_clock
from scheduler.domain.post import OCCUPYING, PostState
from scheduler.services.communities import register
from scheduler.store.network_counts import Stretch

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from scheduler.domain.clock import Clock
    from scheduler.domain.curation import Source
    from scheduler.domain.people import Actor
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

#: Who picks whom to link to, or says who is trusted, has a use for the map.
READERS: Final = frozenset({Permission.CURATE, Permission.SET_UP})
#: The most months that are told of at once.
LONGEST: Final = 24
#: What somebody took up: a proposal that nobody looked at links to nobody.
_COUNTED = OCCUPYING - {PostState.PROPOSED}
_KINDS = tuple(Kind)


class NetworkMaps:
    """The map maker."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def network(
        self,
        actor: Actor,
        last: date,
        months: int,
        *,
        channels: Collection[str] = (),
        kinds: Collection[Kind] = (),
    ) -> Network:
        """Return the network of the `months` that end with the one of `last`; no channel or kind means all.

        A draft counts, a proposal does not. Raises `NotAllowedError` for who neither curates nor sets up,
        `UnknownNameError` for an unknown channel.
        """
        if not any(map(actor.may_somewhere, READERS)):
            actor.require(Permission.CURATE)
        if not 1 <= months <= LONGEST:
            raise InvalidInputError(f"Choose from 1 to {LONGEST} months.")
        spelled, wanted = months_up_to(last, months), frozenset(kinds or _KINDS)
        stretch = Stretch(first_of(spelled[0]), first_after(spelled[-1]), _COUNTED, tuple(channels))
        with self._store.read() as unit:
            for name in channels:
                unit.plan.channel(name)
            known = tuple(each.name for each in unit.plan.channels())
            linked, leading = _linked(unit, stretch)
            named, saying = self._named(unit, stretch, wanted)
        nodes = [each for each in (*linked, *named) if each.kind in wanted]
        return Network(
            months=spelled,
            channels=tuple(name for name in known if not channels or name in channels),
            nodes=tuple(sorted(nodes, key=_place)),
            ties=tuple(tie for tie in (*leading, *saying) if tie.kind in wanted),
        )

    def _named(self, unit: Unit, stretch: Stretch, wanted: Collection[Kind]) -> tuple[list[Node], list[Tie]]:
        """Return the communities and experts, and what names them."""
        nodes: list[Node] = []
        said: list[tuple[End, str]] = []
        if Kind.COMMUNITY in wanted:
            for each in register(unit):
                if each.active:
                    title = f"#{each.tag}" + (f" · {each.title}" if each.title else "")
                    nodes.append(Node(kind=Kind.COMMUNITY, key=each.key, title=title))
                    said.append((End(Kind.COMMUNITY, each.key), f"#{each.tag}"))
        if Kind.EXPERT in wanted:
            today = wall_clock(self._clock.now(), unit.plan.zone()).date()
            for expert in unit.experts.all():
                if expert.agrees_on(today):
                    nodes.append(Node(kind=Kind.EXPERT, key=str(expert.id), title=expert.name))
                    spelled = (expert.name, f"@{expert.handle}" if expert.handle else "")
                    said += [(End(Kind.EXPERT, str(expert.id)), each) for each in spelled if each]
        ends = {":".join(end): end for end, _ in said}
        rows = unit.network_counts.saying(stretch, [(":".join(end), words) for end, words in said])
        return nodes, [_tie(row.channel, ends[row.key], row.month, row.posts, row.out) for row in rows]


class _Sites:
    """Tells whose a link is."""

    def __init__(self, sources: Iterable[Source], own: Iterable[str]) -> None:
        self._owners: dict[str, set[str]] = defaultdict(set)
        for source in sources:
            for domain in source.domains:
                self._owners[site_of(domain)].add(source.name)
        self._own = frozenset(map(site_of, own))

    def end(self, host: str) -> End | None:
        """Return the source whose domain it is, or the site; `None` for our own and for none at all.

        A domain that several sources share is a site: a link does not tell which of them is meant.
        """
        site = site_of(host)
        labels = site.split(".")
        above = [".".join(labels[place:]) for place in range(len(labels))]
        if not site or not self._own.isdisjoint(above):
            return None
        domain = next((each for each in above if each in self._owners), "")
        owners = self._owners[domain] if domain else set()
        return End(Kind.SOURCE, next(iter(owners))) if len(owners) == 1 else End(Kind.SITE, domain or site)


def _linked(unit: Unit, stretch: Stretch) -> tuple[list[Node], list[Tie]]:
    """Return the sources and sites, and what leads to them."""
    organisation, sources = unit.plan.organisation(), unit.sources.all()
    sites = _Sites(sources, organisation.domains if organisation else ())
    counts: dict[tuple[str, End, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for row in unit.network_counts.leading(stretch):
        end = End(Kind.SOURCE, row.source) if row.source else sites.end(row.host or "")
        if end is not None:
            posts, out = counts[row.channel, end, row.month]
            counts[row.channel, end, row.month] = (posts + row.posts, out + row.out)
    linked = {end for _, end, _ in counts}
    nodes = [
        Node(kind=Kind.SOURCE, key=each.name, title=each.title or each.name)
        for each in sources
        if each.active or End(Kind.SOURCE, each.name) in linked
    ]
    nodes += [Node(kind=end.kind, key=end.key, title=end.key) for end in linked if end.kind is Kind.SITE]
    return nodes, [_tie(channel, end, month, *pair) for (channel, end, month), pair in counts.items()]


def _tie(channel: str, end: End, month: str, posts: int, out: int) -> Tie:
    return Tie(channel=channel, kind=end.kind, key=end.key, month=month, posts=posts, out=out)


def _place(node: Node) -> tuple[int, str, str]:
    return _KINDS.index(node.kind), node.title.casefold(), node.key
