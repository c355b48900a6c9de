"""The sources: who is trusted, on what terms, how the last polls went, and what needs a look."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.curation import Alarm, Source, SourceHealth
from scheduler.domain.licences import licence
from scheduler.domain.people import Permission
from ui import desk_phrases as desk
from ui import phrases, wording
from ui.boundary import attempt
from ui.language import gettext
from ui.moments import distance
from ui.parts import aftermath, marks, source_adding, source_fields
from ui.parts.house import house_zone
from ui.parts.page import act, empty, header, plain
from ui.session import actor, may, rounds
from ui.state import state
from ui.told import told

if TYPE_CHECKING:
    from scheduler.services.afterlife import Aftermath
    from scheduler.services.concerns import Concern
    from scheduler.services.polling import PollResult


def show() -> None:
    """Draw the page."""
    curates = may(Permission.CURATE)
    curating = rounds().curating
    sources = sorted(curating.sources(), key=lambda source: not source.active)
    with header(wording.SOURCES, wording.SOURCES_ABOUT):
        if curates and sources and st.button(wording.POLL_ALL, icon=":material/refresh:", type="primary"):
            _poll(())
    if curates:
        source_adding.show(sources)
    if not sources:
        empty(":material/rss_feed:", wording.NO_SOURCES, step=wording.NO_SOURCES_STEP)
    healths = curating.healths()
    concerns = {concern.source.name: concern for concern in curating.concerns()}
    fallen: defaultdict[str, list[Aftermath]] = defaultdict(list)
    for each in rounds().afterlife.live():
        fallen[each.item.source].append(each)
    for source in sorted(
        sources, key=lambda source: (source.name not in concerns, source.name not in fallen)
    ):
        health = healths.get(source.name) or SourceHealth(source=source.name)
        _card(source, health, concerns.get(source.name), fallen[source.name], curates=curates)


def _card(
    source: Source,
    health: SourceHealth,
    concern: Concern | None,
    fallen: list[Aftermath],
    *,
    curates: bool,
) -> None:
    now, zone = rounds().clock.now(), house_zone()
    with st.container(border=True, gap="xsmall", key=f"source-{source.name}"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
                st.markdown(f"**{plain(source.title)}**", width="content")
                marks.trust(source.trust).show()
                _mark(source, health, concern)
            if (
                curates
                and source.active
                and st.button(
                    wording.POLL_NOW, key=f"poll-{source.name}", icon=":material/refresh:", type="tertiary"
                )
            ):
                _poll((source.name,))
        looked = distance(health.checked_at, now, zone) if health.checked_at else ""
        again = distance(health.next_check_at, now, zone) if health.next_check_at and source.active else ""
        st.caption(phrases.source_facts(plain(source.owner), health.items, looked, again))
        if health.remark and not (concern and health.remark in concern.words):
            st.markdown(plain(told(health.remark)))
        if concern is not None:
            _look(concern, curates=curates)
        for each in fallen:
            aftermath.notice(each)
        terms = licence(source.licence)
        st.markdown(f":small[{plain(source.url)}]")
        st.caption(plain(desk.terms(gettext(terms.title), gettext(terms.words))))
        if curates:
            _changes(source)


def _mark(source: Source, health: SourceHealth, concern: Concern | None) -> None:
    if not source.active:
        marks.archived().show()
        return
    marks.source(health).show()
    if concern is not None and concern.is_overdue:
        marks.overdue().show()


def _look(concern: Concern, *, curates: bool) -> None:
    """Draw why a person should look, and what one says who did."""
    name = concern.source.name
    words = "  \n".join(plain(told(each)) for each in concern.words)
    if concern.health.alarm is Alarm.OWNER:
        words = desk.withheld_words(words)
    st.warning(words, icon=":material/visibility:")
    if not curates:
        return
    with st.container(horizontal=True):
        if concern.is_alarmed and st.button(desk.LOOKED, key=f"agree-{name}", icon=":material/check:"):
            act(lambda: rounds().curating.agree(actor(), name), desk.LOOKED_DONE)
        if concern.is_overdue and st.button(
            desk.REVIEWED, key=f"review-{name}", icon=":material/event_available:"
        ):
            act(lambda: rounds().curating.review(actor(), name), desk.REVIEW_DONE)


def _changes(source: Source) -> None:
    name = source.name
    if state().edited_source == name:
        source_fields.show(source)
        return
    with st.container(horizontal=True):
        if st.button(desk.EDIT_SOURCE, key=f"edit-{name}", icon=":material/edit:", type="tertiary"):
            state().edited_source = name
            st.rerun(scope="app")
        words = desk.ARCHIVE if source.active else desk.TAKE_BACK
        if st.button(
            words, key=f"archive-{name}", icon=":material/archive:", type="tertiary", help=desk.ARCHIVE_HINT
        ):
            act(lambda: rounds().curating.archive(actor(), name, is_over=source.active), wording.SAVED)


def _poll(names: tuple[str, ...]) -> None:
    app = rounds()
    with st.spinner(wording.POLLING):
        tried = attempt(
            lambda: app.curating.poll(names=names, force=True) + app.newsletters.poll(names=names, force=True)
        )
    if tried.value is None:
        st.error(tried.words, icon=":material/error:")
        return
    state().say(_summed_up(tried.value))
    st.rerun(scope="app")


def _summed_up(results: list[PollResult]) -> str:
    return phrases.polled(len(results), sum(result.new_items for result in results))
