"""The field for the code of two-step sign-in, beside a password."""

from __future__ import annotations

import streamlit as st

from ui import second_factor_words as words
from ui.session import look, rounds


def code_field(edition: str) -> str:
    """Draw the field for who has two-step sign-in, and return what stands in it; for others nothing."""
    visit = look()
    if visit is None or not rounds().second_factors.is_on(visit.person):
        return ""
    return typed_code(edition, hint=words.CODE_HELP)


def typed_code(edition: str, *, hint: str | None = None) -> str:
    """Draw the field, and return what stands in it."""
    typed = st.text_input(
        words.CODE, autocomplete="one-time-code", help=hint, max_chars=40, key=f"code-{edition}"
    )
    return typed or ""
