"""The entry script: who is there, and the page they chose. Runs anew with every click."""

from __future__ import annotations

import streamlit as st

from ui import frame, locked, wording
from ui.parts import speaking
from ui.session import current_visit
from ui.state import state

st.set_page_config(page_title=wording.PRODUCT, page_icon=frame.MARK, layout="wide")

with state().drawing():
    visit = current_visit()
    speaking.speak(visit)
    if visit is None:
        frame.signed_out()
        st.stop()
    if visit.sleeps:
        state().keep_typed()
        locked.asleep(visit.person)
        st.stop()
    if visit.person.must_change_since is not None:
        locked.first_password()
        st.stop()
    if visit.owes_second_factor:
        locked.two_step_first(visit)
        st.stop()
    if state().fresh_codes:
        locked.recovery_codes(visit)
        st.stop()
    state().give_back()
    frame.draw(st.navigation(frame.pages(visit.actor), expanded=True).run)
