"""The calendar page: posts and gaps by day, the inbox beside them, and what dragging and clicking do."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import Permission
from scheduler.domain.plan import wall_clock
from ui import phrases, wording
from ui.components.calendar import (
    CalendarChange,
    CalendarNotBuiltError,
    CalendarView,
    calendar,
    visible_range,
)
from ui.parts import occasions, outside
from ui.parts.clocks import moved_by_new_rules
from ui.parts.delivered import counter
from ui.parts.house import house_zone
from ui.parts.page import empty, header
from ui.parts.plan_filter import channel_filter, colour_choice
from ui.parts.pulse import pulse
from ui.plan_events import cards_of, events_of, marks_of
from ui.plan_operations import handle_all
from ui.session import actor, may_somewhere, rounds
from ui.state import Seed, state
from ui.views.filling import fill_dialog

if TYPE_CHECKING:
    from ui.components.calendar import DayNote, VisibleRange

_HEIGHT = 760
_INBOX = 30


def show() -> None:
    """Draw the page."""
    app = rounds()
    writes = may_somewhere(Permission.WRITE)
    with header(wording.CALENDAR, phrases.on_the_calendar(wording.CALENDAR_ABOUT, house_zone())):
        if writes and st.button(wording.FILL_GAPS, icon=":material/auto_awesome:"):
            state().is_filling = True
        if writes and st.button(wording.WRITE, type="primary", icon=":material/edit:"):
            state().open_new(Seed())
    counter()
    moved_by_new_rules()
    channels = app.set_up.channels()
    if not channels:
        empty(":material/campaign:", wording.NO_CHANNEL_YET, step=wording.NO_CHANNEL_STEP)
        return
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        chosen = channel_filter(channels)
        with_occasions = occasions.switch()
        with_outside = outside.switch()
        by_pillar = colour_choice()
    state().drawn = app.planning.revision()
    try:
        calendar(
            key="calendar",
            view=_view(
                chosen,
                by_pillar=by_pillar,
                writes=writes,
                with_occasions=with_occasions,
                with_outside=with_outside,
            ),
            on_change=lambda change: _heard(change, chosen),
        )
    except CalendarNotBuiltError as why:
        st.error(str(why), icon=":material/build:")
    pulse()
    if state().is_filling:
        fill_dialog(chosen)
    else:
        outside.event_dialog()


def _heard(change: CalendarChange, chosen: list[str]) -> None:
    memory = state()
    if change.range is not None:
        memory.range, memory.view = change.range, change.range.view
    handle_all(change.outbox, actor, rounds(), memory, channels=chosen)


def _view(
    chosen: list[str], *, by_pillar: bool, writes: bool, with_occasions: bool, with_outside: bool
) -> CalendarView:
    app, memory = rounds(), state()
    zone = house_zone()
    shown = _shown(zone)
    posts = app.planning.between(shown.start, shown.end, channels=chosen)
    gaps = app.planning.gaps(start=max(shown.start, app.clock.now()), end=shown.end, channels=chosen)
    can_pick = may_somewhere(Permission.CURATE) and writes
    return CalendarView(
        events=events_of(posts, by_pillar=by_pillar),
        gaps=marks_of(gaps) if shown.end > app.clock.now() else (),
        notes=_notes(shown, zone, with_occasions=with_occasions),
        layer=outside.layer_of(shown.start, shown.end) if with_outside else (),
        inbox=cards_of(app.curating.inbox(limit=_INBOX)) if can_pick else (),
        zone=zone,
        initial_view=memory.view,
        initial_date=memory.shown_day(),
        rev=memory.rev,
        ack=memory.seen.acks(),
        editable=writes,
        show_inbox=can_pick,
        height=_HEIGHT,
        words=wording.CALENDAR_WORDS,
    )


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
    return visible_range(memory.view or "month", today, zone=zone)
