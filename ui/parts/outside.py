"""Calendars of others beneath the plan, and the dialog that turns one of their events into a post."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.occasions import EventFate
from scheduler.domain.people import Permission
from scheduler.services.outside_posts import when
from ui import outside_words as words
from ui.boundary import attempt, boundary
from ui.components.calendar import LayerEvent
from ui.moments import distance, moment
from ui.parts.house import house_zone
from ui.parts.page import lines, plain
from ui.session import actor, rounds
from ui.state import state

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.outside_calendar import OutsideCalendar, OutsideEvent

#: More than a person can look at; a page must stay light.
_MOST = 600
_DAY = timedelta(days=1)


def offered() -> bool:
    """Are there any?"""
    return any(each.active for each in rounds().outside.all())


def switch() -> bool:
    """Let the person choose whether to see them, where there are any; the choice stands in the address."""
    return offered() and st.toggle(words.SHOW_OUTSIDE, value=True, key="outside", bind="query-params")


def layer_of(start: datetime, end: datetime) -> tuple[LayerEvent, ...]:
    """Return what stands beneath the plan in a span of time."""
    calendars = {each.id: each for each in rounds().outside.all()}
    found = rounds().outside.between(start, end)[:_MOST]
    return tuple(_layer_event(each, calendars[each.calendar]) for each in found if each.calendar in calendars)


def _layer_event(event: OutsideEvent, calendar: OutsideCalendar) -> LayerEvent:
    about = [event.title, words.OFF if _is_off(event) else "", when(event, event.zone), event.place]
    return LayerEvent(
        id=str(event.id),
        title=event.title,
        start=event.begins if event.wall else event.first,
        end=event.ends if event.wall else event.last + _DAY,
        all_day=not event.wall,
        calendar=calendar.name,
        colour=calendar.colour,
        is_off=_is_off(event),
        tooltip="\n".join(filter(None, [*about, f"{calendar.name}, {age(calendar)}"])),
    )


def age(calendar: OutsideCalendar) -> str:
    """Say how old the copy of a calendar is."""
    if calendar.as_of is None:
        return words.STATUSES["new"]
    zone = house_zone()
    ago = distance(calendar.as_of, rounds().clock.now(), zone)
    return words.as_of(moment(calendar.as_of, zone), ago)


def writable() -> dict[str, str]:
    """Return the active channels on which this person may write: titles by name."""
    who = actor()
    return {
        each.name: each.title
        for each in rounds().set_up.channels()
        if each.active and who.may(Permission.WRITE, on=each.name)
    }


def turn(event: int, channel: str, *, again: bool = False) -> None:
    """Make a post of an event and open it; where there is one already, show the event instead."""
    memory = state()
    if not again and rounds().outside_posts.made_of(event):
        memory.looked_at = event
        st.rerun(scope="app")
    tried = attempt(lambda: rounds().outside_posts.make(actor(), event, channel=channel, again=again))
    if tried.value is None:
        st.error(tried.words, icon=":material/error:")
        return
    memory.looked_at = 0
    memory.open_post(tried.value.id, tried.value.version)
    memory.say(words.DRAFT_MADE)
    st.rerun(scope="app")


def event_dialog() -> None:
    """Show the event that was clicked, if any."""
    if state().looked_at and state().dialog is None:
        _dialog()


def _put_away() -> None:
    state().looked_at = 0


def _dialog() -> None:
    @st.dialog(words.EVENT, on_dismiss=_put_away)
    def over_the_page() -> None:
        with boundary():
            _body(state().looked_at)

    over_the_page()


def _body(number: int) -> None:
    event, calendar = rounds().outside.event(number)
    title = f"~~{plain(event.title)}~~" if _is_off(event) else plain(event.title)
    st.subheader(title, anchor=False)
    st.markdown(plain(when(event, event.zone)))
    st.caption(plain(" · ".join(filter(None, [words.OFF if _is_off(event) else "", event.place]))) or "")
    if event.about:
        st.markdown(lines(event.about[:1_000]))
    if event.url:
        st.link_button(words.LINK, event.url, icon=":material/open_in_new:")
    st.caption(plain(f"{calendar.name}, {age(calendar)}"))
    if not _is_off(event):
        _turning(event)


def _turning(event: OutsideEvent) -> None:
    channels, made = writable(), rounds().outside_posts.made_of(event.id)
    if not channels:
        st.caption(words.NO_CHANNEL)
        return
    if made:
        st.info(words.made(made))
    for post in made:
        if st.button(
            words.OPEN_POST.format(post), key=f"outside-open-{post}", icon=":material/open_in_full:"
        ):
            _put_away()
            state().open_post(post, rounds().planning.get(post).version)
            st.rerun(scope="app")
    chosen = st.selectbox(
        words.POSTS_GO_TO, list(channels), format_func=channels.__getitem__, key=f"outside-channel-{event.id}"
    )
    label = words.TURN_ANOTHER if made else words.TURN
    if st.button(label, type="primary", icon=":material/post_add:", key=f"outside-turn-{event.id}"):
        turn(event.id, chosen or next(iter(channels)), again=bool(made))


def _is_off(event: OutsideEvent) -> bool:
    return event.fate is not EventFate.STANDS
