"""The dialog that fills gaps: first what would be proposed and why, then the person's word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import phrases, wording
from ui.boundary import attempt, boundary
from ui.moments import moment
from ui.parts.page import act, lines, plain
from ui.session import actor, rounds
from ui.state import state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.services.filling import Proposal

_DAYS = (7, 14, 28)
_DEFAULT_DAYS = 14


def _put_away() -> None:
    state().is_filling = False


@st.dialog(wording.FILL_GAPS, width="large", on_dismiss=_put_away)
def fill_dialog(channels: Sequence[str]) -> None:
    """Show the proposals for the days ahead, and save them when the person says so."""
    with boundary():
        _body(channels)


def _body(channels: Sequence[str]) -> None:
    app = rounds()
    days = st.segmented_control(
        wording.DAYS_AHEAD,
        _DAYS,
        default=_DEFAULT_DAYS,
        format_func=phrases.days,
        required=True,
        key="fill-days",
    )
    tried = attempt(lambda: app.filling.propose(days=days or _DEFAULT_DAYS, channels=channels))
    if tried.value is None:
        st.error(tried.words, icon=":material/error:")
        return
    if not tried.value:
        st.info(wording.NOTHING_TO_FILL, icon=":material/check_circle:")
        return
    st.caption(phrases.proposals(len(tried.value)))
    with st.container(horizontal=True):
        if st.button(wording.FILL_THEM, type="primary", icon=":material/auto_awesome:", key="fill-yes"):
            _put_away()
            act(
                lambda: app.filling.fill(actor(), days=days or _DEFAULT_DAYS, channels=channels),
                wording.FILLED,
            )
    titles = {channel.name: channel.title for channel in app.set_up.channels()}
    pillars = {pillar.name: pillar.title for pillar in app.set_up.pillars()}
    for proposal in tried.value:
        _proposal(proposal, titles, pillars)


def _proposal(proposal: Proposal, titles: dict[str, str], pillars: dict[str, str]) -> None:
    with st.container(border=True, gap="xsmall"):
        where = titles.get(proposal.channel, proposal.channel)
        pillar = pillars.get(proposal.pillar or "", "")
        st.markdown(phrases.slot_line(moment(proposal.due, proposal.zone), plain(where), plain(pillar)))
        st.markdown(lines(proposal.text))
        st.caption(plain(phrases.because([part.words for part in proposal.reason])))
