"""The calendar page: posts and gaps by day, the inbox beside them, and what dragging and clicking do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import Permission
from scheduler.domain.plan import wall_clock
from ui import (
    content_phrases,
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
from ui.colours import Painter
from ui.components.calendar import (
    CalendarChange,
    CalendarNotBuiltError,
    CalendarView,
    calendar,
    visible_range,
)
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
from ui.plan_events import events_of, marks_of, rows_of
from ui.plan_ghosts import Asked, Ghosts, channels_asked, span_to
from ui.plan_operations import handle_all
from ui.session import actor, look, may_somewhere, rounds
from ui.state import Seed, state
from ui.views.choosing import choosing_dialog
from ui.views.filling import fill_dialog, looking, proposal_dialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.domain.plan import Channel, Pause
    from scheduler.domain.post import PlanEntry, PostState
    from ui.colours import Colouring
    from ui.components.calendar import DayNote, VisibleRange

_HEIGHT = 760


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
    pulse()
    if state().is_filling:
        fill_dialog(wishes.channels)
    elif state().proposed is not None:
        proposal_dialog()
    else:
        outside.event_dialog()
        choosing_dialog()


@st.fragment
def _plan(wishes: _Wishes, *, writes: bool) -> None:
    """Draw the calendar: alone where a move or another month is all that happened, else the page with it."""
    memory, visit = state(), look()
    if memory.is_page_due or visit is None or visit.sleeps:
        st.rerun(scope="app")
    with boundary():
        memory.drawn = rounds().planning.revision()
        above = st.container()
        try:
            calendar(
                key="calendar",
                view=_view(wishes, writes=writes),
                on_change=lambda change: _heard(change, wishes.channels),
            )
        except CalendarNotBuiltError as why:
            st.error(str(why), icon=":material/build:")
        with above:
            looking()
    flashes.show()


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


@dataclass(frozen=True)
class _Wishes:
    """What the person wants to see; all of it stands in the address."""

    channels: list[str]
    states: list[PostState]
    find: str
    colouring: Colouring
    with_occasions: bool
    with_good_times: bool
    #: Those to be seen.
    pauses: list[Pause]
    with_outside: bool
    with_proposals: bool

    def shows(self, post: PlanEntry) -> bool:
        """Does a post hold every word that was looked for?"""
        if not self.find:
            return True
        held = f"{content_phrases.title_of(post)} {post.text}".casefold()
        return all(word in held for word in self.find.casefold().split())


def _wishes(channels: Sequence[Channel]) -> _Wishes:
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
    return _Wishes(
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


def _heard(change: CalendarChange, chosen: list[str]) -> None:
    memory = state()
    if change.range is not None:
        memory.range, memory.view = change.range, change.range.view
    handle_all(change.outbox, actor, rounds(), memory, channels=chosen)


def _view(wishes: _Wishes, *, writes: bool) -> CalendarView:
    app, memory = rounds(), state()
    zone = house_zone()
    shown = _shown(zone)
    found = app.planning.entries(shown.start, shown.end, channels=wishes.channels, states=wishes.states)
    posts = [post for post in found if wishes.shows(post)]
    is_whole = not (wishes.states or wishes.find)
    if not is_whole:
        st.caption(plan_words.found(len(posts)) if posts else plan_words.NOTHING_FOUND)
    begin = max(shown.start, app.clock.now())
    gaps = app.planning.gaps(start=begin, end=shown.end, channels=wishes.channels) if is_whole else []
    trays = plan_tray.tabs()
    tray = plan_tray.opened(memory.tray, trays)
    painter = Painter(wishes.colouring)
    return CalendarView(
        events=events_of(posts, painter),
        gaps=marks_of(gaps, _ghosts(wishes, shown)) if shown.end > app.clock.now() else (),
        notes=_notes(shown, zone, with_occasions=wishes.with_occasions)
        + plan_pauses.bands(wishes.pauses, shown.start, shown.end, zone),
        layer=outside.layer_of(shown.start, shown.end) if wishes.with_outside else (),
        good_bands=plan_good_times.bands(shown, wishes.channels) if wishes.with_good_times else (),
        inbox=plan_tray.cards(tray, wishes.channels),
        legend=painter.legend(posts),
        rows=rows_of(app.set_up.channels(), wishes.channels, posts),
        zone=zone,
        initial_view=memory.view,
        initial_date=memory.shown_day(),
        shown=shown,
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


def _ghosts(wishes: _Wishes, shown: VisibleRange) -> Ghosts | None:
    """Return what is proposed for the gaps in sight, as far as it was found by now; where wished for."""
    app, memory = rounds(), state()
    days = span_to(shown.end, app.clock.now())
    if not wishes.with_proposals or not days:
        memory.ghosts = None
        return None
    memory.ghosts = memory.ghosts or Ghosts()
    memory.ghosts.look(app, Asked(memory.drawn, days, channels_asked(wishes.channels)))
    return memory.ghosts


def _notes(shown: VisibleRange, zone: str, *, with_occasions: bool) -> tuple[DayNote, ...]:
    """Return the quiet days, which are always shown, and what the days are for."""
    first, last = wall_clock(shown.start, zone).date(), wall_clock(shown.end, zone).date() - timedelta(days=1)
    titles = {channel.name: channel.title for channel in rounds().set_up.channels()}
    quiet = occasions.bands_of(rounds().keeping_quiet.between(first, last), titles)
    if not with_occasions:
        return quiet
    return quiet + occasions.notes_of(rounds().observing.between(first, last), first, last)


def _shown(zone: str) -> VisibleRange:
    memory = state()
    if memory.range is not None:
        return memory.range
    today = wall_clock(rounds().clock.now(), zone).date()
    memory.range = visible_range(memory.view or "month", today, zone=zone)
    return memory.range
