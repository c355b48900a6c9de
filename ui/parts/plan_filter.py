"""The calendar's filters; they stand in the address, so that a link shows the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.domain.plan import Channel


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


def colour_choice() -> bool:
    """Let the person choose what colours mean; true means pillars."""
    by_state, by_pillar = wording.COLOUR_BY_STATE, wording.COLOUR_BY_PILLAR
    chosen = st.segmented_control(
        wording.COLOUR_BY,
        [by_state, by_pillar],
        default=by_state,
        required=True,
        key="colour",
        bind="query-params",
        label_visibility="collapsed",
    )
    return chosen == by_pillar
