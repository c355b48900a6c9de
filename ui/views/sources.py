"""The sources: who is trusted, how the last polls went, and how a source is added."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.curation import Source, Trust
from scheduler.domain.people import Permission
from ui import phrases, wording
from ui.boundary import attempt
from ui.moments import distance
from ui.parts import marks
from ui.parts.house import house_zone
from ui.parts.page import act, empty, header, plain
from ui.session import actor, may, rounds
from ui.state import state

if TYPE_CHECKING:
    from scheduler.services.polling import PollResult


def show() -> None:
    """Draw the page."""
    curates = may(Permission.CURATE)
    sources = rounds().curating.sources()
    with header(wording.SOURCES, wording.SOURCES_ABOUT):
        if curates and sources and st.button(wording.POLL_ALL, icon=":material/refresh:", type="primary"):
            _poll(())
    if curates:
        _adding({source.url for source in sources})
    if not sources:
        empty(":material/rss_feed:", wording.NO_SOURCES, step=wording.NO_SOURCES_STEP)
    for source in sources:
        _line(source, curates=curates)


def _line(source: Source, *, curates: bool) -> None:
    health = rounds().curating.health(source.name)
    now, zone = rounds().clock.now(), house_zone()
    with st.container(border=True, gap="xsmall", key=f"source-{source.name}"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
                st.markdown(f"**{plain(source.title)}**", width="content")
                marks.trust(source.trust).show()
                marks.health(health.status).show()
            if curates and st.button(
                wording.POLL_NOW, key=f"poll-{source.name}", icon=":material/refresh:", type="tertiary"
            ):
                _poll((source.name,))
        looked = distance(health.checked_at, now, zone) if health.checked_at else ""
        again = distance(health.next_check_at, now, zone) if health.next_check_at else ""
        st.caption(phrases.source_facts(plain(source.owner), health.items, looked, again))
        if health.remark:
            st.markdown(plain(health.remark))
        st.caption(plain(source.url))


def _poll(names: tuple[str, ...]) -> None:
    with st.spinner(wording.POLLING):
        tried = attempt(lambda: rounds().curating.poll(names=names, force=True))
    if tried.value is None:
        st.error(tried.words, icon=":material/error:")
        return
    state().say(_summed_up(tried.value))
    st.rerun(scope="app")


def _summed_up(results: list[PollResult]) -> str:
    return phrases.polled(len(results), sum(result.new_items for result in results))


def _adding(known: set[str]) -> None:
    with st.expander(wording.ADD_SOURCE, icon=":material/add:"):
        by_hand, from_list, from_file = st.tabs(
            [wording.BY_ADDRESS, wording.FROM_CATALOGUE, wording.FROM_OPML]
        )
        with by_hand:
            _by_address()
        with from_list:
            _catalogue(known)
        with from_file:
            _opml()


def _by_address() -> None:
    edition = state().form("source")
    with st.form(f"source-{edition}", border=False):
        url = st.text_input(
            wording.FEED_ADDRESS, placeholder="https://example.org/feed.xml", key=f"url-{edition}"
        )
        title = st.text_input(wording.TITLE, key=f"title-{edition}")
        name = st.text_input(wording.SHORT_NAME, help=wording.SHORT_NAME_HINT, key=f"name-{edition}")
        owner = st.text_input(wording.OWNER, help=wording.OWNER_HINT, key=f"owner-{edition}")
        domains = st.text_input(wording.DOMAINS, help=wording.DOMAINS_HINT, key=f"domains-{edition}")
        topics = st.text_input(wording.TOPICS, key=f"topics-{edition}")
        tier = st.selectbox(
            wording.TRUST, list(Trust), index=2, format_func=lambda each: phrases.trust(each.value)
        )
        if not st.form_submit_button(wording.ADD_SOURCE, type="primary"):
            return
    source = Source(
        name=(name or "").strip(),
        title=(title or "").strip() or (name or "").strip(),
        url=(url or "").strip(),
        owner=(owner or "").strip(),
        domains=_listed(domains),
        topics=_listed(topics),
        trust=tier,
    )
    tried = attempt(lambda: rounds().curating.add(actor(), source))
    if not tried.worked:
        st.error(tried.words, icon=":material/error:")
        return
    state().form_done("source")
    state().say(phrases.source_added(source.title))
    st.rerun(scope="app")


def _catalogue(known: set[str]) -> None:
    offered = [source for source in rounds().curating.catalogue() if source.url not in known]
    if not offered:
        st.caption(wording.CATALOGUE_DONE)
        return
    chosen = st.selectbox(
        wording.FROM_CATALOGUE,
        offered,
        format_func=lambda source: f"{source.title} · {phrases.trust(source.trust.value)}",
        index=None,
        placeholder=wording.CHOOSE_SOURCE,
        label_visibility="collapsed",
    )
    if chosen is not None and st.button(wording.ADD_SOURCE, key="catalogue-add", type="primary"):
        act(lambda: rounds().curating.add(actor(), chosen), phrases.source_added(chosen.title))


def _opml() -> None:
    file = st.file_uploader(wording.OPML_FILE, type=["opml", "xml"], key="opml")
    if file is not None and st.button(wording.IMPORT, key="opml-import", type="primary"):
        tried = attempt(lambda: rounds().curating.import_opml(actor(), file.getvalue()))
        if tried.value is None:
            st.error(tried.words, icon=":material/error:")
            return
        state().say(phrases.imported(len(tried.value)))
        st.rerun(scope="app")
    st.download_button(
        wording.EXPORT_OPML,
        rounds().curating.export_opml(),
        file_name="rounds-sources.opml",
        mime="text/x-opml",
        icon=":material/download:",
    )


def _listed(typed: str | None) -> tuple[str, ...]:
    return tuple(part.strip().lower() for part in (typed or "").split(",") if part.strip())
