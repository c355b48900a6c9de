"""What the planner says of the network: whom the posts link to, and whom they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scheduler.domain.network import Kind, first_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scheduler.domain.network import Network, Node

NETWORK, NETWORK_ABOUT = "Network", "Whom your posts link to and name, and whom they do not."

LAST_MONTH: Final = "Last month shown"
SPAN: Final = "How many months"
SPANS: Final = ("1", "3", "6", "12")
SPAN_AT_FIRST: Final = "3"
KIND: Final = "Whom"
KINDS: Final = {
    "source": "Trusted sources",
    "site": "Partners and other sites",
    "community": "Communities",
    "expert": "Experts",
}
ONE_OF: Final = {
    "source": "trusted source",
    "site": "site",
    "community": "community",
    "expert": "expert",
}

DRAWING: Final = "The network as a drawing; the table below says the same."
FRAME: Final = "The drawing of the network"
READ_DRAWING: Final = (
    "In the middle stand your channels. The more links, the wider the line; a dashed line is planned, and "
    "nothing of it went out yet. A hollow mark has no link."
)
NOTHING: Final = "No post of these months links to anybody."
NOTHING_STEP: Final = (
    "Accept an item in the inbox, put a link, a community's tag or an expert's name into a post, or choose "
    "other months above."
)
NO_CHANNEL: Final = "There is no channel yet."
NO_CHANNEL_STEP: Final = "Add one under Settings, Channels: the map shows whom its posts link to."
WHITE: Final = "White spots"
NO_WHITE: Final = "None in these months: everybody here is linked to from some post."
NO_SOURCE: Final = (
    "You trust no source yet. Add some under Sources: their items become posts that link to them."
)
TABLE: Final = "Links by month"
OTHERS: Final = "All others"

_NAMED = 8
_STEPS: Final = {
    "source": "Accept an item of theirs in the inbox, or switch off under Sources whom you no longer need.",
    "community": "Put the tag into a post on their topic, once you know who speaks under it.",
    "expert": "Name them in a post on one of their topics.",
    "channel": "Accept an item in the inbox, or put a link, a tag or an expert's name into its next post.",
}
_UNUSED: Final = {
    "source": ("trusted source was not used", "trusted sources were not used"),
    "community": ("community was not addressed", "communities were not addressed"),
    "expert": ("expert was not named", "experts were not named"),
    "channel": ("channel links to nobody", "channels link to nobody"),
}


TO_INBOX: Final = "Go to the inbox"
_INBOX = ("inbox", TO_INBOX, "inbox")
_SOURCES = ("sources", "Go to the sources", "rss_feed")
#: Where the next step is taken: the page, what leads there, its icon.
WAYS: Final = {
    "none": (_SOURCES,),
    "source": (_INBOX, _SOURCES),
    "community": (("occasions", "Go to the communities", "celebration"),),
    "expert": (("experts", "Go to the experts", "record_voice_over"),),
    "channel": (_INBOX,),
}


def month(name: str) -> str:
    """Write a month given as `YYYY-MM`."""
    return f"{first_of(name):%B %Y}"


def span(months: Sequence[str]) -> str:
    """Write the months from the first to the last."""
    first, last = first_of(months[0]), first_of(months[-1])
    if first == last:
        return f"in {last:%B %Y}"
    begin = f"{first:%B}" if first.year == last.year else f"{first:%B %Y}"
    return f"from {begin} to {last:%B %Y}"


def about(found: Network) -> str:
    """Say how many links there are, and what counts as one."""
    total, out = found.of_months.total(), sum(tie.out for tie in found.ties)
    return (
        f"{links(total)} {span(found.months)}, drafts and planned posts included; {out:,} of them went out. "
        "A link is one post and one of those it leads to or names; proposals and links to your own site do "
        "not count."
    )


def left(drawn: int, rest: int, count: int) -> str:
    """Say how much is not drawn."""
    others = "1 other has" if rest == 1 else f"{rest:,} others have"
    return f"{drawn} are drawn, the busiest first; {others} {links(count) if count else 'no link'}."


def node(each: Node, count: int) -> str:
    """Name a node with its number of links."""
    return f"{each.title}, {ONE_OF[each.kind.value]}: {links(count) if count else 'no link'}"


def short(each: Node) -> str:
    """Name a node in a list; of a community its tag alone."""
    return each.title.partition(" · ")[0] if each.kind is Kind.COMMUNITY else each.title


def channel(title: str, count: int) -> str:
    """Name a channel with its number of links."""
    return f"{title}, channel: {links(count) if count else 'no link'}"


def line(channel_title: str, name: str, posts: int, out: int) -> str:
    """Name a line with its number of links."""
    return f"{channel_title} and {name}: {links(posts)}, {out:,} of them out"


def links(count: int) -> str:
    """Count links."""
    return "1 link" if count == 1 else f"{count:,} links"


def white(kind: str, names: Sequence[str], when: str) -> str:
    """Name whom no post links to, at most a few of them."""
    one, many = _UNUSED[kind]
    who = f"1 {one}" if len(names) == 1 else f"{len(names):,} {many}"
    return f"{who} {when}: {_listed(names)}."


def step(kind: str) -> str:
    """Say what to do about it."""
    return _STEPS[kind]


def number(count: int) -> str:
    """Write a count of the table, where none is a dash."""
    return f"{count:,}" if count else "–"  # noqa: RUF001 - none


def heads(months: Iterable[str]) -> tuple[str, ...]:
    """Head the table."""
    return ("Linked to", "What", *(f"{first_of(each):%b %Y}" for each in months), "Links", "Out", "On")


def on(titles: Iterable[tuple[str, int]]) -> str:
    """List channels with the number of links of each."""
    return ", ".join(f"{title} {count:,}" for title, count in titles) or "–"  # noqa: RUF001 - none


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - _NAMED
    shown = ", ".join(names[:_NAMED])
    return f"{shown} and {rest:,} more" if rest > 0 else shown
