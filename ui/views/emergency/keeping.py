"""The words for a crisis as they are kept: read, approved by two, confirmed, changed, retired."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import streamlit as st

from scheduler.domain.emergency import TemplateState
from scheduler.domain.people import Permission
from ui import emergency_words as words
from ui import wording
from ui.moments import moment
from ui.parts.house import house_zone
from ui.parts.page import act, empty, lines, plain, two_step
from ui.session import actor, may, rounds
from ui.state import state

if TYPE_CHECKING:
    from scheduler.domain.emergency import EmergencyTemplate


_COLOURS: Final[dict[str, Literal["gray", "green", "orange"]]] = {
    "draft": "gray",
    "ready": "green",
    "expired": "orange",
    "retired": "gray",
}


def show() -> None:
    """Draw every one, and the form for a new one."""
    found = rounds().emergency.words.all()
    if not found:
        empty(":material/campaign:", words.NO_WORDS, step=words.NO_WORDS_STEP)
        if may(Permission.WRITE) and st.button(words.ADD_STARTERS, key="add-starters", type="primary"):
            act(lambda: rounds().emergency.words.add_starters(actor()), words.STARTERS_ADDED)
    for each in found:
        _card(each)
    if may(Permission.WRITE):
        with st.expander(words.WRITE, icon=":material/add:"):
            _write()


def _card(each: EmergencyTemplate) -> None:
    found = each.state(rounds().clock.now())
    with st.container(border=True, gap="small", key=f"words-{each.name}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{plain(each.title)}**")
            st.badge(words.STATES[found.value], color=_COLOURS[found.value])
        st.markdown(lines(each.text))
        facts = [each.label, ", ".join(each.channels)]
        if found is TemplateState.DRAFT:
            facts.append(words.missing([part.value for part in each.missing]))
        elif each.review_by:
            facts.append(words.good_until(moment(each.review_by, house_zone())))
        st.caption(plain(" · ".join(fact for fact in facts if fact)))
        with st.container(horizontal=True):
            _decide(each, found)
            _change(each)


def _decide(each: EmergencyTemplate, found: TemplateState) -> None:
    if not may(Permission.APPROVE):
        return
    kept, read = rounds().emergency.words, state().words_read(each.name, each.digest)
    if found is not TemplateState.DRAFT:
        if st.button(words.CONFIRM, key=f"confirm-{each.name}", icon=":material/task_alt:"):
            act(lambda: kept.confirm(actor(), each.name, digest=read), words.CONFIRMED)
        return
    if actor().key in each.writers:
        st.caption(words.YOUR_WORDS)
        return
    with st.popover(words.APPROVE, icon=":material/check:"):
        for said in kept.said_of(each.name):
            st.caption(f":orange[:material/warning:] {plain(said)}")
        comment = st.text_input(words.WHY_HELD, key=f"why-{each.name}") or ""
        if st.button(words.APPROVE, key=f"approve-{each.name}", type="primary", icon=":material/check:"):
            act(lambda: kept.approve(actor(), each.name, digest=read, comment=comment), words.APPROVED)


def _change(each: EmergencyTemplate) -> None:
    kept = rounds().emergency.words
    if may(Permission.WRITE):
        with st.popover(words.REVISE, icon=":material/edit:"):
            title = st.text_input(words.TITLE, each.title, key=f"title-{each.label}") or ""
            text = st.text_area(words.TEXT, each.text, key=f"text-{each.label}", help=words.TEXT_HINT) or ""
            if st.button(words.REVISE, key=f"revise-{each.label}", type="primary"):
                act(lambda: kept.revise(actor(), each.name, {"title": title, "text": text}), words.WRITTEN)
    if may(Permission.APPROVE) and two_step(
        f"retire-{each.name}", words.RETIRE, words.SURE_TO_RETIRE, icon=":material/delete:"
    ):
        act(lambda: kept.retire(actor(), each.name), words.RETIRED)


def _write() -> None:
    edition = state().form("emergency-words")
    name = st.text_input(words.NAME, key=f"name-{edition}", help=words.NAME_HINT) or ""
    title = st.text_input(words.TITLE, key=f"title-{edition}") or ""
    text = st.text_area(words.TEXT, key=f"text-{edition}", help=words.TEXT_HINT) or ""
    titles = {each.name: each.title for each in rounds().set_up.channels()}
    channels = st.multiselect(
        words.ONLY_ON,
        list(titles),
        format_func=titles.__getitem__,
        key=f"only-{edition}",
        help=words.ONLY_ON_HINT,
        placeholder=wording.CHOOSE_OPTIONS,
    )
    if not st.button(words.WRITE, key=f"write-{edition}", type="primary", icon=":material/check:"):
        return

    def write() -> None:
        rounds().emergency.words.write(actor(), name=name, title=title, text=text, channels=tuple(channels))
        state().form_done("emergency-words")

    act(write, words.WRITTEN)
