"""How sources are added: by address, ticked in the catalogue, or from a list."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.curation import Source, Trust
from scheduler.domain.licences import licence
from ui import curation_words, phrases, start_words, wording
from ui import desk_phrases as desk
from ui.boundary import attempt
from ui.language import gettext
from ui.parts.page import plain
from ui.parts.source_fields import listed
from ui.session import actor, rounds
from ui.state import state
from ui.told import told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.services.sourcing import Offer


def show(sources: Sequence[Source]) -> None:
    """Draw the three ways."""
    with st.expander(wording.ADD_SOURCE, icon=":material/add:", expanded=not sources):
        by_hand, from_list, from_file = st.tabs(
            [wording.BY_ADDRESS, wording.FROM_CATALOGUE, wording.FROM_OPML],
            default=wording.BY_ADDRESS if sources else wording.FROM_CATALOGUE,
        )
        with by_hand:
            _by_address()
        with from_list:
            catalogue(sources)
        with from_file:
            _opml()


def _by_address() -> None:
    st.caption(curation_words.READ_BY_MAIL)
    edition = state().form("source")
    with st.form(f"source-{edition}", border=False):
        url = st.text_input(
            wording.FEED_ADDRESS,
            placeholder="https://example.org/feed.xml",
            help=start_words.FEED_ADDRESS,
            key=f"url-{edition}",
        )
        title = st.text_input(wording.TITLE, help=start_words.SOURCE_TITLE, key=f"title-{edition}")
        name = st.text_input(wording.SHORT_NAME, help=wording.SHORT_NAME_HINT, key=f"name-{edition}")
        owner = st.text_input(wording.OWNER, help=wording.OWNER_HINT, key=f"owner-{edition}")
        domains = st.text_input(wording.DOMAINS, help=wording.DOMAINS_HINT, key=f"domains-{edition}")
        topics = st.text_input(wording.TOPICS, help=start_words.TOPICS, key=f"topics-{edition}")
        tier = st.selectbox(
            wording.TRUST,
            list(Trust),
            index=2,
            format_func=lambda each: phrases.trust(each.value),
            help=start_words.TRUST,
        )
        with st.container(horizontal=True):
            adds = st.form_submit_button(wording.ADD_SOURCE, type="primary")
            checks = st.form_submit_button(desk.CHECK_NOW, help=desk.CHECK_HINT)
    source = Source(
        name=(name or "").strip(),
        title=(title or "").strip() or (name or "").strip(),
        url=(url or "").strip(),
        owner=(owner or "").strip(),
        domains=listed(domains),
        topics=listed(topics),
        trust=tier,
    )
    if checks:
        _check(source.model_copy(update={"name": source.name or "new"}))
    if adds and _add([source], phrases.source_added(source.title)):
        state().form_done("source")
        st.rerun(scope="app")


def catalogue(sources: Sequence[Source]) -> None:
    """Draw the sources that ship with Rounds to tick, those of `sources` left out."""
    known = {source.url for source in sources} | {source.name for source in sources}
    offers = [
        offer
        for offer in rounds().curating.offers()
        if offer.source.url not in known and offer.source.name not in known
    ]
    if not offers:
        st.caption(wording.CATALOGUE_DONE)
        return
    st.caption(desk.CATALOGUE_ABOUT)
    edition = state().form("catalogue")
    with st.form(f"catalogue-{edition}", border=False):
        chosen = [
            offer.source for name, group in _groups(offers).items() for offer in _group(name, group, edition)
        ]
        adds = st.form_submit_button(desk.ADD_TICKED, type="primary", icon=":material/add:")
    if adds and chosen and _add(chosen, desk.added(len(chosen))):
        state().form_done("catalogue")
        st.rerun(scope="app")
    _live_check(offers)


def _groups(offers: Sequence[Offer]) -> dict[str, list[Offer]]:
    """Return the offers by their first topic; those to be looked at first stand apart, at the end."""
    groups: defaultdict[str, list[Offer]] = defaultdict(list)
    for offer in offers:
        topic = offer.source.topics[0] if offer.source.topics else desk.GENERAL
        groups[desk.CAUTIONED if offer.caution else topic].append(offer)
    return dict(sorted(groups.items(), key=lambda group: (group[0] == desk.CAUTIONED, group[0].lower())))


def _group(name: str, offers: Sequence[Offer], edition: str) -> list[Offer]:
    """Draw a group to tick and return what is ticked in it."""
    st.markdown(f"**{plain(desk.group(name, len(offers)))}**")
    is_whole = len(offers) > 1 and name != desk.CAUTIONED
    takes_all = is_whole and st.checkbox(desk.TICK_ALL, key=f"all-{name}-{edition}")
    ticked = [offer for offer in offers if _tick(offer, edition)]
    return list(offers) if takes_all else ticked


def _tick(offer: Offer, edition: str) -> bool:
    source = offer.source
    is_ticked = st.checkbox(plain(source.title), key=f"tick-{source.name}-{edition}")
    terms = gettext(licence(source.licence).title)
    pace = desk.PACES.get(source.pace, source.pace)
    lines = [desk.offer(source.owner, source.trust.value, terms, pace), offer.note]
    words = [plain(line) for line in lines if line]
    if offer.caution:
        words.append(f":material/warning: {plain(offer.caution)}")
    st.caption("  \n".join(words))
    return is_ticked


def _live_check(offers: Sequence[Offer]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            desk.CHOOSE_TO_CHECK,
            [offer.source for offer in offers],
            format_func=lambda source: source.title,
            index=None,
            placeholder=wording.CHOOSE_SOURCE,
            key="catalogue-check",
        )
        if st.button(desk.CHECK_NOW, key="check-now", disabled=chosen is None) and chosen is not None:
            _check(chosen)


def _check(source: Source) -> None:
    with st.spinner(wording.POLLING):
        tried = attempt(lambda: rounds().curating.try_out(actor(), source))
    if tried.value is None:
        st.error(tried.words, icon=":material/error:")
    elif tried.value.is_well:
        st.success(plain(told(tried.value.words)), icon=":material/check_circle:")
    else:
        st.warning(plain(told(tried.value.words)), icon=":material/error:")


def _add(sources: Sequence[Source], done: str) -> bool:
    tried = attempt(lambda: rounds().curating.add_all(actor(), sources))
    if not tried.worked:
        st.error(tried.words, icon=":material/error:")
        return False
    state().say(done)
    return True


def _opml() -> None:
    file = st.file_uploader(wording.OPML_FILE, type=["opml", "xml"], key="opml")
    is_trusted = st.checkbox(desk.OPML_TRUSTED, help=desk.OPML_TRUSTED_HINT, key="opml-trusted")
    if file is not None and st.button(wording.IMPORT, key="opml-import", type="primary"):
        document = file.getvalue()
        tried = attempt(lambda: rounds().curating.import_opml(actor(), document, is_trusted=is_trusted))
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
