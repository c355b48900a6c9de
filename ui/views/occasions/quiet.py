"""Quiet days: on which nothing is proposed, and what still stands on them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from ui import curation_words as words
from ui import wording
from ui.boundary import attempt
from ui.content_phrases import title_of
from ui.moments import moment
from ui.parts import marks
from ui.parts.page import act, plain
from ui.parts.people import names
from ui.session import actor, rounds
from ui.state import state

if TYPE_CHECKING:
    from scheduler.domain.filling import QuietDay
    from scheduler.domain.post import Post

_SHOWN = 20


def show(*, changes: bool) -> None:
    """Draw the quiet days ahead, the form for new ones, and those that are over."""
    st.caption(words.QUIET_HINT)
    titles = {channel.name: channel.title for channel in rounds().set_up.channels()}
    if changes:
        with st.expander(words.ADD_QUIET_DAYS, icon=":material/add:"):
            _add(titles)
    today, found = rounds().experts.today(), rounds().keeping_quiet.all()
    ahead = [each for each in found if each.last >= today]
    over = [each for each in found if each.last < today]
    if not ahead:
        st.caption(words.NO_QUIET_DAYS)
    for each in ahead:
        _line(each, titles, changes=changes)
    if over:
        with st.expander(words.PAST_QUIET, icon=":material/history:"):
            for each in reversed(over[-_SHOWN:]):
                st.markdown(f"**{words.quiet_span(each.first, each.last)}** · {plain(each.reason)}")


def _line(quiet: QuietDay, titles: dict[str, str], *, changes: bool) -> None:
    with st.container(border=True, gap="xsmall", key=f"quiet-{quiet.id}"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**{words.quiet_span(quiet.first, quiet.last)}** · {plain(quiet.reason)}")
            if changes and st.button(
                words.LIFT_QUIET, key=f"quiet-{quiet.id}-lift", icon=":material/delete:", type="tertiary"
            ):
                act(lambda: rounds().keeping_quiet.lift(actor(), quiet.id), words.LIFTED_QUIET)
        channel = titles.get(quiet.channel, quiet.channel) or wording.ALL_CHANNELS
        st.caption(plain(words.holds_for(channel, names().get(quiet.by, wording.SOMEBODY_GONE))))
        posts = rounds().keeping_quiet.standing_on(quiet)
        if posts:
            st.caption(words.STILL_STANDS)
        for post in posts[:_SHOWN]:
            _standing(post, quiet.id, titles)


def _standing(post: Post, quiet: int, titles: dict[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        marks.state(post.state).show()
        where = f"{moment(post.due, post.zone)} · {titles.get(post.channel, post.channel)}"
        st.markdown(f"{plain(title_of(post))}  \n:small[:gray[{plain(where)}]]", width="stretch")
        if st.button(
            wording.OPEN, key=f"quiet-{quiet}-open-{post.id}", icon=":material/open_in_full:", type="tertiary"
        ):
            state().open_post(post.id, post.version)


def _add(titles: dict[str, str]) -> None:
    edition = state().form("quiet")
    today = rounds().experts.today()
    with st.form(f"quiet-{edition}", border=False):
        left, right = st.columns(2)
        first = left.date_input(words.FIRST_DAY, today, key=f"{edition}-first")
        last = right.date_input(words.LAST_DAY, None, help=words.LAST_DAY_HINT, key=f"{edition}-last")
        reason = st.text_input(words.QUIET_WHY, placeholder=words.QUIET_WHY_HINT, key=f"{edition}-why")
        channel = st.selectbox(
            wording.CHANNEL,
            ["", *titles],
            format_func=lambda name: titles.get(name, wording.ALL_CHANNELS),
            key=f"{edition}-channel",
        )
        if not st.form_submit_button(words.ADD_QUIET_DAYS, type="primary") or not isinstance(first, date):
            return
    until = last if isinstance(last, date) else None
    tried = attempt(
        lambda: rounds().keeping_quiet.add(
            actor(), first, last=until, reason=reason or "", channel=channel or ""
        )
    )
    if tried.value is None:
        st.error(tried.words, icon=":material/error:")
        return
    posts = rounds().keeping_quiet.standing_on(tried.value)
    state().form_done("quiet")
    state().say(words.quiet_added(len(posts)))
    st.rerun(scope="app")
