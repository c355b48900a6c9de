"""The counter: what went out, and that nothing was lost or doubled."""

from __future__ import annotations

import streamlit as st

from ui import delivery_words
from ui.parts.page import plain
from ui.session import rounds


def counter() -> None:
    """Draw the counter in one line; in red where something is lost or doubled."""
    found = rounds().counting.delivery()
    with st.container(key="delivered"):
        if found.is_well:
            st.markdown(f":material/verified: :small[{plain(delivery_words.counted(found))}]")
        else:
            st.error(plain(delivery_words.counted(found)), icon=":material/error:")
