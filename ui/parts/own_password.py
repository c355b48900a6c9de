"""The form in which somebody changes their own password."""

from __future__ import annotations

import streamlit as st

from scheduler.domain.errors import InvalidInputError
from ui import people_words as words
from ui.boundary import attempt
from ui.parts.code_field import code_field
from ui.parts.confirming import is_fresh
from ui.session import rounds, token
from ui.state import state


def form() -> None:
    """Draw it; what was typed is forgotten once it worked."""
    edition = state().form("own-password")
    with st.form(f"form-{edition}", border=False):
        old = _field(words.THE_OLD, "current-password", f"old-{edition}")
        new = _field(words.THE_NEW, "new-password", f"new-{edition}", hint=words.GOOD_ONES)
        again = _field(words.NEW_AGAIN, "new-password", f"again-{edition}")
        code = "" if is_fresh() else code_field(edition)
        if not st.form_submit_button(words.CHANGE_IT, type="primary"):
            return

    def change() -> None:
        if new != again:
            raise InvalidInputError(words.NOT_THE_SAME)
        rounds().people.change_password(token(), old, new, code)

    tried = attempt(change)
    if not tried.worked:
        st.error(tried.words, icon=":material/error:")
        return
    memory = state()
    memory.form_done("own-password")
    memory.proofs += 1
    memory.say(words.IT_IS_CHANGED)
    st.rerun(scope="app")


def _field(label: str, kind: str, key: str, *, hint: str | None = None) -> str:
    return st.text_input(label, type="password", autocomplete=kind, key=key, help=hint) or ""
