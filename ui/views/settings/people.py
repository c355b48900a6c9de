"""The people: who signs in, and what their roles let them do."""

from __future__ import annotations

import streamlit as st

from scheduler.domain.people import PERMISSIONS, Role
from ui import phrases, wording
from ui.boundary import attempt
from ui.parts.page import plain
from ui.session import actor, rounds
from ui.state import state


def show(*, changes: bool) -> None:
    """Draw everybody, and the form for a new account."""
    for person in rounds().people.all():
        with st.container(border=True, gap="xsmall"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(f"**{plain(person.name)}**", width="content")
                if not person.active:
                    st.badge(wording.CLOSED, color="gray", icon=":material/block:")
                for role in person.roles:
                    st.badge(phrases.role(role.value), color="blue")
            if changes:
                st.caption(plain(person.email))
    with st.expander(wording.WHAT_ROLES_MAY, icon=":material/info:"):
        for role, allowed in PERMISSIONS.items():
            st.markdown(
                f"**{phrases.role(role.value)}**: {phrases.allowed(sorted(each.value for each in allowed))}"
            )
    if changes:
        with st.expander(wording.ADD_PERSON, icon=":material/person_add:"):
            _add()


def _add() -> None:
    edition = state().form("person")
    with st.form(f"person-{edition}", border=False):
        name = st.text_input(wording.NAME, key=f"person-name-{edition}")
        email = st.text_input(wording.MAIL_ADDRESS, type="email", key=f"person-mail-{edition}")
        roles = st.multiselect(
            wording.ROLES,
            list(Role),
            format_func=lambda each: phrases.role(each.value),
            key=f"roles-{edition}",
        )
        password = st.text_input(
            wording.FIRST_PASSWORD, type="password", help=wording.PASSWORD_HINT, key=f"person-word-{edition}"
        )
        if not st.form_submit_button(wording.ADD_PERSON, type="primary"):
            return
    tried = attempt(
        lambda: rounds().people.add(
            actor(), name=name or "", email=(email or "").strip(), roles=roles, password=password or ""
        )
    )
    if not tried.worked:
        st.error(tried.words, icon=":material/error:")
        return
    state().form_done("person")
    state().say(phrases.added(name or ""))
    st.rerun(scope="app")
