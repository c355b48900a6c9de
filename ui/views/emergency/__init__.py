"""The emergency words: send them, keep them, and say who is on call."""

from __future__ import annotations

import streamlit as st

from ui import emergency_words as words
from ui.parts.page import header
from ui.views.emergency import keeping, sending, turns


def show() -> None:
    """Draw the page."""
    with header(words.EMERGENCY, words.EMERGENCY_ABOUT):
        pass
    pages = {words.USE: sending.show, words.WORDS: keeping.show, words.ON_CALL: turns.show}
    chosen = st.segmented_control(
        words.EMERGENCY,
        list(pages),
        default=words.USE,
        required=True,
        key="emergency",
        bind="query-params",
        label_visibility="collapsed",
    )
    pages.get(chosen or words.USE, sending.show)()
