"""The people: who signs in, and what their roles let them do, everywhere and on single channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import PERMISSIONS
from scheduler.domain.sign_on import PasswordsFor
from ui import invitation_words, phrases, second_factor_words, start_words, wording
from ui import people_words as words
from ui.boundary import attempt
from ui.parts import invitations
from ui.parts.page import plain
from ui.parts.roles import role_fields
from ui.session import actor, rounds
from ui.state import state
from ui.views.settings import person as panel
from ui.views.settings import sign_on, two_step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scheduler.domain.people import Person


def show(*, changes: bool) -> None:
    """Draw everybody, and for an administrator the forms that change one and add one."""
    everybody = rounds().people.all()
    titles = {channel.name: channel.title for channel in rounds().set_up.channels()}
    links = rounds().inviting.standing() if changes else {}
    coded = rounds().second_factors.everybody_with() if changes else frozenset()
    for person in sorted(everybody, key=lambda each: not each.active):
        with st.container(border=True, gap="xsmall"):
            _card(person, titles, with_address=changes, has_two_steps=person.id in coded)
            if person.id in links:
                invitations.standing(links[person.id])
    invitations.fresh()
    with st.expander(wording.WHAT_ROLES_MAY, icon=":material/info:"):
        _roles()
    if changes:
        panel.show(everybody, titles)
        with st.expander(wording.ADD_PERSON, icon=":material/person_add:"):
            add(titles)
        two_step.show()
        sign_on.show()


def _card(person: Person, titles: Mapping[str, str], *, with_address: bool, has_two_steps: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{plain(person.name)}**", width="content")
        if not person.active:
            st.badge(wording.CLOSED, color="gray", icon=":material/block:")
        elif person.must_change_since is not None:
            st.badge(words.HAS_TO_CHOOSE, color="orange", icon=":material/key:")
        if has_two_steps:
            st.badge(second_factor_words.BADGE, color="green", icon=":material/verified_user:")
        for role in person.roles:
            st.badge(phrases.role(role.value), color="blue")
        for channel, given in person.channel_roles.items():
            for role in given:
                where = plain(titles.get(channel, channel))
                st.badge(words.on_channel(phrases.role(role.value), where), color="gray")
    if with_address:
        st.caption(plain(person.email))


def _roles() -> None:
    for role, allowed in PERMISSIONS.items():
        may = phrases.allowed(sorted(each.value for each in allowed))
        line = words.ROLE_LINES[role.value]
        st.markdown(f"**{phrases.role(role.value)}** {line}.  \n:small[:gray[{words.MAY}: {may}]]")


def add(titles: Mapping[str, str]) -> None:
    """Draw the form for a new person; `titles` are those of the channels, by their names."""
    edition = state().form("person")
    with st.form(f"person-{edition}", border=False):
        name = st.text_input(wording.NAME, help=start_words.PERSON_NAME, key=f"person-name-{edition}")
        email = st.text_input(
            wording.MAIL_ADDRESS, type="email", help=start_words.PERSON_MAIL, key=f"person-mail-{edition}"
        )
        roles, channel_roles = role_fields(titles, edition)
        password = _first_password(edition)
        if not st.form_submit_button(wording.ADD_PERSON, type="primary"):
            return
    tried = attempt(
        lambda: rounds().people.add(
            actor(),
            name=name or "",
            email=(email or "").strip(),
            roles=roles,
            channel_roles=channel_roles,
            password=password or None,
        )
    )
    if not tried.worked:
        st.error(tried.words, icon=":material/error:")
        return
    state().form_done("person")
    state().say(phrases.added(name or ""))
    if not password and tried.value is not None:
        invitations.make(tried.value)
    st.rerun(scope="app")


def _first_password(edition: str) -> str:
    """Draw the field for a password, where people sign in with one: left empty, they get a link."""
    if rounds().single_sign_on.passwords_for() is not PasswordsFor.EVERYBODY:
        st.caption(invitation_words.NO_LINK_NEEDED)
        return ""
    typed = st.text_input(
        wording.FIRST_PASSWORD,
        type="password",
        autocomplete="new-password",
        help=invitation_words.LEFT_EMPTY,
        placeholder=invitation_words.BY_LINK,
        key=f"person-word-{edition}",
    )
    return typed or ""
