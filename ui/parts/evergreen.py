"""How a post of one's own comes again: the form that says so, wherever the post is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import Permission
from scheduler.services.recycling import LEAST_REST, MOST_TIMES
from ui import curation_words as words
from ui import wording
from ui.parts.page import act
from ui.session import actor, may, rounds

if TYPE_CHECKING:
    from scheduler.domain.filling import Evergreen
    from scheduler.domain.post import Post

_REST, _TIMES, _LONGEST_REST = 90, 3, 3650


def offer(post: Post) -> None:
    """Offer to mark a post that is shown by itself, or to change how it comes again."""
    if not may(Permission.APPROVE, on=post.channel):
        return
    standing = rounds().recycling.of(post.id)
    if standing is None and rounds().recycling.obstacle(post.id):
        return
    label = words.CHANGE_EVERGREEN if standing else words.MARK_EVERGREEN
    with st.expander(label, icon=":material/recycling:"):
        form(post.id, standing.mark if standing else None, place="post")


def form(post: int, now: Evergreen | None, *, place: str) -> None:
    """Draw the form; `place` keeps two drawings on one page apart."""
    key = f"evergreen-{place}-{post}"
    known = now.wordings if now else ()
    with st.form(key, border=False):
        left, right = st.columns(2)
        every = left.number_input(
            words.EVERY_DAYS, LEAST_REST, _LONGEST_REST, now.every_days if now else _REST, key=f"{key}-every"
        )
        most = right.number_input(words.TIMES, 1, MOST_TIMES, now.most if now else _TIMES, key=f"{key}-most")
        st.caption(words.WORDING_HINT)
        typed = [
            st.text_area(words.wording(number), text, key=f"{key}-{len(known)}-wording-{number}") or ""
            for number, text in enumerate((*known, ""), 1)
        ]
        wants = st.form_submit_button(wording.SAVE if now else words.MARK_EVERGREEN, type="primary")
    if wants:
        act(
            lambda: rounds().recycling.mark(
                actor(), post, every_days=int(every or _REST), most=int(most or 1), wordings=typed
            ),
            words.EVERGREEN_SAVED,
        )
