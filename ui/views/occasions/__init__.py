"""The occasions: what the days are for, which of it counts here, and on which days nothing is proposed."""

from __future__ import annotations

import streamlit as st

from scheduler.domain.people import Permission
from ui import curation_words
from ui import register_words as words
from ui.parts.page import header
from ui.session import may
from ui.views.occasions import communities, events, observances, quiet


def show() -> None:
    """Draw the page."""
    with header(words.OCCASIONS, words.OCCASIONS_ABOUT):
        pass
    curates = may(Permission.CURATE)
    names = [words.OBSERVANCES, words.COMMUNITIES, words.OWN_EVENTS, curation_words.QUIET_DAYS]
    tabs = st.tabs(names, key="occasion-tabs")
    with tabs[0]:
        observances.show(changes=curates)
    with tabs[1]:
        communities.show(changes=curates)
    with tabs[2]:
        events.show(changes=curates)
    with tabs[3]:
        quiet.show(changes=may(Permission.PAUSE))
