"""The frame of a page: its head, its empty state, its two-step button, its plain lines."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import streamlit as st

from ui import phrases, wording
from ui.boundary import attempt
from ui.state import state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MARKED = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$<>:])")


@contextmanager
def header(title: str, about: str) -> Iterator[None]:
    """Head a page; what is drawn inside stands at the right: the page's own buttons."""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="page-head"
    ):
        with st.container(gap=None, width="content"):
            st.title(title, anchor=False)
            st.caption(about)
        with st.container(horizontal=True, width="content", vertical_alignment="center"):
            yield


def empty(icon: str, words: str, *, step: str = "", leads: Callable[[], None] | None = None) -> None:
    """Say that there is nothing here, and what to do about it; `leads` draws the way there."""
    with st.container(border=True, horizontal_alignment="center", gap="xsmall"):
        st.markdown(f"### {icon}", text_alignment="center", anchors=False)
        st.markdown(f"**{words}**", text_alignment="center")
        if step:
            st.caption(step, text_alignment="center")
        if leads is not None:
            with st.container(width="content"):
                leads()


def plain(text: str) -> str:
    """Return text of others so that no sign in it is taken for Markdown."""
    return _MARKED.sub(r"\\\1", " ".join(text.split()))


def lines(text: str) -> str:
    """Return text of others as `plain` does, its line breaks kept."""
    return "  \n".join(plain(line) for line in text.strip().splitlines())


def two_step(key: str, label: str, question: str, *, icon: str = "") -> bool:
    """Offer something that can't be undone: the first click asks, the second one, in red, is true."""
    with st.container(key=f"danger-{key}"):
        if state().armed != key:
            if st.button(label, key=f"{key}-arm", icon=icon or None):
                _arm(key)
            return False
        st.markdown(f":red[**{plain(question)}**]")
        with st.container(horizontal=True):
            sure = st.button(phrases.yes(label), key=f"{key}-yes", type="primary", icon=":material/warning:")
            if st.button(wording.NO, key=f"{key}-no"):
                _arm("")
    if sure:
        state().armed = ""
    return sure


def _arm(key: str) -> NoReturn:
    state().armed = key
    st.rerun(scope="app")


def act(action: Callable[[], object], done: str) -> None:
    """Do something from a button: say `done` and draw the page anew, or show why not right here."""
    tried = attempt(action)
    if not tried.worked:
        st.error(tried.words, icon=":material/error:")
        return
    memory = state()
    memory.dialog = None
    memory.say(done)
    st.rerun(scope="app")
