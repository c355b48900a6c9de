"""The entry script: who is there, and the page they chose. Runs anew with every click."""

from __future__ import annotations

import streamlit as st

from ui import frame, wording
from ui.session import current_actor

st.set_page_config(page_title=wording.PRODUCT, page_icon=frame.MARK, layout="wide")

person = current_actor()
if person is None:
    frame.signed_out()
    st.stop()
frame.draw(st.navigation(frame.pages(person), expanded=True).run)
