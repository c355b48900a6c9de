"""Good times beside the slots: hours of the week that somebody says are good, and where they know it from."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.good_times import GoodTime
from scheduler.domain.plan import WEEKDAYS
from ui import good_time_words as words
from ui import moments, start_words, wording
from ui.parts.page import act, plain
from ui.session import actor, rounds
from ui.state import state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.domain.plan import Channel

_NOON, _ONE = time(12), time(13)


def show(channels: Sequence[Channel], *, changes: bool) -> None:
    """Draw those of every channel, and the form for new ones."""
    st.subheader(words.GOOD_TIMES, anchor=False)
    st.caption(words.ABOUT)
    goods = rounds().good_times.all()
    if not goods:
        st.caption(words.NONE)
    for channel in channels:
        own = [good for good in goods if good.channel == channel.name]
        if own:
            st.markdown(f"**{plain(channel.title)}** · :small[{plain(channel.zone)}]")
        for good in own:
            _line(good, changes=changes)
    if changes and channels:
        with st.expander(words.ADD, icon=":material/add:"):
            _add(channels)


def _line(good: GoodTime, *, changes: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"good-{good.id}"):
        hours = words.hours(f"{good.begins:%H:%M}", f"{good.ends:%H:%M}")
        said = words.line(moments.weekday(good.weekday), hours, good.known_from)
        st.markdown(plain(said), width="stretch")
        if changes and st.button(
            words.REMOVE, key=f"good-remove-{good.id}", icon=":material/delete:", type="tertiary", help=said
        ):
            act(lambda: rounds().good_times.remove(actor(), good.id), words.REMOVED)


def _add(channels: Sequence[Channel]) -> None:
    edition = state().form("good-time")
    with st.form("good-time", border=False):
        channel = st.selectbox(
            wording.CHANNEL, channels, format_func=lambda each: each.title, key="good-channel"
        )
        days = st.pills(
            start_words.DAYS,
            range(len(WEEKDAYS)),
            selection_mode="multi",
            format_func=moments.weekday,
            key=f"good-days-{edition}",
        )
        left, right = st.columns(2)
        begins = left.time_input(words.BEGINS, _NOON, key="good-begins")
        ends = right.time_input(words.ENDS, _ONE, help=words.ENDS_HINT, key="good-ends")
        known_from = st.text_input(
            words.KNOWN_FROM, help=words.KNOWN_FROM_HINT, max_chars=120, key=f"good-source-{edition}"
        )
        wants = st.form_submit_button(words.ADD, type="primary")
    if wants and not days:
        st.error(start_words.NO_DAY, icon=":material/error:")
    elif wants and channel is not None:
        new = [
            GoodTime(channel=channel.name, weekday=day, begins=begins, ends=ends, known_from=known_from or "")
            for day in days
        ]
        act(lambda: _keep(new), words.kept(len(new)))


def _keep(new: Sequence[GoodTime]) -> None:
    for good in new:
        rounds().good_times.add(actor(), good)
    state().form_done("good-time")
