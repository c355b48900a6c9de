"""The organisation: its name, its clock, what is its own."""

from __future__ import annotations

import streamlit as st

from scheduler.domain.organisation import Organisation
from ui import start_words, wording
from ui.parts.page import act, empty
from ui.session import actor, rounds


def show(*, changes: bool) -> None:
    """Draw the organisation, as a form for those who may change it."""
    now = rounds().set_up.organisation()
    if now is None and not changes:
        empty(":material/apartment:", wording.NO_ORGANISATION)
        return
    begin = now or Organisation(name=wording.YOUR_ORGANISATION, zone="UTC")
    with st.form("organisation"):
        name = st.text_input(
            wording.NAME, begin.name, help=start_words.ORGANISATION_NAME, disabled=not changes
        )
        zone = st.text_input(wording.ZONE, begin.zone, help=wording.ZONE_HINT, disabled=not changes)
        domains = st.text_input(
            wording.OWN_DOMAINS,
            ", ".join(begin.domains),
            help=start_words.OWN_DOMAINS,
            disabled=not changes,
        )
        phones = st.text_input(
            wording.OWN_PHONES, ", ".join(begin.phones), help=start_words.OWN_PHONES, disabled=not changes
        )
        wants = st.form_submit_button(wording.SAVE, type="primary", disabled=not changes)
    if wants and changes:
        made = Organisation(
            name=(name or "").strip(),
            zone=(zone or "").strip(),
            is_demo=begin.is_demo,
            domains=listed(domains),
            phones=listed(phones),
        )
        act(lambda: rounds().set_up.found(actor(), made), wording.SAVED)


def listed(typed: str | None) -> tuple[str, ...]:
    """Return what was typed with commas between."""
    return tuple(part.strip() for part in (typed or "").split(",") if part.strip())
