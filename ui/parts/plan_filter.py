"""The calendar's filters; they stand in the address, so that a link shows the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.post import PostState
from ui import plan_words, wording
from ui.colours import COLOURINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.domain.plan import Channel
    from ui.colours import Colouring

#: Longer than any line somebody remembers.
_LONGEST_SEARCH = 120


def channel_filter(channels: Sequence[Channel]) -> list[str]:
    """Let the person choose channels; none chosen means all, and comes back as an empty list."""
    titles = {channel.name: channel.title for channel in channels}
    chosen = st.pills(
        wording.CHANNELS,
        list(titles),
        selection_mode="multi",
        format_func=lambda name: titles.get(name, name),
        key="channels",
        bind="query-params",
        label_visibility="collapsed",
    )
    return [name for name in chosen if name in titles]


def states_filter() -> list[PostState]:
    """Let the person choose states; none chosen means all."""
    chosen = st.multiselect(
        plan_words.STATES,
        [each.value for each in PostState if each is not PostState.CANCELLED],
        format_func=wording.STATES.__getitem__,
        key="states",
        bind="query-params",
        placeholder=plan_words.STATES,
        label_visibility="collapsed",
    )
    return [PostState(each) for each in chosen]


def search() -> str:
    """Let the person type what the posts should hold."""
    typed = st.text_input(
        plan_words.SEARCH,
        key="find",
        bind="query-params",
        placeholder=plan_words.SEARCH,
        icon=":material/search:",
        max_chars=_LONGEST_SEARCH,
        label_visibility="collapsed",
    )
    return " ".join((typed or "").split())


def pauses_switch() -> bool:
    """Let the person choose whether to see pauses; the choice stands in the address."""
    return st.toggle(plan_words.SHOW_PAUSES, value=True, key="pauses", bind="query-params")


def proposals_switch() -> bool:
    """Let the person choose whether to see what the filler would put into the gaps; only then it looks."""
    return st.toggle(plan_words.SHOW_PROPOSALS, key="proposals", bind="query-params")


def colour_choice() -> Colouring:
    """Let the person choose what colours mean."""
    return st.segmented_control(
        plan_words.COLOUR_BY,
        COLOURINGS,
        default=COLOURINGS[0],
        format_func=plan_words.COLOURS.__getitem__,
        required=True,
        key="colour",
        bind="query-params",
        label_visibility="collapsed",
    )
