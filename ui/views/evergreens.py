"""The evergreen posts: which come again, by what rules, when they were last out; and marking one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import Permission
from ui import curation_words as words
from ui import wording
from ui.content_phrases import title_of
from ui.moments import moment
from ui.parts import evergreen
from ui.parts.page import act, empty, plain
from ui.session import actor, may, may_somewhere, rounds
from ui.state import state

if TYPE_CHECKING:
    from scheduler.domain.post import Post
    from scheduler.services.recycling import Standing

_SHOWN = 100


def show() -> None:
    """Draw what is marked, and for those who approve the form that marks another one."""
    st.caption(words.EVERGREEN_HINT)
    marked = rounds().recycling.all()
    if not marked:
        empty(":material/recycling:", words.NO_EVERGREENS, step=words.NO_EVERGREENS_STEP)
    titles = {channel.name: channel.title for channel in rounds().set_up.channels()}
    for standing in marked:
        _card(standing, titles, changes=may(Permission.APPROVE, on=standing.post.channel))
    if may_somewhere(Permission.APPROVE):
        with st.expander(words.MARK_EVERGREEN, icon=":material/add:"):
            _mark()


def _card(standing: Standing, titles: dict[str, str], *, changes: bool) -> None:
    post, mark = standing.post, standing.mark
    with st.container(border=True, gap="xsmall", key=f"evergreen-{post.id}"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            where = titles.get(post.channel, post.channel)
            st.markdown(f"**{plain(title_of(post))}**  \n:small[:gray[{plain(where)}]]", width="stretch")
            _buttons(post, changes=changes)
        st.caption(words.evergreen_rules(mark.every_days, standing.times, mark.most))
        st.caption(_when(standing))
        if standing.times >= mark.most:
            st.caption(f":material/check: {words.USED_UP}")
        elif not standing.next_text:
            st.caption(f":orange[:material/edit_note:] {words.NEEDS_WORDING}")
        if changes:
            with st.expander(words.CHANGE_EVERGREEN, icon=":material/edit:"):
                evergreen.form(post.id, mark, place="list")


def _buttons(post: Post, *, changes: bool) -> None:
    with st.container(horizontal=True, width="content"):
        if st.button(
            wording.OPEN, key=f"evergreen-open-{post.id}", icon=":material/open_in_full:", type="tertiary"
        ):
            state().open_post(post.id, post.version)
        if changes and st.button(
            words.STOP_EVERGREEN, key=f"evergreen-stop-{post.id}", icon=":material/close:", type="tertiary"
        ):
            act(lambda: rounds().recycling.unmark(actor(), post.id), words.EVERGREEN_STOPPED)


def _when(standing: Standing) -> str:
    """Say when it was last out, and either when it is to go out again or from when on it may."""
    now, zone = rounds().clock.now(), standing.post.zone
    past = [at for at in standing.told if at <= now]
    ahead = [at for at in standing.told if at > now]
    last = max(past, default=standing.post.due)
    said = words.last_out(moment(last, zone), moment(ahead[0], zone) if ahead else "")
    rests = max(standing.told) + timedelta(days=standing.mark.every_days)
    if not ahead and rests > now and standing.next_text:
        said = f"{said} · {words.rests_until(moment(rests, zone).partition(',')[0])}"
    return plain(said)


def _mark() -> None:
    found = rounds().recycling.candidates()
    posts = [post for post in found if may(Permission.APPROVE, on=post.channel)][:_SHOWN]
    if not posts:
        st.caption(words.NOTHING_TO_MARK)
        return
    chosen = st.selectbox(
        words.CHOOSE_POST,
        posts,
        index=None,
        format_func=lambda post: f"{moment(post.due, post.zone).partition(',')[0]} · {title_of(post)}",
        placeholder=words.CHOOSE_POST,
        label_visibility="collapsed",
        key="evergreen-chosen",
    )
    if chosen is not None:
        evergreen.form(chosen.id, None, place="new")
