"""Sentences shown once: what was done passes by, what went wrong stays till the page is drawn anew."""

from __future__ import annotations

import streamlit as st

from ui.state import state


def show() -> None:
    """Show what there is to say, and forget it."""
    for flash in state().take_flashes():
        if flash.tone == "bad":
            st.error(flash.words, icon=":material/error:")
        else:
            st.toast(flash.words, icon=":material/check_circle:")
