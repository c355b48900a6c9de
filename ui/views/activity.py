"""The record: who did what, when, and the proof that nobody changed it since."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.deeds import deed
from scheduler.domain.heads import Sought
from scheduler.domain.people import Permission
from scheduler.domain.plan import zone_named
from scheduler.services.audit_page import facts_of
from ui import record_words as words
from ui import wording
from ui.language import gettext
from ui.moments import moment
from ui.parts.house import house_zone
from ui.parts.page import empty, header
from ui.parts.people import names
from ui.session import actor, rounds
from ui.told import told

if TYPE_CHECKING:
    from scheduler.domain.record import AuditEntry

_SHOWN = 300
_HEIGHT = 640


def show() -> None:
    """Draw the page."""
    actor().require(Permission.READ_AUDIT)
    known, zone = names(), house_zone()
    head = header(wording.ACTIVITY, wording.ACTIVITY_ABOUT)
    with head:
        if st.button(wording.VERIFY, icon=":material/verified:", type="primary"):
            _verify()
        buttons = st.container(horizontal=True, width="content")
    _proof(known, zone)
    sought = _filters(known, zone)
    with buttons:
        _downloads(sought)
    entries = rounds().auditing.found(sought, limit=_SHOWN)
    if not entries:
        empty(":material/history:", wording.NO_ENTRIES, step=wording.NO_ENTRIES_STEP)
        return
    _table(entries, known, zone)
    if len(entries) == _SHOWN:
        st.caption(words.shown(_SHOWN))


def _verify() -> None:
    found = rounds().auditing.verify(actor())
    if found.is_intact:
        st.success(told(found.words), icon=":material/verified:")
    else:
        st.error(told(found.words), icon=":material/gpp_bad:")
    for remark in found.remarks:
        st.caption(told(remark))


def _proof(known: dict[str, str], zone: str) -> None:
    """Say when the record was verified and signed last."""
    last, signing = rounds().auditing.verified(), rounds().witness.state()
    if last is None:
        st.caption(words.NOT_VERIFIED)
    else:
        st.caption(words.verified(moment(last.at, zone), known.get(last.by, last.by), told(last.words)))
    if signing.signed_at is None:
        st.caption(words.NOT_SIGNED)
    else:
        st.caption(words.signed(signing.line, moment(signing.signed_at, zone), signing.unsigned))
    if signing.trouble:
        st.warning(told(signing.trouble), icon=":material/draw:")


def _downloads(sought: Sought) -> None:
    st.download_button(
        wording.EXPORT_RECORD,
        lambda: "\n".join(rounds().auditing.export(sought)),
        file_name="rounds-record.jsonl",
        mime="application/jsonl",
        icon=":material/download:",
    )
    st.download_button(
        words.SAVE_PAGE,
        lambda: "".join(rounds().auditing.page(sought)),
        file_name="rounds-record.html",
        mime="text/html",
        icon=":material/print:",
        help=words.SAVE_PAGE_HINT,
    )


def _filters(known: dict[str, str], zone: str) -> Sought:
    """Let the person narrow what is shown, and return it; days are those of the house clock."""
    who_side, what_side, about_side, since_side, until_side = st.columns([3, 3, 3, 2, 2])
    who = who_side.selectbox(
        words.PERSON,
        list(known),
        index=None,
        placeholder=words.EVERYBODY,
        format_func=lambda key: known.get(key, key),
        key="who",
        bind="query-params",
    )
    what = what_side.selectbox(
        words.ACTION,
        rounds().auditing.actions(),
        index=None,
        placeholder=words.EVERYTHING,
        format_func=lambda action: gettext(deed(action)),
        key="what",
        bind="query-params",
    )
    subject = about_side.text_input(
        wording.ABOUT, placeholder=wording.ABOUT_HINT, key="subject", bind="query-params"
    )
    since = since_side.date_input(words.SINCE, None, key="since")
    until = until_side.date_input(words.UNTIL, None, key="until")
    return Sought(
        actor=who,
        action=what,
        subject=(subject or "").strip() or None,
        since=_midnight(since, zone) if since else None,
        until=_midnight(until + timedelta(days=1), zone) if until else None,
    )


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), zone_named(zone)).astimezone(UTC)


def _table(entries: list[AuditEntry], known: dict[str, str], zone: str) -> None:
    rows = [
        {
            wording.LINE: entry.seq,
            wording.WHEN: moment(entry.at, zone),
            wording.WHO: known.get(entry.actor, entry.actor),
            wording.WHAT: gettext(deed(entry.action)),
            wording.ABOUT: entry.subject,
            wording.FACTS: facts_of(entry, zone),
        }
        for entry in entries
    ]
    st.dataframe(rows, hide_index=True, alt=wording.ACTIVITY_ABOUT, height=_HEIGHT)
