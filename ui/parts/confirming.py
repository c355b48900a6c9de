"""Ask who is there once more, before a step that is grave."""

from __future__ import annotations

import streamlit as st

from scheduler.domain.errors import ConfirmAgainError
from ui import people_words as words
from ui import sign_on_words
from ui.boundary import attempt
from ui.components.session_renewal import session_renewal
from ui.parts.code_field import code_field
from ui.parts.page import plain
from ui.session import actor, rounds, token
from ui.state import state


def confirmed(label: str, *, place: str = "") -> bool:
    """Did they prove a moment ago who they are? If not, a form stands here instead of what `label` does.

    `place` keeps two of one label on one page apart.
    """
    if is_fresh():
        return True
    st.caption(f":material/lock: {plain(words.confirm_to(label))}")
    ask(words.CONFIRM, key=f"confirm-{label}-{place}")
    return False


def is_fresh() -> bool:
    """Did they prove a moment ago who they are?"""
    try:
        actor().require_fresh(rounds().clock.now())
    except ConfirmAgainError:
        return False
    return True


def ask(button: str, *, key: str) -> None:
    """Draw the form for the password; the page is drawn anew once it was right.

    Who came by the organisation's provider confirms there instead, in a tab beside this page.
    """
    provider = rounds().single_sign_on.way_to_confirm(token())
    if provider is not None:
        _by_provider(provider, button, key=key)
        return
    edition = state().form(key)
    with st.form(f"form-{edition}", border=False):
        typed = st.text_input(
            words.YOURS, type="password", autocomplete="current-password", key=f"typed-{edition}"
        )
        code = code_field(edition)
        if not st.form_submit_button(button, type="primary", icon=":material/lock_open:"):
            return
    tried = attempt(lambda: rounds().people.confirm(token(), typed or "", code))
    if not tried.worked:
        st.error(tried.words, icon=":material/error:")
        return
    state().form_done(key)
    state().proofs += 1
    st.rerun(scope="app")


def _by_provider(name: str, button: str, *, key: str) -> None:
    st.link_button(sign_on_words.confirm_with(name), "/signin/again", icon=":material/open_in_new:")
    st.caption(sign_on_words.COME_BACK)
    if st.button(button, key=f"back-{key}"):
        st.rerun(scope="app")


def renew() -> None:
    """Let the browser fetch a new secret where its person has proved who they are."""
    if state().proofs:
        session_renewal(state().proofs)
