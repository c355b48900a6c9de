"""The form that makes a calendar link: what it shows, of what, and how much of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.calendar_view import TAKES, CalendarView, ViewKind
from scheduler.domain.people import Permission
from scheduler.domain.post import PostState
from scheduler.domain.record import Detail
from ui import calendar_link_words as words
from ui import start_words, wording
from ui.boundary import attempt
from ui.session import actor, may, may_somewhere, rounds
from ui.state import state

if TYPE_CHECKING:
    from typing import Any


def show() -> None:
    """Draw the form; a link that was made stands in the tab's memory."""
    edition, details = state().form("link"), list(Detail)
    with st.container(border=True, key="make-link"):
        kind = st.selectbox(
            words.KIND,
            list(ViewKind) if may_somewhere(Permission.SHARE_CALENDARS) else [ViewKind.APPROVALS],
            format_func=lambda each: words.KINDS[each.value],
            key=f"link-kind-{edition}",
        )
        with st.form(f"link-{edition}-{kind}", border=False):
            label = words.YOUR_PROGRAM if kind is ViewKind.APPROVALS else wording.LINK_NAME
            name = st.text_input(
                label,
                placeholder=wording.LINK_NAME_HINT,
                help=start_words.LINK_NAME,
                key=f"link-name-{edition}",
            )
            narrowed = _narrowed(kind, edition)
            detail = st.selectbox(
                wording.DETAIL,
                details,
                format_func=lambda each: wording.DETAILS[each.value],
                help=wording.DETAIL_HINT,
                key=f"link-detail-{edition}",
            )
            if not st.form_submit_button(wording.MAKE_LINK, type="primary", icon=":material/add_link:"):
                return
    view = CalendarView(kind=kind, **narrowed)
    tried = attempt(lambda: rounds().subscribing.make(actor(), name or "", detail=detail, view=view))
    if tried.value is None:
        st.error(tried.words, icon=":material/error:")
        return
    state().form_done("link")
    state().fresh_link = tried.value[1]
    st.rerun(scope="app")


def _narrowed(kind: ViewKind, edition: str) -> dict[str, Any]:
    """Draw what this kind can be narrowed by, and return what was chosen."""
    if kind is ViewKind.APPROVALS:
        return _approvals(edition)
    fields = [field for name, field in _FIELDS if name in TAKES[kind]]
    found: dict[str, Any] = {}
    for begin in range(0, len(fields), 2):
        for place, field in zip(st.columns(2), fields[begin : begin + 2], strict=False):
            with place:
                found |= field(edition)
    return found


def _approvals(edition: str) -> dict[str, Any]:
    st.caption(words.MINE_ALONE)
    minutes = st.selectbox(
        words.ALARM, list(words.ALARMS), format_func=words.ALARMS.__getitem__, key=f"link-alarm-{edition}"
    )
    return {"person": actor().person_id, "alarm": minutes}


def _channels(edition: str) -> dict[str, Any]:
    titles = {
        each.name: each.title
        for each in rounds().set_up.channels()
        if may(Permission.SHARE_CALENDARS, on=each.name)
    }
    placeholder = words.ALL_CHANNELS
    return {"channels": _several(words.CHANNELS, titles, key=f"link-channels-{edition}", none=placeholder)}


def _pillars(edition: str) -> dict[str, Any]:
    titles = {each.name: each.title for each in rounds().set_up.pillars()}
    return {"pillars": _several(words.PILLARS, titles, key=f"link-pillars-{edition}", none=words.ALL_PILLARS)}


def _states(edition: str) -> dict[str, Any]:
    titles = {each: wording.STATES[each.value] for each in PostState}
    return {"states": _several(words.STATES, titles, key=f"link-states-{edition}", none=words.ALL_STATES)}


def _person(edition: str) -> dict[str, Any]:
    people = {each.id: each.name for each in rounds().people.all() if each.active}
    whose = st.selectbox(
        words.PERSON,
        [None, *people],
        format_func=lambda each: people.get(each, words.ANYBODY),
        help=words.PERSON_HINT,
        key=f"link-person-{edition}",
    )
    return {"person": whose}


def _several(label: str, titles: dict[Any, str], *, key: str, none: str) -> tuple[Any, ...]:
    chosen = st.multiselect(
        label,
        list(titles),
        format_func=titles.__getitem__,
        placeholder=none,
        help=start_words.LINK_NARROWED,
        key=key,
    )
    return tuple(chosen)


_FIELDS = (("channels", _channels), ("pillars", _pillars), ("states", _states), ("person", _person))
