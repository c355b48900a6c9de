"""Make a pause or drill one: what it holds, why, until when, and who may still speak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from scheduler.domain.lane import Lane
from scheduler.domain.plan import Pause, PauseScope
from ui import pause_words as words
from ui import wording
from ui.boundary import attempt
from ui.content_phrases import title_of
from ui.moments import moment
from ui.parts.page import plain, two_step
from ui.session import actor, rounds
from ui.state import state
from ui.views.pausing import ends

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.services.drill_record import Preview


def show(*, is_proved: bool) -> None:
    """Draw the form, what it would hold, and its two buttons for who proved who they are."""
    memory = state()
    memory.pause_opened = memory.pause_opened or rounds().clock.now()
    edition = memory.form("pause")
    scope = _scope(edition)
    titles = _titles(scope)
    name = _name(edition, scope, titles)
    reason = _reason(edition)
    until = attempt(lambda: ends.choose(edition))
    if not until.worked:
        st.error(until.words, icon=":material/error:")
    exceptions, lanes = _speaking(edition, scope, titles)
    terms: dict[str, Any] = {
        "scope": scope,
        "name": name,
        "reason": reason,
        "exceptions": exceptions,
        "lanes": lanes,
        "ends_at": until.value,
    }
    _preview(terms)
    if not is_proved:
        return
    if two_step("pause", wording.PAUSE_NOW, wording.SURE_TO_PAUSE, icon=":material/pause_circle:"):
        if until.worked:
            _make(terms, wording.PAUSE_BEGAN, is_drill=False)
    elif st.button(
        words.DRILL, key="drill", icon=":material/exercise:", type="tertiary", help=words.DRILL_HINT
    ):
        _make(terms, words.DRILL_BEGAN, is_drill=True)


def _scope(edition: str) -> PauseScope:
    chosen = st.segmented_control(
        wording.PAUSE_WHAT,
        list(PauseScope),
        default=PauseScope.EVERYTHING,
        required=True,
        format_func=lambda each: wording.SCOPES[each.value],
        key=f"scope-{edition}",
    )
    return chosen or PauseScope.EVERYTHING


def _name(edition: str, scope: PauseScope, titles: dict[str, str]) -> str:
    if scope is PauseScope.EVERYTHING:
        return ""
    label = words.NAME[scope.value]
    return st.selectbox(label, list(titles), format_func=titles.__getitem__, key=f"paused-{edition}") or ""


def _reason(edition: str) -> str:
    """Ask why: in words of one's own, or one of those that lie ready."""
    typed = st.text_input(wording.PAUSE_WHY, key=f"why-{edition}", placeholder=wording.PAUSE_WHY_HINT) or ""
    ready = st.pills(words.READY, words.READY_REASONS, key=f"ready-{edition}", label_visibility="collapsed")
    return typed.strip() or (f"{ready}." if ready else "")


def _speaking(edition: str, scope: PauseScope, titles: dict[str, str]) -> tuple[list[str], list[Lane]]:
    exceptions: list[str] = []
    if scope is PauseScope.EVERYTHING:
        exceptions = st.multiselect(
            wording.EXCEPT_FOR,
            list(titles),
            format_func=lambda channel: titles.get(channel, channel),
            key=f"except-{edition}",
            help=wording.EXCEPT_HINT,
            placeholder=wording.CHOOSE_OPTIONS,
        )
    is_open = st.checkbox(words.FAST_LANE, value=True, key=f"fast-{edition}", help=words.FAST_LANE_HINT)
    return exceptions, [Lane.FAST] if is_open else []


def _preview(terms: dict[str, Any]) -> None:
    """Say what it would hold, before it is made."""
    now = rounds().clock.now()
    given = {**terms, "exceptions": tuple(terms["exceptions"]), "lanes": tuple(terms["lanes"])}
    found: Preview = rounds().overseeing.preview(Pause(**given, by="", created_at=now))
    st.info(plain(words.preview(found, _titles(PauseScope.CHANNEL))), icon=":material/visibility:")
    lines = [f"{moment(post.due, post.zone)} · {post.channel} · {title_of(post)}" for post in found.first]
    if lines:
        st.caption("  \n".join(plain(line) for line in lines))


def _make(terms: dict[str, Any], done: str, *, is_drill: bool) -> None:
    opened: datetime | None = state().pause_opened
    tried = attempt(lambda: rounds().pausing.pause(actor(), **terms, is_drill=is_drill, opened_at=opened))
    if not tried.worked:
        st.error(tried.words, icon=":material/error:")
        return
    memory = state()
    memory.form_done("pause")
    memory.pause_opened = None
    memory.say(done)
    st.rerun(scope="app")


def _titles(scope: PauseScope) -> dict[str, str]:
    set_up = rounds().set_up
    known = set_up.pillars() if scope is PauseScope.PILLAR else set_up.channels()
    return {each.name: each.title for each in known}
