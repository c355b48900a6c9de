"""What the planner says of the network: whom the posts link to, and whom they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scheduler.domain.network import Kind, first_of
from ui import moments
from ui.language import gettext as _
from ui.language import ngettext, number, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scheduler.domain.network import Network, Node

words_of(__name__)


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
STEPS: Final = {
    "source": "Accept an item of theirs in the inbox, or switch off under Sources whom you no longer need.",
    "community": "Put the tag into a post on their topic, once you know who speaks under it.",
    "expert": "Name them in a post on one of their topics.",
    "channel": "Accept an item in the inbox, or put a link, a tag or an expert's name into its next post.",
}
TO_INBOX: Final = "Go to the inbox"
TO_SOURCES: Final = "Go to the sources"
TO_COMMUNITIES: Final = "Go to the communities"
TO_EXPERTS: Final = "Go to the experts"


def month(name: str) -> str:
    """Write a month given as `YYYY-MM`."""
    return moments.month_of(first_of(name))


def span(months: Sequence[str]) -> str:
    """Write the months from the first to the last."""
    first, last = first_of(months[0]), first_of(months[-1])
    if first == last:
        return _("in {month}").format(month=moments.month_of(last))
    begin = moments.month_name(first) if first.year == last.year else moments.month_of(first)
    return _("from {first} to {last}").format(first=begin, last=moments.month_of(last))


def about(found: Network) -> str:
    """Say how many links there are, and what counts as one."""
    total, out = found.of_months.total(), sum(tie.out for tie in found.ties)
    told = _(
        "{links} {span}, drafts and planned posts included; {out} of them went out. "
        "A link is one post and one of those it leads to or names; proposals and links to your own site do "
        "not count."
    )
    return told.format(links=links(total), span=span(found.months), out=number(out))


def left(drawn: int, rest: int, count: int) -> str:
    """Say how much is not drawn."""
    told = ngettext(
        "{drawn} are drawn, the busiest first; {count} other has {links}.",
        "{drawn} are drawn, the busiest first; {count} others have {links}.",
        rest,
    )
    return told.format(drawn=drawn, count=number(rest), links=_some_links(count))


def node(each: Node, count: int) -> str:
    """Name a node with its number of links."""
    return f"{each.title}, {_(ONE_OF[each.kind.value])}: {_some_links(count)}"


def short(each: Node) -> str:
    """Name a node in a list; of a community its tag alone."""
    return each.title.partition(" · ")[0] if each.kind is Kind.COMMUNITY else each.title


def channel(title: str, count: int) -> str:
    """Name a channel with its number of links."""
    return _("{title}, channel: {links}").format(title=title, links=_some_links(count))


def line(channel_title: str, name: str, posts: int, out: int) -> str:
    """Name a line with its number of links."""
    told = _("{channel} and {name}: {links}, {out} of them out")
    return told.format(channel=channel_title, name=name, links=links(posts), out=number(out))


def links(count: int) -> str:
    """Count links."""
    return ngettext("{count} link", "{count} links", count).format(count=number(count))


def white(kind: str, names: Sequence[str], when: str) -> str:
    """Name whom no post links to, at most a few of them."""
    return f"{_unused(kind, len(names)).format(count=number(len(names)))} {when}: {_listed(names)}."


def _unused(kind: str, count: int) -> str:
    match kind:
        case "source":
            return ngettext(
                "{count} trusted source was not used", "{count} trusted sources were not used", count
            )
        case "community":
            return ngettext(
                "{count} community was not addressed", "{count} communities were not addressed", count
            )
        case "expert":
            return ngettext("{count} expert was not named", "{count} experts were not named", count)
        case _:
            return ngettext("{count} channel links to nobody", "{count} channels link to nobody", count)


def step(kind: str) -> str:
    """Say what to do about it."""
    return _(STEPS[kind])


def number_or_none(count: int) -> str:
    """Write a count of the table, where none is a dash."""
    return number(count) if count else "–"  # noqa: RUF001 - none


def heads(months: Iterable[str]) -> tuple[str, ...]:
    """Head the table."""
    shown = (moments.short_month(first_of(each)) for each in months)
    return (_("Linked to"), _("What"), *shown, _("Links"), _("Out"), _("On"))


def on(titles: Iterable[tuple[str, int]]) -> str:
    """List channels with the number of links of each."""
    return ", ".join(f"{title} {number(count)}" for title, count in titles) or "–"  # noqa: RUF001 - none


def _some_links(count: int) -> str:
    return links(count) if count else _("no link")


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - _NAMED
    shown = ", ".join(names[:_NAMED])
    return _("{names} and {count} more").format(names=shown, count=number(rest)) if rest > 0 else shown
