"""The safe next step for a post that is held, missed, refused, or whose outcome nobody knows."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import Permission
from scheduler.domain.plan import wall_clock
from scheduler.domain.post import PostState
from ui import phrases, wording
from ui.parts.clocks import one_of_two
from ui.parts.page import act, two_step
from ui.session import actor, may, rounds

if TYPE_CHECKING:
    from scheduler.domain.post import Post

_S = PostState
_NINE = time(9, 0)
_COPYABLE = frozenset({_S.REFUSED, _S.PUBLISHED, _S.CANCELLED})


def show(post: Post, *, place: str) -> None:
    """Draw the buttons that make sense for this post; `place` keeps two drawings on one page apart."""
    key = f"{place}-{post.id}"
    if may(Permission.APPROVE):
        if post.state is _S.UNKNOWN:
            _unknown(post, key)
        if post.state is _S.HELD:
            _release(post, key)
        if post.state is _S.MISSED:
            _new_time(post, key)
    if post.state in _COPYABLE and may(Permission.WRITE):
        _copy(post, key)


def _unknown(post: Post, key: str) -> None:
    app = rounds()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        address = st.text_input(wording.ITS_ADDRESS, key=f"address-{key}", placeholder="https://")
        if st.button(wording.IT_IS_OUT, key=f"is-out-{key}", icon=":material/check:"):
            act(lambda: app.planning.confirm_published(actor(), post.id, address), wording.POST_CONFIRMED)
    if two_step(f"give-up-{key}", wording.GIVE_UP, wording.SURE_TO_GIVE_UP, icon=":material/close:"):
        act(lambda: app.planning.give_up(actor(), post.id), wording.POST_GIVEN_UP)


def _release(post: Post, key: str) -> None:
    if st.button(wording.RELEASE, key=f"release-{key}", type="primary", icon=":material/play_arrow:"):
        act(lambda: rounds().planning.release(actor(), post.id), wording.POST_RELEASED)


def _new_time(post: Post, key: str) -> None:
    app = rounds()
    soon = wall_clock(app.clock.now() + timedelta(days=1), post.zone)
    with st.popover(wording.GIVE_NEW_TIME, icon=":material/schedule:"):
        on = st.date_input(phrases.on_day(post.zone), soon.date(), key=f"new-day-{key}")
        at = st.time_input(phrases.at_hour(post.zone), _NINE, key=f"new-hour-{key}")
        when = one_of_two(datetime.combine(on, at), post.zone, key=f"new-fold-{key}")
        if st.button(wording.RELEASE, key=f"release-{key}", type="primary"):
            act(lambda: app.planning.release(actor(), post.id, at=when), wording.POST_RELEASED)


def _copy(post: Post, key: str) -> None:
    app = rounds()
    if st.button(wording.COPY_TO_DRAFT, key=f"copy-{key}", icon=":material/content_copy:"):
        tomorrow = wall_clock(app.clock.now() + timedelta(days=1), post.zone).replace(second=0, microsecond=0)
        act(lambda: app.planning.copy(actor(), post.id, tomorrow), wording.COPIED)
