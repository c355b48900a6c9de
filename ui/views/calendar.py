"""The calendar page: posts and gaps by day, the inbox beside them, and what dragging and clicking do."""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Final

import streamlit as st

from scheduler.domain.people import Permission
from scheduler.domain.plan import wall_clock
from ui import (
    language,
    phrases,
    plan_good_times,
    plan_pauses,
    plan_tray,
    plan_words,
    start_words,
    wording,
)
from ui.boundary import boundary
from ui.colours import COLOURINGS
from ui.components.calendar import (
    CalendarChange,
    CalendarNotBuiltError,
    CalendarView,
    calendar,
    visible_range,
    written,
)
from ui.components.spans_beside import spans_beside
from ui.parts import flashes, occasions, outside, start_card
from ui.parts.clocks import moved_by_new_rules
from ui.parts.delivered import counter
from ui.parts.house import house_zone
from ui.parts.leading import lead
from ui.parts.page import empty, header
from ui.parts.plan_filter import (
    channel_filter,
    colour_choice,
    pauses_switch,
    proposals_switch,
    search,
    states_filter,
)
from ui.parts.pulse import pulse
from ui.plan_operations import handle_all
from ui.plan_spans import Wishes, beside, in_sight
from ui.session import actor, look, may_somewhere, rounds
from ui.state import Seed, state
from ui.views.choosing import choosing_dialog
from ui.views.filling import fill_dialog, looking, proposal_dialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.domain.plan import Channel
    from ui.components.calendar import VisibleRange

_KEY = "calendar"
_HEIGHT = 760
#: So many calendars are put together at a time. What one person moves, all others' pages draw anew: all at
#: once they would be no sooner there, as one interpreter does it all, but hold all their months in memory.
_at_once: Final = BoundedSemaphore(2)


def opening() -> bytes:
    """Return what the calendar holds where somebody opens it just now with no wish of their own.

    Nothing where there is no calendar, because there is no channel.
    """
    if not rounds().set_up.channels():
        return b""
    with _at_once:
        return written(_view(_at_first(), writes=may_somewhere(Permission.WRITE)), _KEY)


def show() -> None:
    """Draw the page."""
    app = rounds()
    writes = may_somewhere(Permission.WRITE)
    with header(wording.CALENDAR, phrases.on_the_calendar(wording.CALENDAR_ABOUT, house_zone())):
        if writes and st.button(wording.FILL_GAPS, icon=":material/auto_awesome:"):
            state().is_filling = True
        if writes and st.button(wording.WRITE, type="primary", icon=":material/edit:"):
            state().open_new(Seed())
    start_card.card()
    counter()
    moved_by_new_rules()
    channels = app.set_up.channels()
    if not channels:
        _no_channel()
        return
    wishes = _wishes(channels)
    state().is_page_due = False
    _plan(wishes, writes=writes)
    _beside(wishes)
    pulse()
    if state().is_filling:
        fill_dialog(wishes.channels)
    elif state().proposed is not None:
        proposal_dialog()
    else:
        outside.event_dialog()
        choosing_dialog()


@st.fragment
def _plan(wishes: Wishes, *, writes: bool) -> None:
    """Draw the calendar: alone where a move or another month is all that happened, else the page with it."""
    memory, visit = state(), look()
    if memory.is_page_due or visit is None or visit.sleeps:
        st.rerun(scope="app")
    with boundary():
        memory.drawn = rounds().planning.revision()
        above = st.container()
        try:
            with _at_once:
                calendar(
                    key=_KEY,
                    view=_view(wishes, writes=writes),
                    on_change=lambda change: _heard(change, wishes.channels),
                )
        except CalendarNotBuiltError as why:
            st.error(str(why), icon=":material/build:")
        with above:
            looking()
    flashes.show()


@st.fragment
def _beside(wishes: Wishes) -> None:
    """Tell the browser of the spans before and after the one in sight, once it asks for them."""
    memory, visit = state(), look()
    is_wanted, memory.wants_beside = memory.wants_beside, False
    with _at_once:
        spans = beside(wishes) if is_wanted and visit is not None and not visit.sleeps else ()
        spans_beside(spans, on_asked=_want_beside)


def _want_beside() -> None:
    state().wants_beside = True


def _no_channel() -> None:
    start_card.welcome()
    if start_card.guides():
        empty(
            ":material/campaign:",
            start_words.NO_CHANNEL,
            step=start_words.NO_CHANNEL_STEP,
            leads=lambda: lead("start", start_words.BEGIN_HERE, step="channel"),
        )
    else:
        empty(":material/campaign:", start_words.NO_CHANNEL, step=start_words.NO_CHANNEL_ASK)


def _wishes(channels: Sequence[Channel]) -> Wishes:
    with st.container(horizontal=True, vertical_alignment="center", key="plan-filters"):
        chosen = channel_filter(channels)
        states = states_filter()
        find = search()
    with st.container(horizontal=True, vertical_alignment="center", key="plan-layers"):
        colouring = colour_choice()
        with_occasions = occasions.switch()
        pauses = plan_pauses.known()
        with_good_times = plan_good_times.switch()
        with_pauses = pauses_switch() if pauses else False
        with_outside = outside.switch()
        with_proposals = may_somewhere(Permission.WRITE) and proposals_switch()
    return Wishes(
        chosen,
        states,
        find,
        colouring,
        with_occasions=with_occasions,
        with_good_times=with_good_times,
        pauses=pauses if with_pauses else [],
        with_outside=with_outside,
        with_proposals=with_proposals,
    )


def _at_first() -> Wishes:
    """Return what is wished for by an address that says nothing of it."""
    return Wishes(
        [],
        [],
        "",
        COLOURINGS[0],
        with_occasions=True,
        with_good_times=plan_good_times.offered(),
        pauses=plan_pauses.known(),
        with_outside=outside.offered(),
        with_proposals=False,
    )


def _heard(change: CalendarChange, chosen: list[str]) -> None:
    memory = state()
    if change.range is not None:
        memory.range, memory.view = change.range, change.range.view
    handle_all(change.outbox, actor, rounds(), memory, channels=chosen)


def _view(wishes: Wishes, *, writes: bool) -> CalendarView:
    memory = state()
    zone = house_zone()
    span = in_sight(wishes, _shown(zone), zone)
    if not wishes.is_whole:
        st.caption(plan_words.found(len(span.events)) if span.events else plan_words.NOTHING_FOUND)
    trays = plan_tray.tabs()
    tray = plan_tray.opened(memory.tray, trays)
    return CalendarView(
        **dict(span),
        inbox=plan_tray.cards(tray, wishes.channels),
        zone=zone,
        initial_view=memory.view,
        initial_date=memory.shown_day(),
        rev=memory.rev,
        ack=memory.seen.acks(),
        editable=writes,
        show_inbox=bool(trays),
        trays=trays,
        tray=tray,
        decides=may_somewhere(Permission.APPROVE),
        can_undo=bool(memory.moves),
        height=_HEIGHT,
        locale="es" if language.current() is language.SPANISH else "en-gb",
        words=plan_words.of_calendar(),
    )


def _shown(zone: str) -> VisibleRange:
    memory = state()
    if memory.range is not None:
        return memory.range
    today = wall_clock(rounds().clock.now(), zone).date()
    memory.range = visible_range(memory.view or "month", today, zone=zone)
    return memory.range
