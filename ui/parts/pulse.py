"""A page that stays true while it is looked at."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from ui.session import look, rounds
from ui.state import state

#: How often an open page looks whether the plan has changed.
_PULSE = timedelta(seconds=2)
#: How often any open page looks whether its session still lasts.
_WATCH = timedelta(seconds=20)


@st.fragment(run_every=_PULSE)
def pulse() -> None:
    """Draw the page anew when somebody else changed the plan, unless something is being written."""
    memory, visit = state(), look()
    if memory.is_asking() or visit is None or visit.sleeps:
        return
    if rounds().planning.revision() != memory.drawn:
        memory.is_woken = True
        st.rerun(scope="app")


@st.fragment(run_every=_WATCH)
def watch() -> None:
    """Lock the page once its session sleeps or ended, whatever stands on it."""
    visit = look()
    if (visit is None or visit.sleeps) and not state().is_by_itself:
        state().is_woken = True
        st.rerun(scope="app")
