"""The register of observances: a month of it, with a switch beside each."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, Any

import streamlit as st

from scheduler.domain.observances import FIRST_YEAR, LAST_YEAR, Observance, resolve
from ui import register_words as words
from ui import wording
from ui.moments import month_name
from ui.parts.page import act, plain
from ui.parts.register import Register, as_it_came, forms
from ui.session import actor, rounds
from ui.views.settings.organisation import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

_Row = tuple[date, date, Observance]


def show(*, changes: bool) -> None:
    """Draw a month of the register, and the forms for those who may change it."""
    register = rounds().observing.all()
    today = rounds().experts.today()
    year, month, wanted = _choose(today)
    rows = [row for row in _rows(register, year) if _fits(row, year, month, wanted)]
    if not rows:
        st.caption(words.NO_OBSERVANCE)
    for row in rows:
        _line(*row, changes=changes)
    if changes:
        forms(_register(), sorted(register, key=lambda each: each.name))


def _choose(today: date) -> tuple[int, int, str]:
    left, middle, right = st.columns([1, 1, 2])
    year = left.number_input(words.YEAR, FIRST_YEAR, LAST_YEAR, today.year, key="observance-year")
    month = middle.selectbox(
        words.MONTH,
        range(13),
        index=today.month,
        format_func=lambda each: month_name(date(today.year, each, 1)) if each else words.WHOLE_YEAR,
        key="observance-month",
    )
    wanted = right.text_input(words.SEARCH, placeholder=words.SEARCH_HINT, key="observance-search")
    return int(year or today.year), int(month or 0), (wanted or "").strip().lower()


def _rows(register: Iterable[Observance], year: int) -> list[_Row]:
    found = [(*resolve(each.rule, year), each) for each in register]
    return sorted(found, key=lambda row: (row[0], row[1], row[2].name))


def _fits(row: _Row, year: int, month: int, wanted: str) -> bool:
    first, last, each = row
    if month and not (
        first <= date(year, month, monthrange(year, month)[1]) and last >= date(year, month, 1)
    ):
        return False
    return wanted in f"{each.name} {' '.join(each.topics)}".lower()


def _line(first: date, last: date, each: Observance, *, changes: bool) -> None:
    label, is_doubtful = words.CONFIDENCE[each.confidence.value], each.confidence.value == "unverified"
    with st.container(border=True, gap="xsmall", key=f"observance-{each.key}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            is_on = st.toggle(
                plain(each.name),
                each.active,
                key=f"observance-{each.key}-{each.active}",
                disabled=not changes,
                width="content",
            )
            st.markdown(words.days(first, last), width="content")
            st.badge(label, color="orange" if is_doubtful else "gray")
        facts = [", ".join(each.topics), words.tags(each.hashtags), each.note, each.sources]
        st.caption(plain(" · ".join(filter(None, facts))))
    if is_on != each.active:
        _switch(each.key, active=is_on)


def _switch(key: str, *, active: bool) -> None:
    act(lambda: rounds().observing.switch(actor(), key, active=active), words.CHANGED)


def _fields(now: Observance, key: str) -> dict[str, Any]:
    return {
        "name": (st.text_input(wording.NAME, now.name, key=f"{key}-name") or "").strip(),
        "rule": (st.text_input(words.RULE, now.rule, help=words.RULE_HINT, key=f"{key}-rule") or "").strip(),
        "topics": listed(
            st.text_input(words.TOPICS, ", ".join(now.topics), help=words.WITH_COMMAS, key=f"{key}-topics")
        ),
        "hashtags": listed(
            st.text_input(words.HASHTAGS, ", ".join(now.hashtags), help=words.WITH_COMMAS, key=f"{key}-tags")
        ),
        "note": (st.text_input(words.NOTE, now.note, key=f"{key}-note") or "").strip(),
    }


def _register() -> Register[Observance]:
    return Register(
        name="observance",
        change_label=words.CHANGE_OBSERVANCE,
        add_label=words.ADD_OBSERVANCE,
        changed=words.CHANGED,
        added=words.OBSERVANCE_ADDED,
        last=as_it_came(),
        title=lambda each: each.name,
        key=lambda each: each.key,
        fields=_fields,
        blank=Observance(key="", name="", rule=""),
        edit=lambda each, fields: rounds().observing.edit(actor(), each.key, **fields),
        take_away=lambda each: rounds().observing.reset(actor(), each.key),
        add=lambda fields: rounds().observing.add(actor(), **fields),
    )
