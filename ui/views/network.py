"""The network: sources, sites, communities and experts, and the posts of our channels that link to them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.network import End, Kind, first_of, months_up_to
from scheduler.domain.people import Permission
from scheduler.domain.plan import wall_clock
from ui import network_words as words
from ui.components.drawing import drawing
from ui.parts.house import house_zone
from ui.parts.leading import lead
from ui.parts.network_drawing import svg
from ui.parts.page import empty, header, plain
from ui.parts.plan_filter import channel_filter
from ui.parts.table import table
from ui.session import actor, may_somewhere, rounds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scheduler.domain.network import Drawing, Network

#: More than these nobody tells apart in one picture.
_MOST = 40
#: The months one may choose: a year back, and what is planned ahead.
_BACK, _AHEAD = 12, 3


def show() -> None:
    """Draw the page."""
    with header(words.NETWORK, words.NETWORK_ABOUT):
        pass
    titles = {each.name: each.title for each in rounds().set_up.channels()}
    if not titles:
        empty(":material/hub:", words.NO_CHANNEL, step=words.NO_CHANNEL_STEP)
        return
    found = _chosen()
    drawn = found.drawing(_MOST)
    if found.ties:
        st.caption(plain(words.about(found)))
        drawing(key="network-drawing", svg=svg(found, drawn, titles), label=words.FRAME)
        if drawn.left:
            st.caption(
                plain(words.left(len(drawn.channels) + len(drawn.nodes), drawn.left, drawn.links_left))
            )
        st.caption(words.READ_DRAWING)
    else:
        empty(":material/hub:", words.NOTHING, step=words.NOTHING_STEP, leads=_inbox)
    _white(found, titles)
    if found.ties:
        table(words.TABLE, words.heads(found.months), _rows(found, drawn, titles))


def _chosen() -> Network:
    """Let the person choose months, channels and kinds; return the network of these."""
    today = wall_clock(rounds().clock.now(), house_zone()).date()
    months = months_up_to(today, _BACK + _AHEAD + 1, ahead=_AHEAD)
    with st.container(horizontal=True, vertical_alignment="top"):
        last = st.selectbox(
            words.LAST_MONTH,
            months[::-1],
            index=_AHEAD,
            format_func=words.month,
            key="network-month",
            bind="query-params",
            width=220,
        )
        span = st.segmented_control(
            words.SPAN,
            words.SPANS,
            default=words.SPAN_AT_FIRST,
            required=True,
            key="network-span",
            bind="query-params",
        )
    channels = channel_filter(rounds().set_up.channels())
    kinds = st.pills(
        words.KIND,
        [each.value for each in Kind],
        selection_mode="multi",
        format_func=words.KINDS.__getitem__,
        key="network-kinds",
        bind="query-params",
        label_visibility="collapsed",
    )
    return rounds().mapping.network(
        actor(),
        first_of(last),
        int(span if span in words.SPANS else words.SPAN_AT_FIRST),
        channels=channels,
        kinds=[Kind(each) for each in kinds],
    )


def _white(found: Network, titles: Mapping[str, str]) -> None:
    """Name whom no post links to, each with the next step and the way to where it is taken."""
    st.subheader(words.WHITE, anchor=False)
    spots = {kind.value: [words.short(node) for node in found.white(kind)] for kind in Kind}
    spots["channel"] = [titles.get(name, name) for name in found.silent]
    has_sources = any(node.kind is Kind.SOURCE for node in found.nodes)
    if not has_sources and not rounds().curating.sources():
        _spot("none", words.NO_SOURCE, "")
    elif not any(spots.values()):
        st.markdown(words.NO_WHITE)
    for kind, names in spots.items():
        if names:
            _spot(kind, words.white(kind, names, words.span(found.months)), words.step(kind))


def _ways(kind: str) -> tuple[tuple[str, str, str], ...]:
    """Return where the next step is taken: the page, what leads there, its icon."""
    to_inbox, to_sources = ("inbox", words.TO_INBOX, "inbox"), ("sources", words.TO_SOURCES, "rss_feed")
    return {
        "none": (to_sources,),
        "source": (to_inbox, to_sources),
        "community": (("occasions", words.TO_COMMUNITIES, "celebration"),),
        "expert": (("experts", words.TO_EXPERTS, "record_voice_over"),),
        "channel": (to_inbox,),
    }[kind]


def _spot(kind: str, said: str, step: str) -> None:
    with st.container(border=True, gap="xsmall", key=f"white-{kind}"):
        st.markdown(f"**{plain(said)}**")
        if step:
            st.caption(step)
        with st.container(horizontal=True):
            for path, label, icon in _ways(kind):
                if path != "inbox" or may_somewhere(Permission.CURATE):
                    lead(path, label, icon=icon)


def _inbox() -> None:
    if may_somewhere(Permission.CURATE):
        lead("inbox", words.TO_INBOX, icon="inbox")


def _rows(found: Network, drawn: Drawing, titles: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Return a line for each node that is drawn with links, the busiest first, and one for the others."""
    shown = {End(node.kind, node.key): node for node in drawn.nodes}
    months: dict[End | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    on: dict[End | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    out: dict[End | None, int] = defaultdict(int)
    for tie in found.ties:
        end = End(tie.kind, tie.key)
        row = end if end in shown else None
        months[row][tie.month] += tie.posts
        on[row][tie.channel] += tie.posts
        out[row] += tie.out

    def line(name: str, what: str, row: End | None) -> tuple[str, ...]:
        counts = [months[row].get(month, 0) for month in found.months]
        where = [(titles.get(channel, channel), count) for channel, count in on[row].items()]
        return (name, what, *map(words.number_or_none, (*counts, sum(counts), out[row])), words.on(where))

    rows = [
        line(node.title, words.ONE_OF[end.kind.value], end) for end, node in shown.items() if end in months
    ]
    if None in months:
        rows.append(line(words.OTHERS, "", None))
    return rows
