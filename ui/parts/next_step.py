"""The safe next steps for a post that is held, missed, refused, or whose outcome nobody knows."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import Permission
from scheduler.domain.plan import wall_clock
from scheduler.domain.post import PostState
from scheduler.services.attending import Step
from ui import phrases, wording
from ui.parts.clocks import one_of_two
from ui.parts.page import act, two_step
from ui.session import actor, may, rounds
from ui.state import state

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.domain.post import Post

_NINE = time(9, 0)
_COPYABLE = frozenset({PostState.PUBLISHED, PostState.CANCELLED})


def show(post: Post, steps: tuple[Step, ...], *, place: str) -> None:
    """Draw the buttons that make sense for this post; `place` keeps two drawings on one page apart.

    What they do is done to the post as it was drawn before the click, or not at all.
    """
    key = f"{place}-{post.id}"
    version = state().version_read(post.id, post.version)
    approves, writes = (may(each, on=post.channel) for each in (Permission.APPROVE, Permission.WRITE))
    draw: dict[Step, Callable[[], None]] = {}
    if approves:
        draw |= {
            Step.RELEASE: lambda: _release(post, version, key),
            Step.MOVE: lambda: _new_time(post, version, key),
            Step.SEEN: lambda: _seen(post, version, key),
            Step.AGAIN: lambda: _again(post, version, key),
            Step.GIVE_UP: lambda: _give_up(post, version, key),
        }
    if writes:
        draw |= {
            Step.CANCEL: lambda: _cancel(post, version, key),
            Step.COPY: lambda: _copy(post, key),
            Step.LEAVE: lambda: _leave(post, version, key),
        }
    offered = steps or ((Step.COPY,) if post.state in _COPYABLE else ())
    if Step.SEEN in offered and Step.SEEN in draw:
        draw.pop(Step.SEEN)()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for step in offered:
            if step in draw:
                with st.container(width="content"):
                    draw[step]()


def _seen(post: Post, version: int, key: str) -> None:
    app = rounds()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        label = phrases.address_of_part(len(post.receipts) + 1, post.parts)
        address = st.text_input(label, key=f"address-{key}", placeholder="https://") or ""
        if st.button(wording.IT_IS_OUT, key=f"is-out-{key}", icon=":material/check:"):
            act(
                lambda: app.answering.seen(actor(), post.id, address, version=version), wording.POST_CONFIRMED
            )


def _again(post: Post, version: int, key: str) -> None:
    if two_step(f"again-{key}", wording.SEND_AGAIN, wording.SURE_TO_SEND_AGAIN, icon=":material/replay:"):
        act(lambda: rounds().answering.send_again(actor(), post.id, version=version), wording.POST_SENT_AGAIN)


def _give_up(post: Post, version: int, key: str) -> None:
    if two_step(f"give-up-{key}", wording.GIVE_UP, wording.SURE_TO_GIVE_UP, icon=":material/close:"):
        act(lambda: rounds().answering.give_up(actor(), post.id, version=version), wording.POST_GIVEN_UP)


def _cancel(post: Post, version: int, key: str) -> None:
    if two_step(f"cancel-{key}", wording.CANCEL_POST, wording.SURE_TO_CANCEL, icon=":material/delete:"):
        act(lambda: rounds().planning.cancel(actor(), post.id, version=version), wording.POST_CANCELLED)


def _leave(post: Post, version: int, key: str) -> None:
    if st.button(wording.LEAVE_SO, key=f"leave-{key}", icon=":material/visibility_off:"):
        act(lambda: rounds().answering.leave(actor(), post.id, version=version), wording.POST_LEFT)


def _release(post: Post, version: int, key: str) -> None:
    if st.button(wording.RELEASE, key=f"release-{key}", type="primary", icon=":material/play_arrow:"):
        act(lambda: rounds().planning.release(actor(), post.id, version=version), wording.POST_RELEASED)


def _new_time(post: Post, version: int, key: str) -> None:
    app = rounds()
    soon = wall_clock(app.clock.now() + timedelta(days=1), post.zone)
    with st.popover(wording.GIVE_NEW_TIME, icon=":material/schedule:"):
        on = st.date_input(phrases.on_day(post.zone), soon.date(), key=f"new-day-{key}")
        at = st.time_input(phrases.at_hour(post.zone), _NINE, key=f"new-hour-{key}")
        when = one_of_two(datetime.combine(on, at), post.zone, key=f"new-fold-{key}")
        if st.button(wording.RELEASE, key=f"release-{key}", type="primary"):
            act(
                lambda: app.planning.release(actor(), post.id, at=when, version=version),
                wording.POST_RELEASED,
            )


def _copy(post: Post, key: str) -> None:
    app = rounds()
    if st.button(wording.COPY_TO_DRAFT, key=f"copy-{key}", icon=":material/content_copy:"):
        tomorrow = wall_clock(app.clock.now() + timedelta(days=1), post.zone).replace(second=0, microsecond=0)
        act(lambda: app.answering.copy(actor(), post.id, tomorrow), wording.COPIED)
