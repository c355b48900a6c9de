"""The pause: hold everything at once, say why, let the emergency channel speak, and lift it with care."""

from __future__ import annotations

import streamlit as st

from scheduler.domain.plan import PauseScope
from ui import phrases, wording
from ui.boundary import attempt
from ui.moments import distance
from ui.parts.house import house_zone
from ui.parts.page import act, header, plain, two_step
from ui.parts.people import names
from ui.session import actor, rounds
from ui.state import state


def show() -> None:
    """Draw the page."""
    with header(wording.PAUSE, wording.PAUSE_ABOUT):
        pass
    _active()
    with st.container(border=True):
        _new()


def _active() -> None:
    known, now, zone = names(), rounds().clock.now(), house_zone()
    for pause in rounds().pausing.active():
        with st.container(border=True, key=f"pause-{pause.id}"):
            who = known.get(pause.by, pause.by)
            st.markdown(
                f":red[:material/pause_circle:] **{plain(phrases.paused(pause.scope.value, pause.name))}**"
            )
            st.markdown(plain(pause.reason))
            st.caption(phrases.made(who, distance(pause.created_at, now, zone)))
            if pause.exceptions:
                st.caption(phrases.excepted(list(pause.exceptions)))
            if two_step(f"lift-{pause.id}", wording.LIFT, wording.SURE_TO_LIFT, icon=":material/play_arrow:"):
                act(lambda pause=pause: rounds().pausing.lift(actor(), pause.id), wording.PAUSE_LIFTED)  # type: ignore[misc]


def _new() -> None:
    edition = state().form("pause")
    scope = (
        st.segmented_control(
            wording.PAUSE_WHAT,
            list(PauseScope),
            default=PauseScope.EVERYTHING,
            required=True,
            format_func=lambda each: wording.SCOPES[each.value],
            key=f"scope-{edition}",
        )
        or PauseScope.EVERYTHING
    )
    name, exceptions, titles = "", [], _titles(scope)
    if scope is PauseScope.EVERYTHING:
        exceptions = st.multiselect(
            wording.EXCEPT_FOR,
            list(titles),
            format_func=lambda channel: titles.get(channel, channel),
            key=f"except-{edition}",
            help=wording.EXCEPT_HINT,
        )
    else:
        label = wording.SCOPES[scope.value]
        name = (
            st.selectbox(label, list(titles), format_func=titles.__getitem__, key=f"paused-{edition}") or ""
        )
    reason = st.text_input(wording.PAUSE_WHY, key=f"why-{edition}", placeholder=wording.PAUSE_WHY_HINT) or ""
    if not two_step("pause", wording.PAUSE_NOW, wording.SURE_TO_PAUSE, icon=":material/pause_circle:"):
        return
    tried = attempt(
        lambda: rounds().pausing.pause(actor(), scope=scope, name=name, reason=reason, exceptions=exceptions)
    )
    if not tried.worked:
        st.error(tried.words, icon=":material/error:")
        return
    state().form_done("pause")
    state().say(wording.PAUSE_BEGAN)
    st.rerun(scope="app")


def _titles(scope: PauseScope) -> dict[str, str]:
    set_up = rounds().set_up
    known = set_up.pillars() if scope is PauseScope.PILLAR else set_up.channels()
    return {each.name: each.title for each in known}
