"""The list of the first hour as a small card, until it is done or put away."""

from __future__ import annotations

import streamlit as st

from scheduler.services.starting import GUIDES, Standing, Start, Step
from ui import start_words as words
from ui.parts.leading import go, lead
from ui.parts.page import act
from ui.session import actor, may_somewhere, rounds
from ui.state import state

_ICONS = {
    Standing.DONE: "check_circle",
    Standing.OPEN: "radio_button_unchecked",
    Standing.SKIPPED: "schedule",
}


def guides() -> bool:
    """Is this somebody who sets up the house?"""
    return any(map(may_somewhere, GUIDES))


def welcome() -> None:
    """Show the first hour instead of this page, once in a tab, to whoever opens an empty house."""
    memory = state()
    if memory.is_welcomed or not guides():
        return
    memory.is_welcomed = True
    start = rounds().starting.look()
    if start.is_empty and not start.is_away:
        go("start")


def card() -> None:
    """Draw it for whoever sets up the house; each line leads to the place where it is done."""
    if not guides():
        return
    start = rounds().starting.look()
    if start.has_sample:
        _sample()
    if start.next is None or start.is_away:
        return
    with st.container(border=True, gap="small", key="start-card"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            told = words.progress(start.done, len(start.steps))
            st.markdown(f"**{words.START}** · {told}", width="content")
            if st.button(words.PUT_AWAY, key="card-away", icon=":material/close:", type="tertiary"):
                act(lambda: rounds().starting.put_away(actor()), words.PUT_AWAY_DONE)
        _lines(start)


def _lines(start: Start) -> None:
    with st.container(horizontal=True, gap="small"):
        for step in Step:
            standing = start.steps[step]
            with st.container(width="content", key=f"card-{step.value}"):
                lead(
                    "start",
                    words.step_line(words.STEPS[step.value][0], standing.value),
                    icon=_ICONS[standing],
                    step=step.value,
                )


def _sample() -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="sample-mark"):
        st.badge(words.SAMPLE_IS_IN, icon=":material/science:", color="violet")
        with st.container(width="content"):
            lead("start", words.WHERE_SAMPLE)
