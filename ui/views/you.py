"""One's own account: what one may do, the password, and the browsers that are signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import density_words, language_words, phrases, wording
from ui import people_words as words
from ui.moments import distance, moment
from ui.parts import belonging, density, own_password, speaking, two_step
from ui.parts.house import house_zone
from ui.parts.page import act, header, plain
from ui.session import actor, current_visit, rounds

if TYPE_CHECKING:
    from scheduler.domain.people import Person
    from scheduler.services.signing_in import Visit


def show() -> None:
    """Draw the page."""
    with header(words.YOU, words.YOU_ABOUT):
        pass
    visit = current_visit()
    if visit is None:
        return
    _name(visit.person)
    _roles(visit.person)
    belonging.own(visit.person)
    st.subheader(wording.PASSWORD, anchor=False)
    with st.container(width=480):
        if rounds().people.has_password(visit.person):
            own_password.form()
        else:
            st.caption(words.KEPT_ELSEWHERE)
    if rounds().people.has_password(visit.person):
        with st.container(width=480):
            two_step.show(visit)
    st.subheader(language_words.LANGUAGE, anchor=False)
    speaking.switch(visit.person)
    st.subheader(density_words.DENSITY, anchor=False)
    density.switch(visit.person)
    st.subheader(words.SIGNED_IN_WHERE, anchor=False)
    _sessions(visit)
    _browsers(visit.person)


def _name(person: Person) -> None:
    with st.form("own-name", border=False, width=480):
        name = st.text_input(wording.NAME, person.name, key=f"own-name-{person.name}") or ""
        st.caption(plain(person.email))
        if st.form_submit_button(wording.SAVE) and name != person.name:
            act(lambda: rounds().people.rename(actor(), person.email, name), words.RENAMED)


def _roles(person: Person) -> None:
    titles = {channel.name: channel.title for channel in rounds().set_up.channels()}
    st.subheader(words.WHAT_YOU_MAY, anchor=False)
    held = [(role, "") for role in person.roles]
    held += [(role, titles.get(name, name)) for name, given in person.channel_roles.items() for role in given]
    for role, channel in held:
        where = f" · {plain(channel)}" if channel else ""
        line = words.ROLE_LINES[role.value]
        st.markdown(f"**{phrases.role(role.value)}**{where}  \n:small[:gray[{line}]]")


def _sessions(visit: Visit) -> None:
    people, now, zone = rounds().people, rounds().clock.now(), house_zone()
    sessions = people.sessions(visit.person)
    for session in sessions:
        is_here = session.token_sha256 == visit.session.token_sha256
        name = plain(session.browser or words.UNKNOWN_BROWSER)
        since, used = (moment(at, zone) for at in (session.created_at, session.used_at))
        icon = ":material/computer:" if is_here else ":material/devices_other:"
        here = f" :green-badge[{words.THIS_BROWSER}]" if is_here else ""
        st.markdown(f"{icon} **{name}**{here}  \n:small[:gray[{plain(words.since(since, used))}]]")
        if is_here:
            left = distance(session.expires_at, now, zone)
            st.caption(plain(words.ends(left)))
    if len(sessions) > 1 and st.button(words.SIGN_OUT_OTHERS, icon=":material/logout:"):
        act(
            lambda: people.sign_out_everywhere(actor(), visit.person, but=visit.session.token_sha256),
            words.SIGNED_OUT_OTHERS,
        )


def _browsers(person: Person) -> None:
    """Tell of the browsers that were new in the last days."""
    now, zone = rounds().clock.now(), house_zone()
    known = rounds().people.browsers(person)
    recent = [each for each in known[:-1] if now - each.first_at < words.NEW_FOR]
    for each in recent:
        name = plain(each.name or words.UNKNOWN_BROWSER)
        st.markdown(f":orange-badge[{words.NEW_BROWSER}] {name} · {plain(moment(each.first_at, zone))}")
    if recent:
        st.caption(words.NOT_YOU)
