"""Trends: what many sources suddenly speak of, with the evidence and a post to begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import Permission
from ui import trend_words as words
from ui.boundary import attempt
from ui.moments import moment
from ui.parts.page import act, empty, header, plain
from ui.session import actor, may, rounds
from ui.state import Seed, state

if TYPE_CHECKING:
    from scheduler.services.trends import Trend

_SHOWN = 8


def show() -> None:
    """Draw the page."""
    found = rounds().trends.open()
    with header(words.TRENDS, words.TRENDS_ABOUT):
        pass
    if not found:
        empty(":material/trending_up:", words.NO_TREND, step=words.NO_TREND_STEP)
        return
    organisation = rounds().set_up.organisation()
    zone = organisation.zone if organisation else "UTC"
    channels = [channel.name for channel in rounds().set_up.channels()]
    for trend in found:
        _card(trend, zone, channels)


def _card(trend: Trend, zone: str, channels: list[str]) -> None:
    alert = trend.alert
    with st.container(border=True, gap="xsmall", key=f"trend-{alert.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{plain(', '.join(alert.terms[:4]))}**", width="content")
            st.badge(words.told_by(len(alert.items), len(alert.publishers)), icon=":material/groups:")
        st.caption(plain(words.noticed(moment(alert.first_at, zone), alert.seen, alert.expected)))
        _evidence(trend, zone)
        if may(Permission.CURATE):
            _steps(trend, channels)


def _evidence(trend: Trend, zone: str) -> None:
    if not trend.items:
        st.caption(words.ITEMS_GONE)
        return
    with st.expander(words.EVIDENCE):
        for item in trend.items[:_SHOWN]:
            said = moment(item.published or item.first_seen, zone)
            st.markdown(f"{plain(item.title)}  \n{plain(f'{trend.sources[item.source].title} · {said}')}")


def _steps(trend: Trend, channels: list[str]) -> None:
    number = trend.alert.id
    with st.container(horizontal=True, vertical_alignment="center"):
        if not channels:
            st.caption(words.NO_CHANNEL)
        elif trend.items and st.button(
            words.WRITE_ABOUT, key=f"trend-{number}-write", icon=":material/edit:"
        ):
            _write(number, channels[0])
        if st.button(words.DISMISS, key=f"trend-{number}-dismiss", icon=":material/close:"):
            act(lambda: rounds().trends.dismiss(actor(), number), words.DISMISSED)


def _write(number: int, channel: str) -> None:
    tried = attempt(lambda: rounds().trends.propose(number, channel=channel))
    if tried.value is None:
        st.error(tried.words, icon=":material/error:")
        return
    made = tried.value
    state().open_new(
        Seed(
            channel=channel,
            text=made.draft.text,
            link=made.draft.link,
            pillar=made.draft.pillar,
            item=made.item.id,
            reason=made.draft.reason,
        )
    )
    st.rerun()
