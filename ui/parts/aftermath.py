"""A post that is out although its item was retracted, corrected, replaced or is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import Permission
from ui import curation_words as words
from ui import wording
from ui.content_phrases import title_of
from ui.moments import moment
from ui.parts import marks
from ui.parts.page import act, plain
from ui.session import actor, may, rounds
from ui.state import state
from ui.told import told

if TYPE_CHECKING:
    from scheduler.services.afterlife import Aftermath


def card(aftermath: Aftermath, channel: str) -> None:
    """Draw it with all that is known, and the safe next steps."""
    post, item = aftermath.post, aftermath.item
    with st.container(border=True, gap="small", key=f"fallen-{post.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            marks.fate(item.fate).show()
            st.caption(plain(words.published(moment(post.published_at or post.due, post.zone), channel)))
        st.markdown(f"**{plain(title_of(post))}**")
        st.markdown(f"{plain(told(item.fate_words))} {words.LIVE_NEXT}")
        _steps(aftermath, place="fallen")
        with st.container(horizontal=True):
            if post.remote_url:
                st.markdown(f"[{wording.SEE_IT_THERE}]({post.remote_url})", width="content")
            st.markdown(f"[{words.SEE_ITEM}]({item.link})", width="content")


def notice(aftermath: Aftermath) -> None:
    """Draw it small, beside the source that its item came from."""
    st.warning(
        plain(told(f"{aftermath.item.fate_words} “{title_of(aftermath.post)}” is out.")),
        icon=":material/report:",
    )
    _steps(aftermath, place="notice")


def _steps(aftermath: Aftermath, *, place: str) -> None:
    post, fate = aftermath.post, aftermath.item.fate
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if st.button(wording.OPEN, key=f"{place}-open-{post.id}", icon=":material/open_in_full:"):
            state().open_post(post.id, post.version)
        if may(Permission.WRITE, on=post.channel) and st.button(
            words.SETTLED, key=f"{place}-settle-{post.id}-{fate.value}", icon=":material/check:"
        ):
            act(lambda: rounds().afterlife.settle(actor(), post.id, fate=fate), words.SETTLED_DONE)
