"""The network of the organisation: whom its posts lead to or name, on which channels, month by month.

A link is one post of a channel and one of those whom it leads to, or names. Pure: it is put together
from counts, and knows no post.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from scheduler.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable

_Key = TypeVar("_Key")
_MONTHS = 12
#: So many of each kind that nothing links to are drawn: all of them are named in words.
_IDLE = 4


class Kind(StrEnum):
    """What stands at one end of a link; a channel of our own stands at the other."""

    SOURCE = "source"
    """A trusted source: a post was made from what it said, or leads to its domain."""
    SITE = "site"
    """A partner or any other site that a post leads to: the domain of no single source."""
    COMMUNITY = "community"
    """A community whose tag stands in a post."""
    EXPERT = "expert"
    """An expert of our own whose name or account stands in a post."""


class Node(Value):
    """Somebody whom posts may lead to or name."""

    kind: Kind
    #: Unique within its kind.
    key: str
    title: str


class Tie(Value):
    """The links between one channel and one node in one month."""

    channel: str
    kind: Kind
    key: str
    #: `YYYY-MM`, by the wall clock of the posts.
    month: str
    posts: int
    #: How many of these are out.
    out: int


class End(NamedTuple):
    """What names a node."""

    kind: Kind
    key: str


class Line(NamedTuple):
    """All links between one channel and one node."""

    channel: str
    end: End
    posts: int
    out: int


class Drawing(NamedTuple):
    """As much of a network as one can look at, the busiest first, and what is left out of it."""

    channels: tuple[str, ...]
    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    #: Channels and nodes that are left out, and the links that are not drawn for it.
    left: int
    links_left: int


class Network(Value):
    """Whom the channels link to in some months, and whom they do not."""

    #: `YYYY-MM`, the first one first.
    months: tuple[str, ...]
    #: Names of the channels that are looked at.
    channels: tuple[str, ...]
    #: Everybody who may be linked to, and the sites that are; by kind and title.
    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]

    @cached_property
    def of_nodes(self) -> Counter[End]:
        """The number of links of each node."""
        return _count(Counter(), ((End(tie.kind, tie.key), tie.posts) for tie in self.ties))

    @cached_property
    def of_channels(self) -> Counter[str]:
        """The number of links of each channel."""
        return _count(Counter(), ((tie.channel, tie.posts) for tie in self.ties))

    @cached_property
    def of_months(self) -> Counter[str]:
        """The number of links in each month."""
        return _count(Counter(), ((tie.month, tie.posts) for tie in self.ties))

    @property
    def lines(self) -> tuple[Line, ...]:
        """The links of each channel and node over all months, the most first."""
        pairs: dict[tuple[str, End], tuple[int, int]] = {}
        for tie in self.ties:
            pair = (tie.channel, End(tie.kind, tie.key))
            posts, out = pairs.get(pair, (0, 0))
            pairs[pair] = (posts + tie.posts, out + tie.out)
        found = [Line(channel, end, posts, out) for (channel, end), (posts, out) in pairs.items()]
        return tuple(sorted(found, key=lambda each: (-each.posts, each.channel, each.end)))

    def white(self, kind: Kind) -> tuple[Node, ...]:
        """Return the nodes of a kind that no post links to."""
        return tuple(each for each in self.nodes if each.kind is kind and not self.of_nodes[_end(each)])

    @property
    def silent(self) -> tuple[str, ...]:
        """The channels that link to nobody."""
        return tuple(each for each in self.channels if not self.of_channels[each])

    def drawing(self, most: int) -> Drawing:
        """Return the `most` busiest of channels and nodes, and the lines between these.

        Where there is room, a few of each kind that nothing links to stand with them, and idle channels.
        """
        counts = [(self.of_channels[each], each) for each in self.channels]
        ranked: list[tuple[int, str | Node]] = [*counts, *((self.of_nodes[_end(n)], n) for n in self.nodes)]
        ranked.sort(key=lambda each: -each[0])
        idle = Counter[Kind]()
        shown: list[str | Node] = []
        for count, each in ranked:
            if not count and isinstance(each, Node):
                idle[each.kind] += 1
                if idle[each.kind] > _IDLE:
                    continue
            shown.append(each)
        shown = shown[:most]
        channels = tuple(each for each in shown if isinstance(each, str))
        nodes = tuple(each for each in shown if isinstance(each, Node))
        ends = {_end(node) for node in nodes}
        lines = tuple(each for each in self.lines if each.channel in channels and each.end in ends)
        drawn = sum(each.posts for each in lines)
        return Drawing(channels, nodes, lines, len(ranked) - len(shown), self.of_months.total() - drawn)


def months_up_to(last: date, count: int, *, ahead: int = 0) -> tuple[str, ...]:
    """Return the `count` months that end `ahead` months after the one of `last`, as `YYYY-MM`."""
    end = last.year * _MONTHS + last.month + ahead
    return tuple(f"{each // _MONTHS:04}-{each % _MONTHS + 1:02}" for each in range(end - count, end))


def first_of(month: str) -> date:
    """Return the first day of a month written as `YYYY-MM`; raises `ValueError` for anything else."""
    return date.fromisoformat(f"{month}-01")


def first_after(month: str) -> date:
    """Return the day after the last one of a month written as `YYYY-MM`."""
    return (first_of(month) + timedelta(days=32)).replace(day=1)


def site_of(host: str) -> str:
    """Return the name of a site by the host of a link: small letters, no port, no `www.`."""
    return host.lower().partition("?")[0].partition("#")[0].partition(":")[0].removeprefix("www.").strip(".")


def _count(numbers: Counter[_Key], pairs: Iterable[tuple[_Key, int]]) -> Counter[_Key]:
    for key, number in pairs:
        numbers[key] += number
    return numbers


def _end(node: Node) -> End:
    return End(node.kind, node.key)
