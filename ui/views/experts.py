"""The experts: who may be named, until when they agree, and what of them may leave the house."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from scheduler.domain.experts import Expert
from scheduler.domain.people import Permission
from ui import register_words as words
from ui import wording
from ui.boundary import attempt
from ui.parts.page import act, empty, header, plain, two_step
from ui.session import actor, may, rounds
from ui.state import state
from ui.views.settings.organisation import listed

if TYPE_CHECKING:
    from datetime import date


def show() -> None:
    """Draw the page."""
    found = rounds().experts.all(actor())
    today = rounds().experts.today()
    with header(words.EXPERTS, words.EXPERTS_ABOUT):
        if any(each.agrees_on(today) for each in found):
            _exports()
    if not found:
        empty(":material/record_voice_over:", words.NO_EXPERTS, step=words.NO_EXPERTS_STEP)
    curates = may(Permission.CURATE)
    for each in found:
        _line(each, today, curates=curates)
    if curates:
        with st.expander(words.ADD_EXPERT, icon=":material/person_add:"):
            _add()


def _exports() -> None:
    experts = rounds().experts
    icon = ":material/download:"
    st.download_button(
        words.PRESS_PAGE, experts.press_page(), file_name="experts.html", mime="text/html", icon=icon
    )
    st.download_button(words.VCARDS, experts.vcards(), file_name="experts.vcf", mime="text/vcard", icon=icon)


def _line(each: Expert, today: date, *, curates: bool) -> None:
    with st.container(border=True, gap="xsmall", key=f"expert-{each.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{plain(each.name)}**", width="content")
            _consent(each, today)
        facts = [each.role, f"@{each.handle}" if each.handle else "", ", ".join(each.languages)]
        st.caption(plain(" · ".join(filter(None, facts))))
        if each.topics:
            st.markdown(plain(", ".join(each.topics)))
        if each.consent_by:
            st.caption(plain(each.consent_by))
        if curates:
            with st.expander(words.CHANGE_EXPERT, icon=":material/edit:"):
                _change(each)
        if two_step(
            f"expert-{each.id}-withdraw", words.WITHDRAW, words.SURE_TO_WITHDRAW, icon=":material/delete:"
        ):
            act(lambda: rounds().experts.withdraw(actor(), each.id), words.WITHDRAWN)


def _consent(each: Expert, today: date) -> None:
    if each.agrees_on(today) and each.consent_until:
        st.badge(words.agrees_until(each.consent_until), color="green", icon=":material/check_circle:")
    else:
        label = words.NOT_VALID if each.consent_until else words.NO_CONSENT
        st.badge(label, color="orange", icon=":material/block:")


def _change(each: Expert) -> None:
    key = f"expert-{each.id}"
    with st.form(f"{key}-form", border=False):
        fields = _fields(each, key)
        wants = st.form_submit_button(words.SAVE_EXPERT, type="primary")
    if wants:
        act(lambda: rounds().experts.change(actor(), each.model_copy(update=fields)), words.CHANGED)


def _add() -> None:
    edition = state().form("expert")
    with st.form(f"expert-{edition}", border=False):
        fields = _fields(Expert(name=""), edition)
        if not st.form_submit_button(words.ADD_EXPERT, type="primary"):
            return
    tried = attempt(lambda: rounds().experts.add(actor(), Expert(**fields)))
    if not tried.worked:
        st.error(tried.words, icon=":material/error:")
        return
    state().form_done("expert")
    state().say(words.OBSERVANCE_ADDED)
    st.rerun(scope="app")


def _fields(now: Expert, key: str) -> dict[str, Any]:
    left, right = st.columns(2)
    with left:
        fields: dict[str, Any] = {
            "name": st.text_input(wording.NAME, now.name, key=f"{key}-name") or "",
            "role": st.text_input(words.ROLE, now.role, key=f"{key}-role") or "",
            "topics": listed(
                st.text_input(
                    words.TOPICS, ", ".join(now.topics), help=words.CALLED_FOR_HINT, key=f"{key}-topics"
                )
            ),
            "languages": listed(
                st.text_input(
                    words.LANGUAGES,
                    ", ".join(now.languages),
                    help=words.LANGUAGES_HINT,
                    key=f"{key}-languages",
                )
            ),
        }
    with right:
        fields |= {
            "handle": st.text_input(words.ACCOUNT, now.handle, key=f"{key}-handle") or "",
            "email": st.text_input(words.EMAIL, now.email, key=f"{key}-email") or "",
            "phone": st.text_input(words.PHONE, now.phone, key=f"{key}-phone") or "",
            "url": st.text_input(words.PAGE, now.url, key=f"{key}-url") or "",
        }
    by = st.text_input(words.CONSENT_BY, now.consent_by, key=f"{key}-by") or ""
    left, right = st.columns(2)
    since = left.date_input(words.CONSENT_SINCE, now.consent_since, key=f"{key}-since")
    until = right.date_input(words.CONSENT_UNTIL, now.consent_until, key=f"{key}-until")
    return {**fields, "consent_by": by, "consent_since": since, "consent_until": until}
