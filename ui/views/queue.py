"""The queue: what goes out next, and what went out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.post import PostState
from ui import content_phrases, curation_words, wording
from ui.content_phrases import title_of
from ui.moments import day, hour
from ui.parts import content, marks, nothing
from ui.parts.clocks import moved_by_new_rules
from ui.parts.house import house_zone
from ui.parts.page import empty, header, plain
from ui.session import rounds
from ui.state import state
from ui.views import evergreens

if TYPE_CHECKING:
    from scheduler.domain.plan import Channel
    from scheduler.domain.post import Post

_S = PostState
_UPCOMING = (_S.SCHEDULED, _S.CLAIMED, _S.SENDING)
_BACK = timedelta(days=30)
_SHOWN = 60


def show() -> None:
    """Draw the page."""
    with header(wording.QUEUE, wording.QUEUE_ABOUT):
        pass
    moved_by_new_rules()
    pages = {wording.UPCOMING: _next, wording.PUBLISHED: _out, curation_words.EVERGREEN: evergreens.show}
    chosen = st.segmented_control(
        wording.QUEUE,
        list(pages),
        default=wording.UPCOMING,
        required=True,
        key="queue",
        bind="query-params",
        label_visibility="collapsed",
    )
    pages.get(chosen, _next)()


def _next() -> None:
    posts = rounds().planning.in_state(*_UPCOMING)
    if not posts:
        nothing.in_queue()
    _by_day(posts[:_SHOWN])


def _out() -> None:
    now = rounds().clock.now()
    posts = rounds().planning.between(now - _BACK, now + timedelta(days=1), states=(_S.PUBLISHED,))
    if not posts:
        empty(":material/outbox:", wording.NOTHING_PUBLISHED, step=wording.NOTHING_PUBLISHED_STEP)
    _by_day(sorted(posts, key=lambda post: post.due, reverse=True)[:_SHOWN])


def _by_day(posts: list[Post]) -> None:
    zone, shown = house_zone(), ""
    channels = {channel.name: channel for channel in rounds().set_up.channels()}
    for post in posts:
        heading = day(post.due, zone)
        if heading != shown:
            st.subheader(heading, anchor=False)
            shown = heading
        _line(post, zone, channels[post.channel])


def _line(post: Post, zone: str, channel: Channel) -> None:
    with st.container(border=True, gap="small", key=f"line-{post.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{hour(post.due, zone)}**", width="content")
            marks.state(post.state).show()
            title = plain(title_of(post))
            st.markdown(f"{title}  \n:small[:gray[{plain(channel.title)}]]", width="stretch")
            if post.remote_url and not post.thread:
                st.markdown(f"[{wording.SEE_IT_THERE}]({post.remote_url})", width="content")
            _open(post)
        if post.thread:
            _parts(post, channel)


def _parts(post: Post, channel: Channel) -> None:
    """Draw every part of a thread; unfolded while only some of them are out."""
    out = post.parts if post.state is _S.PUBLISHED else len(post.receipts)
    words = content_phrases.thread_sent(out, post.parts)
    with st.expander(words, icon=":material/forum:", expanded=0 < out < post.parts):
        content.show_sent(post, channel.network)


def _open(post: Post) -> None:
    if st.button(wording.OPEN, key=f"open-{post.id}", icon=":material/open_in_full:", type="tertiary"):
        state().open_post(post.id, post.version)
