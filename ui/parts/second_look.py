"""The second look at what left by the fast lane, on whatever page it is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.fast_lane import LookVerdict
from scheduler.domain.people import Permission
from ui import emergency_words as words
from ui.moments import distance, moment
from ui.parts import content, marks
from ui.parts.house import house_zone
from ui.parts.page import act, plain, two_step
from ui.parts.people import names
from ui.session import actor, may, rounds
from ui.told import told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.domain.plan import Channel
    from scheduler.services.second_looks import Look


def second_looks(found: Sequence[Look]) -> int:
    """Draw what waits for a second look, in the order given; return how many there are."""
    if not found:
        return 0
    st.markdown(f"**{words.SECOND_LOOKS}**")
    st.caption(words.SECOND_LOOKS_ABOUT)
    channels = {each.name: each for each in rounds().set_up.channels()}
    known = names()
    for look in found:
        _card(look, channels[look.post.channel], known)
    return len(found)


def _card(look: Look, channel: Channel, known: dict[str, str]) -> None:
    post, use = look.post, look.use
    with st.container(border=True, gap="small", key=f"look-{post.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            marks.state(post.state).show()
            when = distance(use.at, rounds().clock.now(), post.zone)
            st.caption(plain(words.used(channel.title, use.template, known.get(use.by, use.by), when)))
        content.show(post, channel.network)
        if look.is_late or look.is_to_be_taken_down:
            st.markdown(f":red[:material/timer: {plain(told(look.words))}]")
        else:
            st.caption(plain(words.look_by(moment(use.look_by, house_zone()))))
        _decide(look)


def _decide(look: Look) -> None:
    post, looks = look.post, rounds().emergency.looks
    if not may(Permission.APPROVE, on=post.channel):
        return
    if look.is_to_be_taken_down:
        if two_step(f"gone-{post.id}", words.GONE, words.SURE_GONE, icon=":material/delete:"):
            act(lambda: looks.taken_down(actor(), post.id), words.GONE_KEPT)
        return
    if actor().key == look.use.by:
        st.caption(words.YOU_SENT_IT)
        return
    with st.container(horizontal=True):
        if st.button(words.FINE, key=f"fine-{post.id}", type="primary", icon=":material/check:"):
            act(lambda: looks.look(actor(), post.id, LookVerdict.FINE), words.LOOKED)
        with st.popover(words.WRONG, icon=":material/report:"):
            said = st.text_area(words.WHAT_IS_WRONG, key=f"wrong-{post.id}") or ""
            if st.button(words.CORRECT, key=f"correct-{post.id}", icon=":material/edit:"):
                act(lambda: looks.look(actor(), post.id, LookVerdict.CORRECT, comment=said), words.LOOKED)
            if st.button(words.TAKE_DOWN, key=f"down-{post.id}", icon=":material/delete:"):
                act(lambda: looks.look(actor(), post.id, LookVerdict.TAKE_DOWN, comment=said), words.LOOKED)
