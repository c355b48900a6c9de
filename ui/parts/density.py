"""How dense the planner is: chosen by each person, kept on the server, drawn by one style sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from ui import density_words as words
from ui.parts.page import act
from ui.session import actor, current_visit, rounds

if TYPE_CHECKING:
    from scheduler.domain.people import Person

_SHEET: Final = Path(__file__).parents[1] / "assets" / "compact.css"
_EMPTY: Final = "<style></style>"


def sheet() -> None:
    """Draw the style sheet of whoever is there; something always stands here, so that nothing below moves."""
    visit = current_visit()
    st.html(_SHEET if visit is not None and visit.person.is_compact else _EMPTY)


def switch(person: Person) -> None:
    """Let a person choose."""
    choices = {False: words.COMFORTABLE, True: words.COMPACT}
    chosen = st.radio(
        words.DENSITY,
        list(choices),
        index=int(person.is_compact),
        format_func=choices.__getitem__,
        horizontal=True,
        label_visibility="collapsed",
        key=f"density-{person.is_compact}",
    )
    st.caption(words.DENSITY_ABOUT)
    if chosen != person.is_compact:
        act(lambda: rounds().people.set_compact(actor(), is_compact=chosen), words.CHOSEN)
