"""The organisation's profile: the lines that items are compared with."""

from __future__ import annotations

from typing import Any

import streamlit as st

from scheduler.domain.relevance import LineKind, ProfileLine
from ui import curation_words as words
from ui.parts.page import plain
from ui.parts.register import Last, Register, forms
from ui.session import actor, rounds

_LEAST = 0.01


def show(*, changes: bool) -> None:
    """Draw what the profile does, its lines, and the forms for those who may change it."""
    st.caption(words.PROFILE_HINT)
    lines = rounds().profile.lines()
    if not lines:
        st.caption(words.NO_PROFILE)
    for line in lines:
        _line(line)
    if changes:
        forms(_register(), lines)


def _line(line: ProfileLine) -> None:
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{plain(line.name)}**", width="content")
            st.badge(words.KIND_MARKS[line.kind.value], color="gray")
            st.caption(words.weight(line.weight))
        st.markdown(plain(line.description))


def _fields(now: ProfileLine, key: str) -> dict[str, Any]:
    """Draw the fields; the name of a line is for good, since it is what names it."""
    name = now.name or st.text_input(words.LINE_NAME, help=words.LINE_NAME_HINT, key=f"{key}-name") or ""
    about = st.text_input(
        words.LINE_WORDS, now.description, help=words.LINE_WORDS_HINT, max_chars=400, key=f"{key}-words"
    )
    left, right = st.columns(2)
    kind = left.selectbox(
        words.LINE_KIND,
        list(LineKind),
        index=list(LineKind).index(now.kind),
        format_func=lambda each: words.KINDS[each.value],
        key=f"{key}-kind",
    )
    weight = right.number_input(words.WEIGHT, _LEAST, 1.0, max(now.weight, _LEAST), 0.1, key=f"{key}-weight")
    return {"name": name, "description": about or "", "kind": kind, "weight": float(weight)}


def _put(fields: dict[str, Any]) -> ProfileLine:
    return rounds().profile.put(actor(), fields.pop("name"), **fields)


def _register() -> Register[ProfileLine]:
    return Register(
        name="profile",
        change_label=words.CHANGE_LINE,
        add_label=words.ADD_LINE,
        changed=words.LINE_SAVED,
        added=words.LINE_SAVED,
        last=Last(words.REMOVE_LINE, words.SURE_TO_REMOVE_LINE, ":material/delete:", words.LINE_REMOVED),
        title=lambda line: line.name,
        key=lambda line: line.name,
        fields=_fields,
        blank=ProfileLine(name="", description=""),
        edit=lambda _, fields: _put(fields),
        take_away=lambda line: rounds().profile.remove(actor(), line.name),
        add=lambda fields: _put(fields | {"is_new": True}),
    )
