"""Single sign-on: how it is set, whether the provider answers, and which groups have which roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.sign_on import group_role_of
from ui import sign_on_words as words
from ui.boundary import attempt
from ui.parts import confirming
from ui.parts.page import plain
from ui.session import actor, rounds
from ui.state import state
from ui.told import told

if TYPE_CHECKING:
    from scheduler.domain.sign_on import GroupRole, SignOnSettings


def show() -> None:
    """Draw the part for administrators."""
    service = rounds().setting_sign_on
    settings = service.shown()
    with st.expander(words.TITLE, icon=":material/passkey:"):
        if not settings.is_on:
            st.caption(words.NOT_SET)
            return
        st.markdown(f"**{plain(settings.name)}** · {plain(settings.issuer)}")
        st.caption(words.passwords_are_for(settings.passwords.value))
        st.caption(words.ADDRESSES)
        st.code("\n".join(service.addresses), language=None)
        if st.button(words.TEST, icon=":material/network_check:", key="sign-on-test"):
            _test()
        _groups(settings)


def _test() -> None:
    tried = attempt(lambda: rounds().setting_sign_on.look(actor()))
    if not tried.worked or tried.value is None:
        st.error(tried.words, icon=":material/error:")
        return
    st.success(words.WORKS, icon=":material/check:")
    for each in tried.value.advice:
        st.caption(plain(told(each)))


def _groups(settings: SignOnSettings) -> None:
    lines = [_line(each) for each in settings.group_roles]
    st.code("\n".join(lines) or words.NO_GROUPS, language=None)
    if not st.toggle(words.CHANGE_GROUPS, key="sign-on-groups") or not confirming.confirmed(
        words.SAVE_GROUPS
    ):
        return
    with st.form("sign-on-groups-form", border=False):
        typed = st.text_area(
            words.GROUPS, value="\n".join(lines), help=words.GROUPS_HELP, key="sign-on-groups-typed"
        )
        st.caption(words.WHO_SIGNS_IN_ANEW)
        if not st.form_submit_button(words.SAVE_GROUPS, type="primary"):
            return
    told = [line for line in (typed or "").splitlines() if line.strip()]
    tried = attempt(lambda: _save(told))
    if not tried.worked:
        st.error(tried.words, icon=":material/error:")
        return
    state().say(words.GROUPS_SAVED)
    st.rerun(scope="app")


def _save(lines: list[str]) -> None:
    given = tuple(group_role_of(line) for line in lines)
    rounds().setting_sign_on.change(actor(), group_roles=given)


def _line(given: GroupRole) -> str:
    return f"{given.group}={given.role}{f'@{given.channel}' if given.channel else ''}"
