"""What an administrator changes of one person: name, roles, password, whether they come in at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import people_words as words
from ui import second_factor_words, wording
from ui.parts import invitations
from ui.parts.confirming import confirmed
from ui.parts.page import act, two_step
from ui.parts.roles import role_fields
from ui.session import actor, rounds
from ui.state import state

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scheduler.domain.people import Person


def show(everybody: Sequence[Person], titles: Mapping[str, str]) -> None:
    """Let a person be chosen, and draw what can be changed of them."""
    with st.expander(words.CHANGE_PERSON, icon=":material/manage_accounts:"):
        chosen = st.selectbox(
            words.PERSON,
            [person.email for person in everybody],
            index=None,
            format_func={person.email: person.name for person in everybody}.__getitem__,
            placeholder=words.CHOOSE_PERSON,
            key="person-chosen",
        )
        person = next((each for each in everybody if each.email == chosen), None)
        if person is not None and confirmed(words.CHANGE_PEOPLE):
            _panel(person, titles)


def _panel(person: Person, titles: Mapping[str, str]) -> None:
    people = rounds().people
    if not person.active:
        if st.button(words.REOPEN, key=f"reopen-{person.id}", icon=":material/lock_open:"):
            act(lambda: people.reopen(actor(), person.email), words.ACCOUNT_REOPENED)
        return
    _name(person)
    _roles(person, titles)
    is_self = person.id == actor().person_id
    if not is_self:
        invitations.panel(person)
    if not is_self and people.has_password(person):
        _password(person)
    if not is_self and rounds().second_factors.is_on(person):
        _reset(person)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(words.SIGN_OUT_PERSON, key=f"out-{person.id}", icon=":material/logout:"):
            act(lambda: people.sign_out_everywhere(actor(), person), words.PERSON_SIGNED_OUT)
        if not is_self and two_step(
            f"close-{person.id}", words.CLOSE, words.SURE_TO_CLOSE, icon=":material/block:"
        ):
            act(lambda: people.close(actor(), person.email), words.ACCOUNT_CLOSED)


def _reset(person: Person) -> None:
    sure = second_factor_words.SURE_TO_RESET
    if two_step(f"two-step-{person.id}", second_factor_words.RESET, sure, icon=":material/mobile_off:"):
        act(lambda: rounds().second_factors.reset(actor(), person.email), second_factor_words.IS_RESET)


def _name(person: Person) -> None:
    with st.form(f"name-{person.id}", border=False):
        name = st.text_input(wording.NAME, person.name, key=f"name-of-{person.id}-{person.name}") or ""
        if st.form_submit_button(wording.SAVE) and name != person.name:
            act(lambda: rounds().people.rename(actor(), person.email, name), words.RENAMED)


def _roles(person: Person, titles: Mapping[str, str]) -> None:
    held = f"{person.roles}{person.channel_roles}"  # what somebody else changed is drawn anew
    with st.form(f"roles-{person.id}", border=False):
        roles, channel_roles = role_fields(
            titles, f"{person.id}-{hash(held)}", roles=person.roles, channel_roles=person.channel_roles
        )
        if not st.form_submit_button(words.SAVE_ROLES, type="primary"):
            return
    act(
        lambda: rounds().people.set_roles(actor(), person.email, roles=roles, channel_roles=channel_roles),
        words.ROLES_SAVED,
    )


def _password(person: Person) -> None:
    name = f"one-time-{person.id}"
    edition = state().form(name)
    with st.form(f"form-{edition}", border=False):
        typed = st.text_input(
            words.ONE_TIME,
            type="password",
            autocomplete="new-password",
            help=words.ONE_TIME_HINT,
            key=f"typed-{edition}",
        )
        if not st.form_submit_button(words.SET_ONE):
            return
    act(lambda: rounds().people.set_password(actor(), person.email, typed or ""), words.ONE_IS_SET)
