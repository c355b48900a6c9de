"""The form in which everything that is known of a source can be changed."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from scheduler.domain.curation import Source, SourceKind, Trust
from scheduler.domain.licences import DEFAULT, LICENCES
from scheduler.domain.people import Permission
from ui import desk_phrases as desk
from ui import phrases, wording
from ui.boundary import attempt
from ui.language import gettext
from ui.session import actor, may, rounds
from ui.state import state


def show(source: Source) -> None:
    """Draw the form; what is refused stays as it was typed."""
    with st.form(f"fields-{source.name}", border=False):
        changed = {**_about(source), **_terms(source), **_conditions(source), **_keeping(source)}
        with st.container(horizontal=True):
            saves = st.form_submit_button(wording.SAVE, type="primary")
            leaves = st.form_submit_button(wording.NO)
    if leaves:
        state().edited_source = ""
        st.rerun(scope="app")
    if not saves:
        return
    tried = attempt(lambda: rounds().curating.change(actor(), source.model_copy(update=changed)))
    if not tried.worked:
        st.error(tried.words, icon=":material/error:")
        return
    state().edited_source = ""
    state().say(desk.SOURCE_SAVED)
    st.rerun(scope="app")


def listed(typed: str | None) -> tuple[str, ...]:
    """Return what was typed between commas."""
    return tuple(part.strip() for part in (typed or "").split(",") if part.strip())


def _about(source: Source) -> dict[str, Any]:
    name = source.name
    left, right = st.columns(2)
    with left:
        title = st.text_input(wording.TITLE, source.title, key=f"f-title-{name}")
        url = st.text_input(
            desk.URL, source.url, key=f"f-url-{name}", disabled=source.kind is SourceKind.NEWSLETTER
        )
        domains = st.text_input(
            wording.DOMAINS, ", ".join(source.domains), help=wording.DOMAINS_HINT, key=f"f-domains-{name}"
        )
    with right:
        owner = st.text_input(wording.OWNER, source.owner, help=wording.OWNER_HINT, key=f"f-owner-{name}")
        handle = st.text_input(desk.HANDLE, source.handle, help=desk.HANDLE_HINT, key=f"f-handle-{name}")
        topics = st.text_input(desk.TOPICS_IN, ", ".join(source.topics), key=f"f-topics-{name}")
    outside = st.text_input(
        desk.TOPICS_OUT, ", ".join(source.topics_out), help=desk.TOPICS_OUT_HINT, key=f"f-out-{name}"
    )
    return {
        "title": title,
        "url": url.strip(),
        "owner": owner,
        "handle": handle.strip(),
        "domains": listed(domains),
        "topics": listed(topics),
        "topics_out": listed(outside),
    }


def _terms(source: Source) -> dict[str, Any]:
    name, paces, known = source.name, list(desk.PACES), list(LICENCES)
    left, middle, right = st.columns(3)
    with left:
        tier = st.selectbox(
            wording.TRUST,
            list(Trust),
            index=list(Trust).index(source.trust),
            format_func=lambda each: phrases.trust(each.value),
            key=f"f-trust-{name}",
        )
    with middle:
        terms = st.selectbox(
            desk.LICENCE,
            known,
            index=known.index(source.licence if source.licence in LICENCES else DEFAULT),
            format_func=lambda each: gettext(LICENCES[each].title),
            help=desk.LICENCE_HINT,
            key=f"f-licence-{name}",
        )
    with right:
        pace = st.selectbox(
            desk.PACE,
            paces,
            index=paces.index(source.pace if source.pace in desk.PACES else "news"),
            format_func=lambda each: desk.PACES[each],
            key=f"f-pace-{name}",
        )
    return {"trust": tier, "licence": terms, "pace": pace}


def _conditions(source: Source) -> dict[str, Any]:
    name = source.name
    clinician = st.checkbox(desk.CLINICIAN, source.needs_clinician, key=f"f-clinician-{name}")
    free = st.checkbox(
        desk.UNREVIEWED,
        source.may_go_unreviewed,
        help=desk.UNREVIEWED_HINT,
        key=f"f-free-{name}",
        disabled=not may(Permission.APPROVE),
    )
    return {"needs_clinician": clinician, "may_go_unreviewed": free}


def _keeping(source: Source) -> dict[str, Any]:
    name = source.name
    left, middle, right = st.columns(3)
    with left:
        review = st.date_input(desk.REVIEW_DATE, _day(source.review_date), key=f"f-review-{name}")
    with middle:
        keeps = st.number_input(
            desk.RETENTION,
            min_value=1,
            value=source.retention_days,
            help=desk.RETENTION_HINT,
            key=f"f-keeps-{name}",
        )
    with right:
        cap = st.number_input(
            desk.WEEKLY_CAP, min_value=1, value=source.weekly_cap, help=desk.CAP_HINT, key=f"f-cap-{name}"
        )
    return {
        "review_date": review.isoformat() if isinstance(review, date) else "",
        "retention_days": keeps,
        "weekly_cap": cap,
    }


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None
