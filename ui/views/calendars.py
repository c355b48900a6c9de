"""Calendar links: how everyone else sees the plan, in the calendar program they already have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.record import Detail
from ui import phrases, wording
from ui.boundary import attempt
from ui.moments import distance
from ui.parts.house import house_zone
from ui.parts.page import act, empty, header, plain, two_step
from ui.parts.people import names
from ui.session import actor, rounds
from ui.state import state

if TYPE_CHECKING:
    from scheduler.domain.record import CalendarLink


def show() -> None:
    """Draw the page."""
    with header(wording.CALENDARS, wording.CALENDARS_ABOUT):
        pass
    if state().fresh_link:
        _fresh(state().fresh_link)
    else:
        _make()
    links = [link for link in rounds().subscribing.all() if link.revoked_at is None]
    st.subheader(wording.LINKS_IN_USE, anchor=False)
    if not links:
        empty(":material/event:", wording.NO_LINKS, step=wording.NO_LINKS_STEP)
    known = names()
    for link in links:
        _line(link, known)


def _make() -> None:
    channels = {channel.name: channel.title for channel in rounds().set_up.channels()}
    edition = state().form("link")
    details = list(Detail)
    with st.form(f"link-{edition}"):
        name = (
            st.text_input(wording.LINK_NAME, placeholder=wording.LINK_NAME_HINT, key=f"link-name-{edition}")
            or ""
        )
        left, right = st.columns(2)
        channel = left.selectbox(
            wording.CHANNEL,
            ["", *channels],
            format_func=lambda each: channels.get(each, wording.ALL_CHANNELS),
            key=f"link-channel-{edition}",
        )
        detail = right.selectbox(
            wording.DETAIL,
            details,
            format_func=lambda each: wording.DETAILS[each.value],
            help=wording.DETAIL_HINT,
            key=f"link-detail-{edition}",
        )
        if not st.form_submit_button(wording.MAKE_LINK, type="primary", icon=":material/add_link:"):
            return
    tried = attempt(lambda: rounds().subscribing.make(actor(), name, detail=detail, channel=channel or ""))
    if tried.value is None:
        st.error(tried.words, icon=":material/error:")
        return
    state().form_done("link")
    state().fresh_link = tried.value[1]
    st.rerun(scope="app")


def _fresh(token: str) -> None:
    addresses = rounds().subscribing.addresses(token)
    with st.container(border=True, key="fresh-link"):
        st.markdown(f"**{wording.LINK_MADE}**")
        st.caption(wording.LINK_ONCE)
        st.code(addresses.https, language=None, wrap_lines=True)
        with st.container(horizontal=True):
            st.link_button("Outlook", addresses.outlook, icon=":material/calendar_add_on:")
            st.link_button("Apple", addresses.webcal, icon=":material/calendar_add_on:")
            st.link_button("Google", addresses.google, icon=":material/calendar_add_on:")
            if st.button(wording.DONE, type="primary", key="link-done"):
                state().fresh_link = ""
                st.rerun(scope="app")


def _line(link: CalendarLink, known: dict[str, str]) -> None:
    now, zone = rounds().clock.now(), house_zone()
    with st.container(border=True, gap="xsmall", key=f"calendar-link-{link.id}"):
        st.markdown(f"**{plain(link.name)}**")
        made = phrases.made(known.get(link.created_by, link.created_by), distance(link.created_at, now, zone))
        st.caption(
            phrases.facts(
                wording.DETAILS[link.detail.value], plain(link.channel) or wording.ALL_CHANNELS, made
            )
        )
        fetched = distance(link.last_fetch_at, now, zone) if link.last_fetch_at else ""
        st.caption(phrases.fetched(fetched, plain(link.last_client), link.fetches))
        if two_step(f"revoke-{link.id}", wording.REVOKE, wording.SURE_TO_REVOKE, icon=":material/link_off:"):
            act(lambda: rounds().subscribing.revoke(actor(), link.id), wording.LINK_REVOKED)
