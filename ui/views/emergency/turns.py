"""Who is on call for the emergency words, now and next."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import streamlit as st

from scheduler.domain.people import Actor, Permission
from scheduler.domain.plan import resolve, wall_clock
from ui import emergency_words as words
from ui.moments import moment
from ui.parts.house import house_zone
from ui.parts.page import act, empty, plain
from ui.session import actor, may, rounds
from ui.state import state

_HANDOVER = time(8)


def show() -> None:
    """Draw the list, and for those who keep it the form."""
    found, zone = rounds().emergency.lane.turns(), house_zone()
    if not found:
        empty(":material/support_agent:", words.NOBODY_LISTED, step=words.NOBODY_LISTED_STEP)
    for each in found:
        with st.container(border=True, gap="xsmall", key=f"turn-{each.turn.id}"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(f"**{plain(each.name)}**")
                st.badge(
                    words.TURN_NOW if each.is_now else words.TURN_LATER,
                    color="green" if each.is_now else "gray",
                )
            st.caption(plain(f"{moment(each.turn.begins, zone)} – {moment(each.turn.ends, zone)}"))  # noqa: RUF001 - a span
            number = each.turn.id
            if may(Permission.OPEN_FAST_LANE) and st.button(words.TAKE_OFF, key=f"off-{number}"):
                act(lambda number=number: rounds().emergency.lane.take_off(actor(), number), words.TAKEN_OFF)  # type: ignore[misc] # the loop's own
    if may(Permission.OPEN_FAST_LANE):
        with st.expander(words.PUT_ON_CALL, icon=":material/add:", expanded=not found):
            _add(zone)


def _add(zone: str) -> None:
    people = {
        each.id: each.name
        for each in rounds().people.all()
        if each.active and Actor.of(each).may_somewhere(Permission.APPROVE)
    }
    edition, today = state().form("on-call"), wall_clock(rounds().clock.now(), zone)
    person = st.selectbox(words.PERSON, list(people), format_func=people.__getitem__, key=f"who-{edition}")
    now = today.replace(second=0, microsecond=0)
    begins = st.datetime_input(words.FROM, now, key=f"from-{edition}")
    week = datetime.combine(today.date() + timedelta(days=7), _HANDOVER)
    ends = st.datetime_input(words.UNTIL, week, key=f"until-{edition}")
    if not people or not st.button(words.PUT_ON_CALL, key="put-on-call", type="primary"):
        return

    def put() -> None:
        rounds().emergency.lane.put_on_call(
            actor(), person, begins=resolve(begins, zone)[0], ends=resolve(ends, zone)[0]
        )
        state().form_done("on-call")

    act(put, words.ON_CALL_KEPT)
