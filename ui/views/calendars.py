"""Calendar links: how everyone else sees the plan, in the calendar program they already have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import calendar_link_words as words
from ui import phrases, wording
from ui.boundary import attempt
from ui.moments import distance
from ui.parts import app_passwords, fresh_link, link_form
from ui.parts.house import house_zone
from ui.parts.page import act, empty, header, plain, two_step
from ui.parts.people import names
from ui.session import actor, rounds
from ui.state import state

if TYPE_CHECKING:
    from scheduler.domain.calendar_view import CalendarView
    from scheduler.domain.record import CalendarLink


def show() -> None:
    """Draw the page."""
    with header(wording.CALENDARS, wording.CALENDARS_ABOUT):
        pass
    if state().fresh_link:
        fresh_link.show(state().fresh_link)
    else:
        link_form.show()
    links = rounds().subscribing.live(actor())
    st.subheader(wording.LINKS_IN_USE, anchor=False)
    st.caption(words.LATE)
    if not links:
        empty(":material/event:", wording.NO_LINKS, step=wording.NO_LINKS_STEP)
    known = names()
    for link in links:
        _line(link, known)
    app_passwords.show()


def _line(link: CalendarLink, known: dict[str, str]) -> None:
    now, zone = rounds().clock.now(), house_zone()
    with st.container(border=True, gap="xsmall", key=f"calendar-link-{link.id}"):
        st.markdown(f"**{plain(link.name)}**")
        at = link.rotated_at or link.created_at
        made = phrases.made(known.get(link.created_by, link.created_by), distance(at, now, zone))
        if link.rotated_at:
            made = f"{words.ADDRESS_SINCE} {made}"
        st.caption(phrases.facts(plain(_shown(link.view, known)), wording.DETAILS[link.detail.value], made))
        fetched = distance(link.last_fetch_at, now, zone) if link.last_fetch_at else ""
        st.caption(phrases.fetched(fetched, plain(words.program(link.last_client)), link.fetches))
        with st.container(horizontal=True):
            _rename(link)
            with st.container(width="content"):
                _rotate(link)
            with st.container(width="content"):
                _revoke(link)


def _shown(view: CalendarView, known: dict[str, str]) -> str:
    """Say what a link shows: “Posts: Main, Prevention, scheduled”."""
    channels = {each.name: each.title for each in rounds().set_up.channels()}
    pillars = {each.name: each.title for each in rounds().set_up.pillars()}
    narrowed = [
        *(channels.get(name, name) for name in view.channels),
        *(pillars.get(name, name) for name in view.pillars),
        *(wording.STATES[each.value] for each in view.states),
        *([known.get(f"person:{view.person}", wording.SOMEBODY_GONE)] if view.person is not None else []),
        *([words.alarm(view.alarm)] if view.alarm is not None else []),
    ]
    kind = words.SHORT[view.kind.value]
    return f"{kind}: {', '.join(narrowed)}" if narrowed else kind


def _rename(link: CalendarLink) -> None:
    with st.popover(words.RENAME, icon=":material/edit:"):
        name = st.text_input(words.NEW_NAME, link.name, key=f"link-rename-{link.id}") or ""
        if st.button(words.RENAME, key=f"link-renamed-{link.id}", type="primary"):
            act(lambda: rounds().subscribing.rename(actor(), link.id, name), words.RENAMED)


def _rotate(link: CalendarLink) -> None:
    if not two_step(f"rotate-{link.id}", words.ROTATE, words.SURE_TO_ROTATE, icon=":material/autorenew:"):
        return
    tried = attempt(lambda: rounds().subscribing.rotate(actor(), link.id))
    if tried.value is None:
        st.error(tried.words, icon=":material/error:")
        return
    state().fresh_link = tried.value[1]
    st.rerun(scope="app")


def _revoke(link: CalendarLink) -> None:
    if two_step(f"revoke-{link.id}", wording.REVOKE, wording.SURE_TO_REVOKE, icon=":material/link_off:"):
        act(lambda: rounds().subscribing.revoke(actor(), link.id), wording.LINK_REVOKED)
