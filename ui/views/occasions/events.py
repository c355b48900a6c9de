"""The organisation's own events: read from its own calendars, again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import register_words as words
from ui import wording
from ui.boundary import attempt
from ui.moments import distance
from ui.parts.house import house_zone
from ui.parts.page import act, plain, two_step
from ui.session import actor, rounds
from ui.state import state
from ui.told import told
from ui.views.settings.organisation import listed

if TYPE_CHECKING:
    from scheduler.domain.occasions import OwnCalendar, OwnEvent

_SHOWN = 30


def show(*, changes: bool) -> None:
    """Draw the calendars with what comes next in each, and the form that reads one."""
    st.caption(words.OWN_EVENTS_HINT)
    if changes:
        _import()
    calendars = rounds().own_events.calendars()
    if not calendars:
        st.caption(words.NO_OWN_EVENTS)
    for calendar in calendars:
        _calendar(calendar, changes=changes)


def _import() -> None:
    edition = state().form("events")
    with st.form(f"events-{edition}"):
        file = st.file_uploader(words.EVENTS_FILE, type=["ics", "ical"], key=f"{edition}-file")
        left, right = st.columns(2)
        name = left.text_input(
            words.CALENDAR_NAME, "events", help=wording.SHORT_NAME_HINT, key=f"{edition}-name"
        )
        topics = right.text_input(words.CALENDAR_TOPICS, help=words.WITH_COMMAS, key=f"{edition}-topics")
        if not st.form_submit_button(words.IMPORT_EVENTS, type="primary") or file is None:
            return
    document = file.getvalue()
    tried = attempt(
        lambda: rounds().own_events.import_ics(actor(), (name or "").strip(), document, topics=listed(topics))
    )
    if tried.value is None:
        st.error(tried.words, icon=":material/error:")
        return
    done = tried.value
    summed = words.imported(new=done.new, changed=done.changed, gone=done.gone)
    state().form_done("events")
    state().say(" ".join([summed, *map(told, done.remarks)]))
    st.rerun(scope="app")


def _calendar(calendar: OwnCalendar, *, changes: bool) -> None:
    read = distance(calendar.imported_at, rounds().clock.now(), house_zone())
    with st.container(border=True, gap="xsmall", key=f"events-{calendar.name}"):
        is_on = st.toggle(
            plain(calendar.name),
            calendar.active,
            key=f"events-{calendar.name}-{calendar.active}",
            disabled=not changes,
        )
        st.caption(plain(words.calendar_facts(calendar.events, calendar.topics, read)))
        today = rounds().experts.today()
        ahead = [each for each in rounds().own_events.events(calendar.name) if each.last >= today]
        with st.expander(words.NEXT_EVENTS):
            for event in ahead[:_SHOWN]:
                _event(event)
        if changes and two_step(
            f"events-{calendar.name}-remove",
            words.REMOVE_CALENDAR,
            words.SURE_TO_REMOVE,
            icon=":material/delete:",
        ):
            act(lambda: rounds().own_events.remove(actor(), calendar.name), words.CALENDAR_REMOVED)
    if is_on != calendar.active:
        act(lambda: rounds().own_events.switch(actor(), calendar.name, active=is_on), words.CHANGED)


def _event(event: OwnEvent) -> None:
    when = words.days(event.first, event.last)
    facts = [when, f"{event.wall} {event.zone}" if event.wall else "", event.place]
    fate = words.FATES.get(event.fate.value, "")
    title = f"~~{plain(event.title)}~~ {fate}" if fate else f"**{plain(event.title)}**"
    st.markdown(f"{title} · {plain(' · '.join(filter(None, facts)))}")
