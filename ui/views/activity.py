"""The record: who did what, when, and the proof that nobody changed it since."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import Permission
from ui import phrases, wording
from ui.moments import moment
from ui.parts.house import house_zone
from ui.parts.page import empty, header
from ui.parts.people import names
from ui.session import actor, rounds

if TYPE_CHECKING:
    from scheduler.domain.record import AuditEntry

_SHOWN = 300
_HEIGHT = 640


def show() -> None:
    """Draw the page."""
    actor().require(Permission.READ_AUDIT)
    with header(wording.ACTIVITY, wording.ACTIVITY_ABOUT):
        if st.button(wording.VERIFY, icon=":material/verified:", type="primary"):
            _verify()
        st.download_button(
            wording.EXPORT_RECORD,
            lambda: "\n".join(rounds().auditing.export()),
            file_name="rounds-record.jsonl",
            mime="application/jsonl",
            icon=":material/download:",
        )
    subject = st.text_input(
        wording.ABOUT,
        placeholder=wording.ABOUT_HINT,
        key="subject",
        bind="query-params",
        label_visibility="collapsed",
    )
    entries = rounds().auditing.recent(limit=_SHOWN, subject=(subject or "").strip() or None)
    if not entries:
        empty(":material/history:", wording.NO_ENTRIES, step=wording.NO_ENTRIES_STEP)
        return
    _table(entries)


def _verify() -> None:
    found = rounds().auditing.verify()
    if found.is_intact:
        st.success(found.words, icon=":material/verified:")
    else:
        st.error(found.words, icon=":material/gpp_bad:")


def _table(entries: list[AuditEntry]) -> None:
    known, zone = names(), house_zone()
    rows = [
        {
            wording.LINE: entry.seq,
            wording.WHEN: moment(entry.at, zone),
            wording.WHO: known.get(entry.actor, entry.actor),
            wording.WHAT: phrases.action(entry.action),
            wording.ABOUT: entry.subject,
            wording.FACTS: _facts(entry, zone),
        }
        for entry in entries
    ]
    st.dataframe(rows, hide_index=True, alt=wording.ACTIVITY_ABOUT, height=_HEIGHT)


def _facts(entry: AuditEntry, zone: str) -> str:
    told = {name: _fact(value, zone) for name, value in entry.facts.items() if value not in {None, ""}}
    return ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in told.items())


def _fact(value: object, zone: str) -> str:
    try:
        return moment(datetime.fromisoformat(str(value)), zone) if "T" in str(value) else str(value)
    except ValueError:
        return str(value)
