"""Calendars of others: subscribe, import, see how old each copy is, and turn an event into a post."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.occasions import EventFate
from scheduler.domain.outside_calendar import CalendarKind, NewCalendar
from scheduler.domain.people import Permission
from scheduler.services.outside_posts import when
from ui import outside_words as words
from ui.boundary import attempt
from ui.parts import outside
from ui.parts.page import act, empty, header, plain, two_step
from ui.session import actor, may, rounds
from ui.state import state
from ui.told import told

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.domain.outside_calendar import OutsideCalendar, OutsideEvent, Polled

_SHOWN = 30
_KINDS = list(CalendarKind)
_MOST_HOURS = 168


def show() -> None:
    """Draw the page."""
    calendars, changes = rounds().outside.all(), may(Permission.CURATE)
    with header(words.OUTSIDE, words.OUTSIDE_ABOUT):
        has_address = any(not each.is_file for each in calendars)
        if changes and has_address and st.button(words.POLL, icon=":material/sync:", key="outside-poll"):
            _told(lambda: rounds().outside.poll(actor()))
    if changes:
        with st.expander(words.ADD, expanded=not calendars, icon=":material/add:"):
            by_address, by_file = st.tabs([words.BY_ADDRESS, words.BY_FILE])
            with by_address:
                _add()
            with by_file:
                _import()
    if not calendars:
        empty(":material/event_upcoming:", words.NO_OUTSIDE, step=words.NO_OUTSIDE_STEP)
        return
    channels = outside.writable()
    channel = next(iter(channels), "")
    if len(channels) > 1:
        titles = channels.__getitem__
        chosen = st.selectbox(words.POSTS_GO_TO, list(channels), format_func=titles, key="outside-to")
        channel = chosen or channel
    for calendar in calendars:
        _calendar(calendar, channel, changes=changes)
    outside.event_dialog()


def _add() -> None:
    edition = state().form("outside-add")
    with st.form(f"{edition}-form"):
        left, right = st.columns(2)
        name = left.text_input(words.NAME, placeholder=words.NAME_SHAPE, key=f"{edition}-name")
        address = right.text_input(
            words.ADDRESS, placeholder=words.ADDRESS_SHAPE, help=words.ADDRESS_HINT, key=f"{edition}-address"
        )
        new = _fields(edition, name or "", has_address=True)
        if not st.form_submit_button(words.SUBSCRIBE, type="primary", icon=":material/add_link:"):
            return
    _told(lambda: [rounds().outside.add(actor(), new, address or "")], form="outside-add")


def _import() -> None:
    edition = state().form("outside-import")
    with st.form(f"{edition}-form"):
        left, right = st.columns(2)
        name = left.text_input(words.NAME, placeholder=words.NAME_SHAPE, key=f"{edition}-name")
        file = right.file_uploader(words.FILE, type=["ics", "ical"], key=f"{edition}-file")
        new = _fields(edition, name or "", has_address=False)
        if not st.form_submit_button(words.IMPORT, type="primary") or file is None:
            return
    document = file.getvalue()
    _told(lambda: [rounds().outside.import_file(actor(), new, document)], form="outside-import")


def _fields(edition: str, name: str, *, has_address: bool) -> NewCalendar:
    left, middle, right = st.columns(3)
    kind = left.selectbox(
        words.KIND, _KINDS, format_func=lambda each: words.KINDS[each.value], key=f"{edition}-kind"
    )
    zone = middle.text_input(words.ZONE, help=words.ZONE_HINT, key=f"{edition}-zone")
    tag = right.text_input(words.TAG, help=words.TAG_HINT, key=f"{edition}-tag")
    colour = left.color_picker(words.COLOUR, "#6b7280", key=f"{edition}-colour")
    keeps_free = middle.checkbox(words.KEEP_FREE, help=words.KEEP_FREE_HINT, key=f"{edition}-free")
    hours = 1
    if has_address:
        hours = right.number_input(
            words.HOURS, 1, _MOST_HOURS, 1, help=words.HOURS_HINT, key=f"{edition}-hours"
        )
    return NewCalendar(
        name=name,
        kind=kind or CalendarKind.OTHER,
        zone=zone or "",
        colour=colour or "#6b7280",
        tag=tag or "",
        keeps_free=keeps_free,
        every_hours=int(hours or 1),
    )


def _told(action: Callable[[], list[Polled]], *, form: str = "") -> None:
    """Do something that reads calendars; say what each look came to."""
    tried = attempt(action)
    if tried.value is None:
        st.error(plain(tried.words), icon=":material/error:")
        return
    if form:
        state().form_done(form)
    for each in tried.value:
        is_bad = each.status.value == "broken"
        counts = words.read(new=each.new, changed=each.changed, gone=each.gone, unchanged=each.unchanged)
        said = " ".join([f"{each.calendar}:", *([] if is_bad else [counts]), *map(told, each.remarks)])
        state().say(said, "bad" if is_bad else "good")
    st.rerun(scope="app")


def _calendar(calendar: OutsideCalendar, channel: str, *, changes: bool) -> None:
    with st.container(border=True, gap="xsmall", key=f"outside-{calendar.id}"):
        is_on = st.toggle(
            plain(calendar.name),
            calendar.active,
            key=f"outside-{calendar.id}-on-{calendar.active}",
            disabled=not changes,
        )
        _badges(calendar)
        st.caption(plain(" · ".join(filter(None, _facts(calendar)))))
        if calendar.remark:
            is_broken = calendar.status.value == "broken"
            say = st.warning if is_broken else st.caption
            say(plain(told(calendar.remark)))
        with st.expander(words.NEXT):
            _events(calendar, channel)
        if changes:
            _changing(calendar)
    if is_on != calendar.active:
        act(lambda: rounds().outside.change(actor(), calendar.name, active=is_on), words.CHANGED)


def _badges(calendar: OutsideCalendar) -> None:
    is_broken = calendar.status.value == "broken"
    with st.container(horizontal=True, gap="small"):
        st.badge(words.KINDS[calendar.kind.value], color="gray")
        if calendar.tag:
            st.badge(plain(calendar.tag), color="gray")
        if calendar.keeps_free:
            st.badge(words.KEPT_FREE, icon=":material/event_busy:", color="blue")
        icon = ":material/history:" if is_broken else ":material/check_circle:"
        st.badge(words.STATUSES[calendar.status.value], icon=icon, color="orange" if is_broken else "green")


def _facts(calendar: OutsideCalendar) -> list[str]:
    where = calendar.shown_address or words.FROM_FILE
    pace = "" if calendar.is_file else words.every(calendar.every_hours)
    return [words.events(calendar.events), where, pace, calendar.zone, outside.age(calendar)]


def _events(calendar: OutsideCalendar, channel: str) -> None:
    now = rounds().clock.now()
    ahead = [each for each in rounds().outside.events(calendar.name) if each.ends > now][:_SHOWN]
    if not ahead:
        st.caption(words.NOTHING_NEXT)
    for event in ahead:
        _event(event, channel)


def _event(event: OutsideEvent, channel: str) -> None:
    is_off = event.fate is not EventFate.STANDS
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        title = f"~~{plain(event.title)}~~" if is_off else f"**{plain(event.title)}**"
        facts = [when(event, event.zone), event.place, words.OFF if is_off else ""]
        facts += [words.FREE] if event.is_free else []
        st.markdown(f"{title}  \n:gray[{plain(' · '.join(filter(None, facts)))}]", width="stretch")
        if channel and not is_off and st.button(words.TURN, key=f"outside-post-{event.id}"):
            outside.turn(event.id, channel)


def _changing(calendar: OutsideCalendar) -> None:
    key = f"outside-change-{calendar.id}"
    with st.expander(words.CHANGE), st.form(key):
        left, right = st.columns(2)
        kind = left.selectbox(
            words.KIND,
            _KINDS,
            index=_KINDS.index(calendar.kind),
            format_func=lambda each: words.KINDS[each.value],
            key=f"{key}-kind",
        )
        zone = right.text_input(words.ZONE, calendar.zone, help=words.ZONE_HINT, key=f"{key}-zone")
        tag = left.text_input(words.TAG, calendar.tag, help=words.TAG_HINT, key=f"{key}-tag")
        hours = right.number_input(
            words.HOURS, 1, _MOST_HOURS, calendar.every_hours, help=words.HOURS_HINT, key=f"{key}-hours"
        )
        colour = left.color_picker(words.COLOUR, calendar.colour, key=f"{key}-colour")
        free = right.checkbox(
            words.KEEP_FREE, calendar.keeps_free, help=words.KEEP_FREE_HINT, key=f"{key}-free"
        )
        if st.form_submit_button(words.SAVE):
            fields = {"kind": kind, "zone": zone, "tag": tag, "every_hours": int(hours or 1)}
            fields |= {"colour": colour, "keeps_free": free}
            act(lambda: rounds().outside.change(actor(), calendar.name, **fields), words.CHANGED)
    if two_step(f"{key}-remove", words.REMOVE, words.SURE_TO_REMOVE, icon=":material/delete:"):
        act(lambda: rounds().outside.remove(actor(), calendar.name), words.REMOVED)
