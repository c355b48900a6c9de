"""A calendar link that was just made: its address, shown this once, and the buttons that subscribe."""

from __future__ import annotations

import streamlit as st

from scheduler.services.qr_code import qr_code
from ui import calendar_link_words as words
from ui import wording
from ui.session import rounds
from ui.state import state


def show(token: str) -> None:
    """Draw it until the person is done with it."""
    addresses = rounds().subscribing.addresses(token)
    with st.container(border=True, key="fresh-link"):
        st.markdown(f"**{words.READY}**")
        st.caption(wording.LINK_ONCE)
        st.code(addresses.https, language=None, wrap_lines=True)
        with st.container(horizontal=True):
            st.link_button(words.WORK, addresses.outlook, icon=":material/calendar_add_on:")
            st.link_button(words.PERSONAL, addresses.outlook_personal, icon=":material/calendar_add_on:")
            st.link_button(words.APPLE, addresses.webcal, icon=":material/calendar_add_on:")
            st.link_button(words.GOOGLE, addresses.google, icon=":material/calendar_add_on:")
        if not addresses.https.startswith("https://"):
            st.caption(words.NOT_ON_THE_INTERNET)
        st.image(qr_code(addresses.webcal), caption=words.CODE, width=260)
        if st.button(wording.DONE, type="primary", key="link-done"):
            state().fresh_link = ""
            st.rerun(scope="app")
