"""The pause: hold everything at once, say why and until when, drill it, and decide on what it held."""

from __future__ import annotations

import streamlit as st

from ui import pause_words, wording
from ui.parts.confirming import confirmed
from ui.parts.page import header
from ui.views.pausing import making, release_list, standing


def show() -> None:
    """Draw the page."""
    with header(wording.PAUSE, wording.PAUSE_ABOUT):
        pass
    is_proved = confirmed(pause_words.TO_PAUSE)
    standing.show(is_proved=is_proved)
    release_list.show()
    with st.container(border=True):
        making.show(is_proved=is_proved)
