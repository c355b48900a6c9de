"""Leaders' own accounts: whose a channel is, and who may agree in the owner's place."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.plan import meant, wall_clock
from ui import people_words as words
from ui.moments import moment
from ui.parts.confirming import confirmed
from ui.parts.page import act, plain
from ui.session import actor, rounds

if TYPE_CHECKING:
    from scheduler.domain.people import Person
    from scheduler.domain.plan import Channel

_MONTH = timedelta(days=30)


def owner(channel: Channel, *, changes: bool) -> None:
    """Say whose account a channel is, and let who sets up say otherwise."""
    people = {person.id: person for person in rounds().people.all()}
    if channel.belongs_to is not None:
        st.caption(f":material/person: {plain(words.belongs_to(people[channel.belongs_to].name))}")
    if not changes:
        return
    with st.popover(words.WHOSE, icon=":material/badge:"):
        if confirmed(words.WHOSE, place=channel.name):
            _choose(channel, people)


def _choose(channel: Channel, people: dict[int, Person]) -> None:
    st.caption(words.WHOSE_HINT)
    speaks = rounds().policies.of(channel.name).is_clinician_voice
    known = [None, *(number for number, person in people.items() if person.active)]
    with st.form(f"owner-{channel.name}", border=False):
        chosen = st.selectbox(
            words.PERSON,
            known,
            index=known.index(channel.belongs_to) if channel.belongs_to in known else 0,
            format_func=lambda number: people[number].name if number else words.NOBODY_S,
            key=f"owner-of-{channel.name}",
        )
        as_clinician = st.toggle(words.AS_CLINICIAN, speaks, key=f"clinician-{channel.name}")
        if not st.form_submit_button(words.SAVE_OWNER, type="primary"):
            return
    email = people[chosen].email if chosen else None
    act(
        lambda: rounds().speaking_for.belongs(actor(), channel.name, email, is_clinician_voice=as_clinician),
        words.OWNER_SAVED,
    )


def own(person: Person) -> None:
    """Draw one's own accounts: who may agree in one's place, and the form that names somebody."""
    channels = [each for each in rounds().set_up.channels() if each.belongs_to == person.id]
    if not channels:
        return
    names = {each.id: each for each in rounds().people.all()}
    st.subheader(words.YOUR_ACCOUNTS, anchor=False)
    st.caption(words.YOUR_ACCOUNTS_HINT)
    for channel in channels:
        st.markdown(f"**{plain(channel.title)}**")
        for each in rounds().speaking_for.standing(channel.name):
            until = moment(each.until, channel.zone)
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(plain(words.agrees_until(names[each.person_id].name, until)), width="content")
                if st.button(words.TAKE_BACK, key=f"take-back-{each.id}", icon=":material/undo:"):
                    act(lambda each=each: rounds().speaking_for.take_back(actor(), each.id), words.TAKEN_BACK)  # type: ignore[misc] # the default is this one
        with st.popover(words.DELEGATE, icon=":material/group_add:"):
            if confirmed(words.DELEGATE, place=channel.name):
                _delegate(channel, [each for each in names.values() if each.active and each.id != person.id])


def _delegate(channel: Channel, others: list[Person]) -> None:
    today = wall_clock(rounds().clock.now(), channel.zone).date()
    with st.form(f"delegate-{channel.name}", border=False):
        chosen = st.selectbox(
            words.PERSON, others, format_func=lambda each: each.name, key=f"to-{channel.name}"
        )
        last = st.date_input(
            words.UNTIL,
            today + _MONTH,
            min_value=today,
            max_value=today + 12 * _MONTH,
            key=f"until-{channel.name}",
        )
        if not st.form_submit_button(words.DELEGATE, type="primary") or chosen is None:
            return
    until = meant(datetime.combine(last + timedelta(days=1), time()), channel.zone)[0]
    act(
        lambda: rounds().speaking_for.delegate(actor(), channel.name, chosen.email, until=until),
        words.DELEGATED,
    )
