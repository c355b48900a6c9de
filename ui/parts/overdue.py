"""Late decisions, and posts that are out though what released them is over: cards with their next steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import Permission
from ui import approval_words as words
from ui import phrases, wording
from ui.content_phrases import title_of
from ui.moments import distance, moment
from ui.parts import marks
from ui.parts.page import act, plain, two_step
from ui.session import actor, may, may_somewhere, rounds
from ui.state import state
from ui.told import told

if TYPE_CHECKING:
    from scheduler.domain.authorisations import Authorisation
    from scheduler.domain.post import Post
    from scheduler.services.escalating import Late


def late(each: Late, channel: str) -> None:
    """Draw a post that nobody decided on in time."""
    post, asked = each.post, each.escalation
    with st.container(border=True, gap="small", key=f"late-{post.id}"):
        _head(post, channel)
        st.markdown(f"**{plain(title_of(post))}**")
        st.markdown(
            f":red[:material/timer:] {plain(words.late(moment(asked.deadline, post.zone), told(asked.role)))}"
        )
        decides = may(Permission.APPROVE, on=post.channel)
        st.caption(words.LATE_NEXT if decides else words.LATE_WAITS)
        _open(post, "late", wording.REVIEW if decides else wording.OPEN)


def live(signed: Authorisation, post: Post, channel: str) -> None:
    """Draw a post that is out, or may be, by an authorisation that is over."""
    with st.container(border=True, gap="small", key=f"live-{post.id}"):
        _head(post, channel)
        st.markdown(f"**{plain(title_of(post))}**")
        is_revoked = signed.revoked_at is not None
        since = moment(signed.revoked_at or signed.expires_at, post.zone)
        st.markdown(plain(words.over(signed.id, since, is_revoked=is_revoked)))
        notes = may(Permission.RELEASE, on=post.channel)
        st.caption(words.TAKE_DOWN_NEXT if notes else words.TAKE_DOWN_WAITS)
        with st.container(horizontal=True):
            if post.remote_url:
                st.markdown(f"[{wording.SEE_IT_THERE}]({post.remote_url})", width="content")
            if may_somewhere(Permission.RELEASE):
                st.markdown(f"[{words.AUTHORISATIONS}](authorisations)", width="content")
        if notes and two_step(
            f"down-{post.id}", words.IS_DOWN, words.SURE_IT_IS_DOWN, icon=":material/check:"
        ):
            act(lambda: rounds().authorising.taken_down(actor(), post.id), words.NOTED_DOWN)
        _open(post, "live", wording.OPEN)


def _head(post: Post, channel: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        marks.state(post.state).show()
        at = post.published_at or post.due
        away = distance(at, rounds().clock.now(), post.zone)
        st.caption(phrases.facts(moment(at, post.zone), away, plain(channel)))


def _open(post: Post, place: str, label: str) -> None:
    if st.button(label, key=f"{place}-open-{post.id}", icon=":material/open_in_full:", type="tertiary"):
        state().open_post(post.id, post.version)
