"""A page that stays true while it is looked at."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from ui.session import current_actor, rounds
from ui.state import state

#: How often an open page looks whether the plan has changed.
_PULSE = timedelta(seconds=2)


@st.fragment(run_every=_PULSE)
def pulse() -> None:
    """Draw the page anew when somebody else changed the plan, unless something is being written."""
    memory = state()
    if memory.dialog is not None or memory.is_filling or current_actor() is None:
        return
    if rounds().planning.revision() != memory.drawn:
        st.rerun(scope="app")
