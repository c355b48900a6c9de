"""Getting started: the steps of the first hour, one of them open, and sample data to look around with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.services.starting import NEEDS, Standing, Start, Step
from ui import start_words as words
from ui.parts.leading import lead
from ui.parts.page import act, empty, header, plain
from ui.session import actor, may_somewhere, rounds
from ui.views.start import sample, steps

if TYPE_CHECKING:
    from typing import NoReturn

_ICONS = {
    Standing.DONE: ":green[:material/check_circle:]",
    Standing.OPEN: ":material/radio_button_unchecked:",
    Standing.SKIPPED: ":material/schedule:",
}


def show() -> None:
    """Draw the page."""
    start = rounds().starting.look()
    with header(words.START, words.START_ABOUT):
        _away(start)
    sample.show(start)
    st.markdown(f"**{words.progress(start.done, len(start.steps))}**")
    chosen = _chosen(start)
    if chosen is None:
        _nothing_open(start)
    for number, step in enumerate(Step, start=1):
        _step(number, step, start, is_chosen=step is chosen)


def _nothing_open(start: Start) -> None:
    is_all = start.done == len(start.steps)
    empty(
        ":material/task_alt:",
        words.ALL_DONE if is_all else words.FOR_LATER,
        step=words.ALL_DONE_STEP if is_all else words.FOR_LATER_STEP,
        leads=lambda: lead("calendar", words.TO_CALENDAR, icon="calendar_month"),
    )


def _away(start: Start) -> None:
    label = words.SHOW_AGAIN if start.is_away else words.PUT_AWAY
    if st.button(
        label, key="start-away", icon=":material/visibility:" if start.is_away else ":material/close:"
    ):
        done = words.SHOWN_AGAIN if start.is_away else words.PUT_AWAY_DONE
        act(lambda: rounds().starting.put_away(actor(), is_away=not start.is_away), done)


def _chosen(start: Start) -> Step | None:
    """Return the step that stands in the address, else the first open one; the address keeps it from now on.

    So it stays open while one adds a second pillar, though it is done by then.
    """
    named = st.query_params.get("step", "")
    chosen = Step(named) if named in set(Step) else start.next
    if chosen is not None:
        st.query_params["step"] = chosen.value
    return chosen


def _step(number: int, step: Step, start: Start, *, is_chosen: bool) -> None:
    standing = start.steps[step]
    title, why = words.STEPS[step.value]
    with st.container(border=True, gap="small", key=f"step-{step.value}"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"{_ICONS[standing]} **{words.step_title(number, title)}**", width="content")
            with st.container(horizontal=True, vertical_alignment="center", width="content", gap="small"):
                _badge(standing)
                if not is_chosen and st.button(words.OPEN_STEP, key=f"open-{step.value}", help=title):
                    _open(step)
        if is_chosen:
            st.markdown(why)
            _body(step, start)


def _badge(standing: Standing) -> None:
    if standing is Standing.DONE:
        st.badge(words.DONE, color="green")
    elif standing is Standing.SKIPPED:
        st.badge(words.SKIPPED, color="gray")


def _body(step: Step, start: Start) -> None:
    is_done = start.steps[step] is Standing.DONE
    if not is_done:
        _turns(step, start)
    there = steps.there(step)
    if there:
        st.caption(plain(words.there(there)))
    if may_somewhere(NEEDS[step]):
        steps.show(step, is_done=is_done)
    else:
        st.info(words.ask(NEEDS[step].value), icon=":material/lock:")
    if is_done:
        _turns(step, start)


def _turns(step: Step, start: Start) -> None:
    """Draw how to go on: to the next step, or past this one for now."""
    standing, after = start.steps[step], start.after(step)
    with st.container(horizontal=True):
        if (
            after is not None
            and standing is not Standing.OPEN
            and st.button(words.NEXT_STEP, key=f"next-{step.value}", icon=":material/arrow_forward:")
        ):
            _open(after)
        if standing is Standing.OPEN and st.button(words.SKIP, key=f"skip-{step.value}"):
            rounds().starting.skip(actor(), step)
            _open(after)
        if standing is Standing.SKIPPED and st.button(words.TAKE_UP, key=f"take-{step.value}"):
            rounds().starting.skip(actor(), step, is_skipped=False)
            _open(step)


def _open(step: Step | None) -> NoReturn:
    if step is None:
        st.query_params.pop("step", None)
    else:
        st.query_params["step"] = step.value
    st.rerun(scope="app")
