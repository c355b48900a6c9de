"""Beside a post: what its day is for, which tags its text calls for, and who can speak on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import register_words as words
from ui.parts.occasions import by_weight
from ui.parts.page import plain
from ui.session import rounds

if TYPE_CHECKING:
    from ui.composer.draft import Draft

_SHOWN = 3
#: What lasts longer than a week is no news on one of its days.
_SHORT = 7


def show(draft: Draft) -> None:
    """Draw what helps with this text on this day; nothing where nothing fits."""
    app = rounds()
    day = draft.moment.wall.date()
    on = [
        each.name
        for each in by_weight(app.observing.between(day, day))
        if (each.last - each.first).days < _SHORT
    ]
    _line(words.ON_THIS_DAY, on[:_SHOWN])
    text = "\n".join(part.text for part in draft.parts)
    if not text.strip():
        return
    tags = app.communities.proposed(text, [draft.pillar] if draft.pillar else [])
    _line(words.HASHTAGS, [f"#{tag}" for tag in tags])
    people = app.experts.beside(text)
    _line(
        words.ASK_THEM,
        [words.speaks_on(each.name, each.role, each.handle, topics) for each, topics in people],
    )


def _line(title: str, said: list[str]) -> None:
    if said:
        st.caption(f"**{title}:** {plain(' · '.join(said))}")
