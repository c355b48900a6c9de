"""Links by which people choose a password: where an administrator makes one, sees it once, and ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import invitation_words as words
from ui.boundary import attempt
from ui.moments import moment
from ui.parts.house import house_zone
from ui.parts.page import act, plain
from ui.session import actor, rounds
from ui.state import state

if TYPE_CHECKING:
    from scheduler.domain.invitations import Invitation
    from scheduler.domain.people import Person


def make(person: Person) -> None:
    """Make a link for somebody who was just added, to be shown once; where it can't be, say the next step."""
    if not rounds().inviting.is_for(person):
        return
    tried = attempt(lambda: rounds().inviting.make(actor(), person.email))
    if tried.value is None:
        state().say(words.ASK_FOR_LINK, tone="bad")
        return
    state().fresh_invitation = (person.name, *tried.value)


def fresh() -> None:
    """Show a link that was just made, until the person is done with it."""
    made = state().fresh_invitation
    if made is None:
        return
    name, link, address = made
    with st.container(border=True, key="fresh-invitation"):
        st.markdown(f"**{plain(words.for_whom(name))}**")
        st.caption(words.MADE)
        st.code(address.reveal(), language=None, wrap_lines=True)
        st.caption(plain(words.good_until(moment(link.until, house_zone()))))
        if not rounds().settings.public_url:
            st.warning(words.NOT_FROM_ELSEWHERE, icon=":material/public_off:")
        if st.button(words.DONE, type="primary", key="invitation-done"):
            state().fresh_invitation = None
            st.rerun(scope="app")


def standing(link: Invitation) -> None:
    """Say that a link is out, and until when."""
    st.caption(f":material/link: {plain(words.until(moment(link.until, house_zone())))}")


def panel(person: Person) -> None:
    """Draw the buttons that make and end a person's link."""
    inviting = rounds().inviting
    if not inviting.is_for(person):
        st.caption(words.NO_LINK_NEEDED)
        return
    is_out = person.id in inviting.standing()
    label = words.LINK_RESET if rounds().people.has_password(person) else words.LINK_NEW
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            label,
            key=f"link-{person.id}",
            icon=":material/link:",
            help=words.LINK_AGAIN if is_out else words.LINK_HINT,
        ):
            tried = attempt(lambda: inviting.make(actor(), person.email))
            if tried.value is None:
                st.error(tried.words, icon=":material/error:")
                return
            state().fresh_invitation = (person.name, *tried.value)
            st.rerun(scope="app")
        if is_out and st.button(words.END, key=f"link-end-{person.id}", icon=":material/link_off:"):
            act(lambda: inviting.revoke(actor(), person.email), words.IS_ENDED)
