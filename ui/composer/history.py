"""What happened to a post so far: decisions, tries, and the lines of the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import phrases, wording
from ui.moments import moment
from ui.parts.page import plain
from ui.parts.people import names
from ui.session import rounds

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.post import Post


def show(post: Post) -> None:
    """Draw the history of a post, newest first, behind one line."""
    with st.expander(wording.HISTORY, icon=":material/history:"):
        known = names()
        told = rounds().planning.history(post.id)
        lines: list[tuple[datetime, str]] = [
            (each.at, phrases.decided(each.decision, known.get(each.by, each.by), each.comment))
            for each in told.approvals
        ]
        lines += [(each.started_at, phrases.tried(each.outcome.value, each.detail)) for each in told.attempts]
        lines += [
            (each.at, phrases.happened(each.action, known.get(each.actor, each.actor)))
            for each in told.entries
        ]
        for at, words in sorted(lines, key=lambda line: line[0], reverse=True):
            st.markdown(f":small[{moment(at, post.zone)}] · {plain(words)}")
