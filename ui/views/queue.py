"""The queue: what goes out next, what needs a person, and what went out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import Permission
from scheduler.domain.post import PostState
from ui import phrases, wording
from ui.moments import day, distance, hour
from ui.parts import marks
from ui.parts.house import house_zone
from ui.parts.page import act, empty, header, plain, two_step
from ui.plan_events import title_of
from ui.session import actor, may, rounds
from ui.state import state

if TYPE_CHECKING:
    from scheduler.domain.post import Post

_S = PostState
_NEEDS = (_S.UNKNOWN, _S.HELD, _S.MISSED, _S.REFUSED)
_UPCOMING = (_S.SCHEDULED, _S.CLAIMED, _S.SENDING)
_BACK = timedelta(days=30)
_SHOWN = 60


def show() -> None:
    """Draw the page."""
    with header(wording.QUEUE, wording.QUEUE_ABOUT):
        pass
    counts = rounds().planning.counts()
    needs = sum(counts.get(each, 0) for each in _NEEDS)
    options = {
        "next": phrases.counted(wording.UPCOMING, sum(counts.get(each, 0) for each in _UPCOMING)),
        "needs": phrases.counted(wording.NEEDS_YOU, needs),
        "out": phrases.counted(wording.PUBLISHED, counts.get(_S.PUBLISHED, 0)),
    }
    chosen = st.segmented_control(
        wording.QUEUE,
        list(options),
        default="next",
        required=True,
        format_func=lambda name: options[name],
        key="queue",
        bind="query-params",
        label_visibility="collapsed",
    )
    {"needs": _needs, "out": _out}.get(chosen or "next", _next)()


def _next() -> None:
    posts = rounds().planning.in_state(*_UPCOMING)
    if not posts:
        empty(":material/event_available:", wording.NOTHING_UPCOMING, step=wording.NOTHING_UPCOMING_STEP)
    _by_day(posts[:_SHOWN])


def _out() -> None:
    now = rounds().clock.now()
    posts = rounds().planning.between(now - _BACK, now + timedelta(days=1), states=(_S.PUBLISHED,))
    if not posts:
        empty(":material/outbox:", wording.NOTHING_PUBLISHED, step=wording.NOTHING_PUBLISHED_STEP)
    _by_day(sorted(posts, key=lambda post: post.due, reverse=True)[:_SHOWN])


def _by_day(posts: list[Post]) -> None:
    zone, shown = house_zone(), ""
    titles = {channel.name: channel.title for channel in rounds().set_up.channels()}
    for post in posts:
        heading = day(post.due, zone)
        if heading != shown:
            st.subheader(heading, anchor=False)
            shown = heading
        _line(post, zone, titles.get(post.channel, post.channel))


def _line(post: Post, zone: str, channel: str) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"line-{post.id}"):
        st.markdown(f"**{hour(post.due, zone)}**", width="content")
        marks.STATES[post.state].show()
        st.markdown(f"{plain(title_of(post))}  \n:small[:gray[{plain(channel)}]]", width="stretch")
        if post.remote_url:
            st.markdown(f"[{wording.SEE_IT_THERE}]({post.remote_url})", width="content")
        _open(post)


def _needs() -> None:
    posts = rounds().planning.in_state(*_NEEDS)
    if not posts:
        empty(":material/task_alt:", wording.NOTHING_NEEDS_YOU, step=wording.NOTHING_NEEDS_YOU_STEP)
    recent = sorted(posts, key=lambda post: (_NEEDS.index(post.state), -post.due.timestamp()))
    for post in recent[:_SHOWN]:
        _need(post)


def _need(post: Post) -> None:
    with st.container(border=True, gap="small", key=f"need-{post.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            marks.STATES[post.state].show()
            at = f"{day(post.due, post.zone)}, {hour(post.due, post.zone)}"
            st.caption(
                phrases.facts(at, distance(post.due, rounds().clock.now(), post.zone), plain(post.channel))
            )
        st.markdown(plain(title_of(post)))
        st.markdown(f"**{plain(post.explanation or wording.WHY[post.state.value])}**")
        st.caption(wording.NEXT_STEP[post.state.value])
        _next_step(post)


def _next_step(post: Post) -> None:
    if may(Permission.APPROVE):
        if post.state is _S.UNKNOWN:
            _unknown(post)
        if post.state is _S.HELD and st.button(
            wording.RELEASE, key=f"release-{post.id}", type="primary", icon=":material/play_arrow:"
        ):
            act(lambda: rounds().planning.release(actor(), post.id), wording.POST_RELEASED)
        if post.state is _S.MISSED:
            _new_time(post)
    with st.container(horizontal=True):
        if post.state is _S.REFUSED and may(Permission.WRITE):
            _copy(post)
        _open(post)


def _unknown(post: Post) -> None:
    app = rounds()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        address = st.text_input(wording.ITS_ADDRESS, key=f"address-{post.id}", placeholder="https://") or ""
        if st.button(wording.IT_IS_OUT, key=f"is-out-{post.id}", icon=":material/check:"):
            act(lambda: app.planning.confirm_published(actor(), post.id, address), wording.POST_CONFIRMED)
    if two_step(f"give-up-{post.id}", wording.GIVE_UP, wording.SURE_TO_GIVE_UP, icon=":material/close:"):
        act(lambda: app.planning.give_up(actor(), post.id), wording.POST_GIVEN_UP)


def _new_time(post: Post) -> None:
    app = rounds()
    soon = app.clock.now() + timedelta(hours=1)
    with st.popover(wording.GIVE_NEW_TIME, icon=":material/schedule:"):
        on = st.date_input(phrases.on_day(post.zone), soon.date(), key=f"new-day-{post.id}")
        at = st.time_input(phrases.at_hour(post.zone), _nine(), key=f"new-hour-{post.id}")
        if st.button(wording.RELEASE, key=f"release-{post.id}", type="primary"):
            when = datetime.combine(on, at)
            act(lambda: app.planning.release(actor(), post.id, at=when), wording.POST_RELEASED)


def _nine() -> str:
    return "09:00"


def _copy(post: Post) -> None:
    app = rounds()
    if st.button(wording.COPY_TO_DRAFT, key=f"copy-{post.id}", icon=":material/content_copy:"):
        tomorrow = app.clock.now() + timedelta(days=1)
        act(lambda: app.planning.copy(actor(), post.id, tomorrow), wording.COPIED)


def _open(post: Post) -> None:
    if st.button(wording.OPEN, key=f"open-{post.id}", icon=":material/open_in_full:", type="tertiary"):
        state().open_post(post.id, post.version)
