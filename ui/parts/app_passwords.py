"""Passwords for one's own calendar programs: make one, see when each was used, revoke it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.record import Detail
from ui import app_password_words as words
from ui import phrases, wording
from ui.boundary import attempt
from ui.moments import distance
from ui.parts.confirming import confirmed
from ui.parts.house import house_zone
from ui.parts.page import act, plain, two_step
from ui.session import actor, rounds
from ui.state import state

if TYPE_CHECKING:
    from scheduler.domain.app_passwords import AppPassword


def show() -> None:
    """Draw the part of the page."""
    st.subheader(words.TITLE, anchor=False)
    st.caption(words.ABOUT)
    if state().fresh_password:
        _fresh(state().fresh_password)
    elif confirmed(words.MAKE):
        _make()
    live = [each for each in rounds().app_passwords.all(actor()) if each.revoked_at is None]
    if not live:
        st.caption(words.NONE)
    for each in live:
        _line(each)


def _make() -> None:
    edition, details = state().form("app-password"), list(Detail)
    with st.form(f"app-password-{edition}"):
        left, right = st.columns(2)
        name = left.text_input(words.NAME, placeholder=words.NAME_HINT, key=f"app-password-name-{edition}")
        detail = right.selectbox(
            wording.DETAIL,
            details,
            format_func=lambda each: wording.DETAILS[each.value],
            key=f"app-password-detail-{edition}",
        )
        if not st.form_submit_button(words.MAKE, icon=":material/key:"):
            return
    tried = attempt(lambda: rounds().app_passwords.make(actor(), name or "", detail=detail))
    if tried.value is None:
        st.error(tried.words, icon=":material/error:")
        return
    state().form_done("app-password")
    state().fresh_password = tried.value[1]
    st.rerun(scope="app")


def _fresh(secret: str) -> None:
    with st.container(border=True, key="fresh-password"):
        st.markdown(f"**{words.MADE}**")
        st.caption(words.ONCE)
        newest = rounds().app_passwords.all(actor())[0]
        user = rounds().app_passwords.user_of(newest)
        server = f"{rounds().settings.calendar_url}/caldav/"
        for label, value in ((words.SERVER, server), (words.USER, user), (words.SECRET, secret)):
            st.caption(label)
            st.code(value, language=None, wrap_lines=True)
        if st.button(wording.DONE, type="primary", key="password-done"):
            state().fresh_password = ""
            st.rerun(scope="app")


def _line(each: AppPassword) -> None:
    now, zone = rounds().clock.now(), house_zone()
    with st.container(border=True, gap="xsmall", key=f"app-password-line-{each.id}"):
        st.markdown(f"**{plain(each.name)}**")
        when = distance(each.last_used_at, now, zone) if each.last_used_at else ""
        told = words.used(when, plain(each.last_client))
        st.caption(phrases.facts(wording.DETAILS[each.detail.value], told))
        if two_step(f"revoke-password-{each.id}", wording.REVOKE, words.SURE, icon=":material/key_off:"):
            act(lambda: rounds().app_passwords.revoke(actor(), each.id), words.REVOKED)
