"""The dialog about several chosen posts: their words are read here before they are decided on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.errors import UnknownNameError
from scheduler.domain.post import PostState
from ui import phrases, plan_words
from ui.boundary import boundary
from ui.composer.judgement import findings
from ui.moments import moment
from ui.parts import content, marks
from ui.parts.page import plain
from ui.plan_bulk import each_alone, say_wrongs
from ui.session import actor, rounds
from ui.state import state

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.domain.plan import Channel
    from scheduler.domain.post import Post


def _put_away() -> None:
    state().choosing = None


def choosing_dialog() -> None:
    """Ask about the posts that were chosen together, if any."""
    if state().choosing is not None and state().dialog is None:
        _dialog()


def _dialog() -> None:
    @st.dialog(plan_words.CHOSEN, width="large", on_dismiss=_put_away)
    def over_the_page() -> None:
        with boundary():
            _body()

    over_the_page()


def _body() -> None:
    asked = state().choosing
    if asked is None:
        return
    posts = _still_there(asked.posts)
    if not posts:
        st.info(plan_words.GONE)
        return
    channels = {channel.name: channel for channel in rounds().set_up.channels()}
    digests = {post.id: state().digest_read(post.id, post.reading) for post in posts}
    for post in posts:
        _card(post, channels[post.channel])
    st.caption(plan_words.ONE_BY_ONE)
    is_approval = asked.action == "approve"
    label = plan_words.APPROVE_THEM if is_approval else plan_words.CANCEL_THEM
    with st.container(horizontal=True):
        if st.button(label, type="primary", key=f"chosen-{asked.action}"):
            decide = _approve if is_approval else _cancel
            decide(posts, digests)
        if st.button(plan_words.KEEP_THEM, key="chosen-keep"):
            _put_away()
            st.rerun(scope="app")


def _still_there(numbers: tuple[int, ...]) -> list[Post]:
    found = []
    for each in numbers:
        try:
            found.append(rounds().planning.get(each))
        except UnknownNameError:
            continue
    return found


def _card(post: Post, channel: Channel) -> None:
    with st.container(border=True, gap="small", key=f"chosen-{post.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            marks.state(post.state).show()
            st.caption(phrases.facts(plain(channel.title), moment(post.due, post.zone)))
        content.show(post, channel.network)
        findings(post.text, rounds().checking.review_post(post).findings)


def _approve(posts: list[Post], digests: dict[int, str]) -> None:
    """Approve what was read; an approval that needs somebody else as well is not counted as one."""

    def approve(post: Post) -> bool:
        decided = rounds().approving.approve(actor(), post.id, digest=digests[post.id])
        return decided.state is PostState.SCHEDULED

    _decide(posts, approve, plan_words.approved, plan_words.endorsed)


def _cancel(posts: list[Post], _digests: dict[int, str]) -> None:
    def cancel(post: Post) -> bool:
        rounds().planning.cancel(actor(), post.id, version=post.version)
        return True

    _decide(posts, cancel, plan_words.cancelled, plan_words.cancelled)


def _decide(
    posts: list[Post],
    step: Callable[[Post], bool],
    done: Callable[[int], str],
    half_done: Callable[[int], str],
) -> None:
    memory = state()
    worked, wrongs = each_alone(posts, step)
    if True in worked:
        memory.say(done(worked.count(True)))
    if False in worked:
        memory.say(half_done(worked.count(False)))
    say_wrongs(memory, wrongs)
    _put_away()
    st.rerun(scope="app")
