"""How every part of the installation is, in words an administrator can act on."""

from __future__ import annotations

import streamlit as st

from ui import phrases, wording
from ui.parts.page import plain
from ui.session import rounds
from ui.told import told


def show() -> None:
    """Draw every part and how it is."""
    for part in rounds().diagnosing.report().parts:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            if part.is_well:
                st.badge(wording.WELL, color="green", icon=":material/check_circle:")
            else:
                st.badge(wording.UNWELL, color="red", icon=":material/error:")
            st.markdown(f"**{plain(phrases.part(part.name))}** · {plain(told(part.words))}", width="stretch")
