"""A register that people edit: the form that changes an entry, and the one that adds one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import streamlit as st

from ui import register_words as words
from ui import wording
from ui.boundary import attempt
from ui.parts.page import act, two_step
from ui.state import state

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_E = TypeVar("_E")


@dataclass(frozen=True)
class Last:
    """The words of what takes an entry away, or back to what it was."""

    label: str
    question: str
    icon: str
    done: str


def as_it_came() -> Last:
    """Return the words for registers that come with Rounds."""
    return Last(words.RESET, words.SURE_TO_RESET, ":material/undo:", words.RESET_DONE)


@dataclass(frozen=True)
class Register(Generic[_E]):
    """How the entries of one register are named, drawn and changed."""

    #: Names its fields; no two registers of a page share it.
    name: str
    #: Labels of the two forms, and what is said afterwards.
    change_label: str
    add_label: str
    changed: str
    added: str
    last: Last
    #: What an entry is called in the list to choose from, and what names it for good.
    title: Callable[[_E], str]
    key: Callable[[_E], str]
    #: Draws the fields of an entry under keys that begin with the given one; returns what they hold.
    fields: Callable[[_E, str], dict[str, Any]]
    #: An entry with nothing in it yet: the form that adds one begins with it.
    blank: _E
    edit: Callable[[_E, dict[str, Any]], object]
    take_away: Callable[[_E], object]
    add: Callable[[dict[str, Any]], object]


def forms(register: Register[_E], entries: Sequence[_E]) -> None:
    """Draw both forms, folded away."""
    if entries:
        with st.expander(register.change_label, icon=":material/edit:"):
            _change(register, entries)
    with st.expander(register.add_label, icon=":material/add:"):
        _add(register)


def _change(register: Register[_E], entries: Sequence[_E]) -> None:
    chosen = st.selectbox(
        register.change_label,
        entries,
        index=None,
        format_func=register.title,
        placeholder=words.CHOOSE,
        label_visibility="collapsed",
        key=f"{register.name}-chosen",
    )
    if chosen is None:
        return
    key = f"{register.name}-change-{register.key(chosen)}"
    with st.form(key, border=False):
        fields = register.fields(chosen, key)
        wants = st.form_submit_button(wording.SAVE, type="primary")
    if wants:
        act(lambda: register.edit(chosen, fields), register.changed)
    last = register.last
    if two_step(f"{key}-last", last.label, last.question, icon=last.icon):
        act(lambda: register.take_away(chosen), last.done)


def _add(register: Register[_E]) -> None:
    edition = state().form(register.name)
    with st.form(f"{register.name}-{edition}", border=False):
        fields = register.fields(register.blank, edition)
        if not st.form_submit_button(register.add_label, type="primary"):
            return
    tried = attempt(lambda: register.add(fields))
    if not tried.worked:
        st.error(tried.words, icon=":material/error:")
        return
    state().form_done(register.name)
    state().say(register.added)
    st.rerun(scope="app")
