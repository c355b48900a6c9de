"""What a post said before: each change of its words, who made it, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import Permission
from ui import composing_words as words
from ui import wording
from ui.boundary import attempt
from ui.moments import moment
from ui.parts import difference
from ui.parts.page import plain, two_step
from ui.parts.people import names
from ui.session import actor, may, rounds
from ui.state import state

if TYPE_CHECKING:
    from scheduler.domain.post import Post
    from scheduler.services.comparing import Change


def show(post: Post) -> None:
    """Draw the changes, the newest first, behind one line; nothing where there are none to be seen."""
    found = attempt(lambda: rounds().comparing.changes(actor(), post.id)).value
    if not found:
        return
    known = names()
    with st.expander(words.EARLIER, icon=":material/difference:"):
        for change in found:
            who = known.get(change.by, wording.SOMEBODY_GONE)
            st.markdown(f"**{plain(words.change(who, moment(change.at, post.zone)))}**")
            _words(change)
            if change.before is not None and may(Permission.RELEASE, on=post.channel):
                _erase(change.number)


def _words(change: Change) -> None:
    if change.before is None or change.after is None:
        st.caption(words.ERASED_WORDING)
    else:
        difference.show(change.before, change.after)


def _erase(number: int) -> None:
    if two_step(f"erase-wording-{number}", words.ERASE, words.SURE_TO_ERASE, icon=":material/delete:"):
        tried = attempt(lambda: rounds().comparing.erase(actor(), number))
        state().say(tried.words or words.WORDING_ERASED, "good" if tried.worked else "bad")
        st.rerun(scope="app")
