"""Sample data on the page of the first hour: put in by one click, taken out by one click and one question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import Permission
from ui import start_words as words
from ui.boundary import attempt
from ui.moments import moment
from ui.parts.page import plain, two_step
from ui.session import actor, may, rounds
from ui.state import state

if TYPE_CHECKING:
    from scheduler.services.samples import Changed, Sample
    from scheduler.services.starting import Start

#: So many of the changed ones are named.
_SHOWN = 8


def show(start: Start) -> None:
    """Offer sample data to an empty house, or to take it out where it is."""
    standing = rounds().samples.standing()
    if standing is not None:
        _take_out(standing)
    elif start.is_empty and may(Permission.SET_UP):
        _fill()


def _fill() -> None:
    with st.container(border=True, gap="xsmall", key="sample"):
        st.markdown(f":material/science: **{words.SAMPLE}**")
        st.caption(words.SAMPLE_ABOUT)
        if not st.button(words.FILL, key="sample-fill", icon=":material/auto_awesome:"):
            return
    tried = attempt(lambda: rounds().samples.fill(actor()))
    if tried.value is None:
        st.error(tried.words, icon=":material/error:")
        return
    state().say(words.filled(tried.value))
    st.rerun(scope="app")


def _take_out(standing: Sample) -> None:
    with st.container(border=True, gap="small", key="sample"):
        st.markdown(f":material/science: **{words.SAMPLE_IS_IN}**")
        st.caption(words.sample_counts(standing.posts, standing.own))
        if not may(Permission.SET_UP):
            return
        keeps = bool(standing.changed) and _keeps(standing.changed)
        if two_step("sample", words.TAKE_OUT, words.SURE, icon=":material/delete_sweep:"):
            _do(keeps=keeps)


def _keeps(changed: tuple[Changed, ...]) -> bool:
    st.markdown(words.changed(len(changed)))
    lines = [plain(words.changed_line(moment(each.due, each.zone), each.text)) for each in changed[:_SHOWN]]
    if len(changed) > _SHOWN:
        lines.append(words.more_changed(len(changed) - _SHOWN))
    st.markdown("\n".join(f"- {line}" for line in lines))
    return st.checkbox(
        words.KEEP_CHANGED, value=True, help=words.KEEP_CHANGED_HINT, key=f"sample-keep-{len(changed)}"
    )


def _do(*, keeps: bool) -> None:
    tried = attempt(lambda: rounds().samples.take_out(actor(), keeps_changed=keeps))
    if tried.value is None:
        st.error(tried.words, icon=":material/error:")
        return
    gone = tried.value
    said = words.taken_out(gone.posts, gone.kept, has_channel=gone.has_channel)
    state().say(said if gone.posts or gone.has_channel else words.NOTHING_LEFT)
    st.rerun(scope="app")
