"""What stands where there is nothing yet: what to do next, and the way there."""

from __future__ import annotations

import streamlit as st

from scheduler.domain.people import Permission
from ui import start_words as words
from ui import wording
from ui.parts.leading import lead
from ui.parts.page import empty
from ui.session import may_somewhere, rounds


def in_inbox() -> None:
    """Say why the inbox is empty."""
    if rounds().curating.sources():
        empty(":material/inbox:", wording.INBOX_EMPTY, step=wording.INBOX_EMPTY_STEP, leads=_sources)
    else:
        empty(":material/inbox:", words.INBOX_NO_SOURCES, step=words.INBOX_NO_SOURCES_STEP, leads=_sources)


def in_queue() -> None:
    """Say why nothing goes out next."""
    empty(
        ":material/event_available:",
        wording.NOTHING_UPCOMING,
        step=wording.NOTHING_UPCOMING_STEP,
        leads=_review_or_write,
    )


def in_review() -> None:
    """Say that nothing waits for a decision."""
    empty(":material/task_alt:", wording.REVIEW_EMPTY, step=wording.REVIEW_EMPTY_STEP, leads=_write_or_pick)


def _sources() -> None:
    lead("sources", words.TO_SOURCES, icon="rss_feed")


def _review_or_write() -> None:
    with st.container(horizontal=True):
        if may_somewhere(Permission.APPROVE):
            lead("review", words.TO_REVIEW, icon="rate_review")
        if may_somewhere(Permission.WRITE):
            lead("write", words.TO_WRITE, icon="edit")


def _write_or_pick() -> None:
    with st.container(horizontal=True):
        if may_somewhere(Permission.WRITE):
            lead("write", words.TO_WRITE, icon="edit")
        if may_somewhere(Permission.CURATE):
            lead("inbox", words.TO_INBOX, icon="inbox")
