"""The fields for the blanks of words: one for each, of the kind that fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.blanks import BlankKind
from ui import template_words as words
from ui.parts.page import plain
from ui.told import told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scheduler.domain.blanks import Blank


def field(blank: Blank, key: str, *, hints: Mapping[str, str]) -> str:
    """Draw the field of a blank and return what stands in it; empty where nothing does.

    A day is chosen or typed and returned as `2027-01-15`.
    """
    hint = hints[blank.kind.value] or None
    named = f"{blank.name}-{key}"
    if blank.kind is BlankKind.CHOICE:
        placeholder = words.CHOOSE_ONE
        return st.selectbox(blank.label, blank.choices, index=None, key=named, placeholder=placeholder) or ""
    if blank.kind is BlankKind.DATE:
        day = st.date_input(blank.label, None, key=named, help=hint)
        return day.isoformat() if day else ""
    longest = blank.longest if blank.kind is BlankKind.TEXT else None
    return st.text_input(blank.label, key=named, help=hint, max_chars=longest) or ""


def wrong(blanks: tuple[Blank, ...], problems: Mapping[str, str]) -> None:
    """Say why values do not fit, and what would."""
    for blank in blanks:
        if blank.name in problems:
            st.error(plain(told(problems[blank.name])), icon=":material/edit:")
