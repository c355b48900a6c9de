"""The dialog that fills gaps: first what would be proposed, why, and what else; then the person's word."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from ui import curation_words, outside_words, phrases, wording
from ui.boundary import attempt, boundary
from ui.moments import moment
from ui.parts.page import act, lines, plain
from ui.session import actor, rounds
from ui.state import state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.services.filling import Filled, Proposal
    from scheduler.services.proposals import Alternative

_DAYS = (7, 14, 28)
_DEFAULT_DAYS = 14
#: The rest is told by the calendar itself.
_MOST_FREE = 10


def _put_away() -> None:
    memory = state()
    memory.is_filling = False
    memory.filled = None


@st.dialog(wording.FILL_GAPS, width="large", on_dismiss=_put_away)
def fill_dialog(channels: Sequence[str]) -> None:
    """Show the proposals for the days ahead, and save them when the person says so."""
    with boundary():
        _body(channels)


def _body(channels: Sequence[str]) -> None:
    app = rounds()
    chosen = st.segmented_control(
        wording.DAYS_AHEAD,
        _DAYS,
        default=_DEFAULT_DAYS,
        format_func=phrases.days,
        required=True,
        key="fill-days",
    )
    days = chosen or _DEFAULT_DAYS
    tried = attempt(lambda: _plan(days, channels))
    if tried.value is None:
        st.error(tried.words, icon=":material/error:")
        return
    found = tried.value
    _say_quiet(days)
    _say_kept_free(found)
    if not found.proposals:
        st.info(wording.NOTHING_TO_FILL, icon=":material/check_circle:")
        return
    st.caption(phrases.proposals(len(found.proposals)))
    st.caption(f"{phrases.no_better(found.shortfall)} {phrases.stays_open(found.open_gaps)}".strip())
    with st.container(horizontal=True):
        if st.button(wording.FILL_THEM, type="primary", icon=":material/auto_awesome:", key="fill-yes"):
            _put_away()
            act(
                lambda: app.filling.fill(actor(), days=days, proposals=found.proposals),
                wording.FILLED,
            )
    titles = {channel.name: channel.title for channel in app.set_up.channels()}
    pillars = {pillar.name: pillar.title for pillar in app.set_up.pillars()}
    for row, proposal in enumerate(found.proposals):
        _proposal(row, proposal, titles, pillars)


def _say_quiet(days: int) -> None:
    """Say which of the days are quiet ones: otherwise a gap seems forgotten."""
    today = rounds().experts.today()
    quiet = rounds().keeping_quiet.between(today, today + timedelta(days=days))
    if quiet:
        spans = [f"{curation_words.quiet_span(each.first, each.last)} ({each.reason})" for each in quiet]
        st.caption(plain(curation_words.quiet_ahead(spans)))


def _say_kept_free(found: Filled) -> None:
    """Say which gaps stay open for events of calendars that are kept free."""
    titles = {channel.name: channel.title for channel in rounds().set_up.channels()}
    for free in found.kept_free[:_MOST_FREE]:
        channel = titles.get(free.channel, free.channel)
        told = outside_words.kept_free(moment(free.due, free.zone), channel, free.event, free.calendar)
        st.caption(f":material/event_busy: {plain(told)}")


def _plan(days: int, channels: Sequence[str]) -> Filled:
    """Return the plan as it was shown before, so that what is saved is what was seen."""
    memory, asked = state(), (days, tuple(channels))
    if memory.filled is None or memory.filled_for != asked:
        memory.filled, memory.filled_for = rounds().filling.plan(days=days, channels=channels), asked
    return memory.filled


def _proposal(row: int, proposal: Proposal, titles: dict[str, str], pillars: dict[str, str]) -> None:
    with st.container(border=True, gap="xsmall"):
        where = titles.get(proposal.channel, proposal.channel)
        pillar = pillars.get(proposal.pillar or "", "")
        st.markdown(phrases.slot_line(moment(proposal.due, proposal.zone), plain(where), plain(pillar)))
        st.markdown(lines(proposal.text))
        st.caption(plain(phrases.because([part.words for part in proposal.reason])))
        if proposal.runners_up:
            with st.expander(wording.RUNNERS_UP):
                for other in proposal.runners_up:
                    _runner_up(row, other)


def _runner_up(row: int, other: Alternative) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"{plain(other.title)}  \n:gray[{plain(other.why)}]")
        st.button(
            wording.INSTEAD, key=f"instead-{row}-{other.number}", on_click=_take, args=(row, other.number)
        )


def _take(row: int, number: int) -> None:
    """Put a runner-up into the plan that is shown; nothing is saved yet."""
    memory = state()
    if memory.filled is not None:
        memory.filled = memory.filled.instead(row, number)
