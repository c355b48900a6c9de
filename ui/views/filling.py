"""The dialog that fills gaps: first what would be proposed, why, and what else; then the person's word."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from ui import curation_words, filling_phrases, outside_words, phrases, plan_words, wording
from ui.boundary import attempt, boundary
from ui.moments import moment
from ui.parts.page import act, lines, plain
from ui.plan_ghosts import SPANS, accept
from ui.session import actor, rounds
from ui.state import Seed, state
from ui.told import told

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scheduler.domain.plan import Gap
    from scheduler.services.filling import Filled, Proposal
    from scheduler.services.proposals import Alternative
    from ui.plan_ghosts import Ghosts

_DEFAULT_DAYS = 14
#: How often the page looks whether proposals have come.
_LOOK = timedelta(seconds=1)
#: The rest is told by the calendar itself.
_MOST_FREE = 10


def _put_away() -> None:
    memory = state()
    memory.is_filling = False
    memory.filled = None


def fill_dialog(channels: Sequence[str]) -> None:
    """Show the proposals for the days ahead, and save them when the person says so."""

    @st.dialog(wording.FILL_GAPS, width="large", on_dismiss=_put_away)
    def over_the_page() -> None:
        with boundary():
            _body(channels)

    over_the_page()


def _body(channels: Sequence[str]) -> None:
    app = rounds()
    chosen = st.segmented_control(
        wording.DAYS_AHEAD,
        SPANS,
        default=_DEFAULT_DAYS,
        format_func=filling_phrases.days,
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
    st.caption(filling_phrases.proposals(len(found.proposals)))
    st.caption(
        f"{filling_phrases.no_better(found.shortfall)} {filling_phrases.stays_open(found.open_gaps)}".strip()
    )
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
        _told(proposal, titles, pillars)
        if proposal.runners_up:
            with st.expander(wording.RUNNERS_UP):
                for other in proposal.runners_up:
                    _runner_up(f"instead-{row}", other, lambda number: _take(row, number))


def _told(proposal: Proposal, titles: dict[str, str], pillars: dict[str, str]) -> None:
    where = titles.get(proposal.channel, proposal.channel)
    pillar = pillars.get(proposal.pillar or "", "")
    st.markdown(filling_phrases.slot_line(moment(proposal.due, proposal.zone), plain(where), plain(pillar)))
    st.markdown(lines(proposal.text))
    st.caption(plain(phrases.because([part.words for part in proposal.reason])))


def _runner_up(key: str, other: Alternative, take: Callable[[int], None]) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"{plain(other.title)}  \n:gray[{plain(told(other.why))}]")
        st.button(wording.INSTEAD, key=f"{key}-{other.number}", on_click=take, args=(other.number,))


def _take(row: int, number: int) -> None:
    """Put a runner-up into the plan that is shown; nothing is saved yet."""
    memory = state()
    if memory.filled is not None:
        memory.filled = memory.filled.instead(row, number)


# one slot


@st.fragment(run_every=_LOOK)
def _look() -> None:
    """Say that proposals are being looked for, and draw the page anew once they are found."""
    memory = state()
    if memory.ghosts is None or not memory.ghosts.is_looking:
        return
    if memory.ghosts.has_come and not memory.is_asking():
        memory.is_woken = True
        st.rerun(scope="app")
    st.caption(f":material/auto_awesome: {plan_words.LOOKING}")


def looking() -> None:
    """Tell of proposals on their way, or why there are none."""
    ghosts = state().ghosts
    if ghosts is None:
        return
    if ghosts.wrong:
        st.warning(ghosts.wrong, icon=":material/error:")
    if ghosts.is_looking:
        _look()


def _put_by() -> None:
    state().proposed = None


def proposal_dialog() -> None:
    """Show what is proposed for one gap, why, and what else; then the person's word."""

    @st.dialog(plan_words.PROPOSAL, on_dismiss=_put_by)
    def over_the_page() -> None:
        with boundary():
            _one_slot()

    over_the_page()


def _one_slot() -> None:
    app, memory = rounds(), state()
    ghosts, gap = memory.ghosts, memory.proposed
    proposal = ghosts.of(gap) if ghosts else None
    if ghosts is None or gap is None or proposal is None:
        st.info(plan_words.NO_GHOST)
        return
    titles = {channel.name: channel.title for channel in app.set_up.channels()}
    pillars = {pillar.name: pillar.title for pillar in app.set_up.pillars()}
    _told(proposal, titles, pillars)
    with st.container(horizontal=True):
        if st.button(plan_words.ACCEPT, type="primary", icon=":material/check:", key="ghost-accept"):
            _accept(ghosts, gap)
        if st.button(plan_words.WRITE_INSTEAD, icon=":material/edit:", key="ghost-write"):
            _put_by()
            memory.open_new(Seed(channel=gap.channel, wall=gap.wall, pillar=gap.pillar))
            st.rerun(scope="app")
    if proposal.runners_up:
        with st.expander(wording.RUNNERS_UP):
            for other in proposal.runners_up:
                _runner_up("ghost-instead", other, lambda number: ghosts.instead(proposal, number))


def _accept(ghosts: Ghosts, gap: Gap) -> None:
    tried = attempt(lambda: accept(rounds(), actor(), ghosts, gap))
    if tried.value is None:
        st.error(tried.words, icon=":material/error:")
        return
    _put_by()
    state().say(tried.value)
    st.rerun(scope="app")
