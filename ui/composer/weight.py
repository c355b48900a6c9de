"""How full a part of a post is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.money import dollars
from ui import phrases
from ui.session import rounds

if TYPE_CHECKING:
    from ui.composer.draft import Draft


def show(draft: Draft, place: int) -> None:
    """Draw how many characters a part has, and what a post of one part costs."""
    part, network = draft.parts[place], draft.channel.network
    weight = rounds().checking.weigh(part.text, None if place else draft.link or None, network=network)
    cost = "" if draft.thread else _cost(draft)
    words = phrases.weight(weight.length, weight.limit, cost)
    share = min(1.0, weight.length / weight.limit) if weight.limit else 0.0
    st.progress(share, text=f":red[{words}]" if weight.length > weight.limit else words)


def _cost(draft: Draft) -> str:
    total = rounds().budgeting.cost_of_texts(draft.costly_parts, network=draft.channel.network).total
    return dollars(total) if total else ""
