"""The mailbox for newsletters, and the senders whose mails are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.curation import Source, SourceKind, Trust
from scheduler.domain.people import Permission
from scheduler.domain.secret import Credentials
from scheduler.services.newsletters import address_of
from ui import curation_words as words
from ui import phrases, wording
from ui.boundary import attempt
from ui.moments import distance
from ui.parts import marks
from ui.parts.house import house_zone
from ui.parts.page import act, empty, plain, two_step
from ui.session import actor, may, rounds
from ui.state import state
from ui.told import told
from ui.views.settings.organisation import listed

if TYPE_CHECKING:
    from scheduler.services.newsletters import Subscribed
    from scheduler.services.opening import Way

_PORT = 993


def show(*, changes: bool) -> None:
    """Draw the mailbox for those who set it up, and the senders for those who choose sources too."""
    st.caption(words.NEWSLETTERS_HINT)
    tried = attempt(rounds().opening.shown)
    way, curates = tried.value, may(Permission.CURATE)
    if not tried.worked:  # what it was sealed with is lost: it can be set anew
        st.error(tried.words, icon=":material/error:")
    elif way is None:
        empty(":material/mail:", words.NO_MAILBOX, step=words.NO_MAILBOX_STEP)
    elif changes or curates:
        _mailbox(way, changes=changes)
    if changes:
        label = words.CHANGE_MAILBOX if way else words.SET_MAILBOX
        with st.expander(label, icon=":material/key:", expanded=way is None):
            _set(way)
    _senders(curates=curates)


def _mailbox(way: Way, *, changes: bool) -> None:
    with st.container(border=True, gap="small", key="mailbox"):
        st.markdown(f":material/mail: **{plain(words.mailbox(way.user, way.host, way.port, way.folder))}**")
        with st.container(horizontal=True, vertical_alignment="center"):
            tests = st.button(words.TEST_MAILBOX, key="mailbox-test", icon=":material/network_check:")
            if changes and two_step(
                "mailbox-forget", words.FORGET_MAILBOX, words.SURE_TO_FORGET, icon=":material/delete:"
            ):
                act(lambda: rounds().opening.forget(actor()), words.FORGOTTEN)
        if tests:
            _test()


def _test() -> None:
    with st.spinner(words.OPENING):
        tried = attempt(lambda: rounds().newsletters.check(actor()))
    if tried.value is None:
        st.error(tried.words, icon=":material/error:")
        return
    counts = {each.source: each.mails for each in tried.value}
    st.success(plain(words.mailbox_opens(counts)), icon=":material/check_circle:")


def _set(way: Way | None) -> None:
    """Draw the form; what is typed as a password goes to the service and into no other place."""
    edition = state().form("mailbox")
    with st.form(f"mailbox-{edition}", border=False):
        left, right = st.columns([3, 1])
        host = left.text_input(
            words.HOST, way.host if way else "", help=words.HOST_HINT, key=f"{edition}-host"
        )
        port = right.number_input(words.PORT, 1, 65_535, way.port if way else _PORT, key=f"{edition}-port")
        left, right = st.columns(2)
        user = left.text_input(words.USER, way.user if way else "", key=f"{edition}-user")
        password = right.text_input(words.PASSWORD, type="password", key=f"{edition}-password")
        st.caption(words.KEPT_SEALED)
        folder = st.text_input(words.FOLDER, way.folder if way else "INBOX", key=f"{edition}-folder")
        checked_by = st.text_input(words.CHECKED_BY, help=words.CHECKED_BY_HINT, key=f"{edition}-checked-by")
        authority = st.text_area(words.AUTHORITY, help=words.AUTHORITY_HINT, key=f"{edition}-authority")
        if not st.form_submit_button(words.SET_MAILBOX, type="primary"):
            return
    given = {
        "host": host,
        "port": str(int(port or _PORT)),
        "user": user,
        "password": password,
        "folder": folder,
        "checked_by": checked_by,
        "authority": authority,
    }
    _keep(Credentials({name: value or "" for name, value in given.items()}))


def _keep(credentials: Credentials) -> None:
    with st.spinner(words.OPENING):
        tried = attempt(lambda: rounds().opening.keep(actor(), credentials))
    if tried.value is None:
        st.error(tried.words, icon=":material/error:")
        return
    state().form_done("mailbox")
    state().say(words.MAILBOX_SET)
    st.rerun(scope="app")


def _senders(*, curates: bool) -> None:
    st.subheader(words.SENDERS, anchor=False)
    subscribed = rounds().newsletters.subscribed()
    if not subscribed:
        st.caption(words.NO_SENDERS)
    for each in subscribed:
        _sender(each, curates=curates)
    if curates:
        with st.expander(words.ADD_NEWSLETTER, icon=":material/add:"):
            _add()


def _sender(each: Subscribed, *, curates: bool) -> None:
    source, health, now, zone = each.source, each.health, rounds().clock.now(), house_zone()
    with st.container(border=True, gap="xsmall", key=f"newsletter-{source.name}"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
                st.markdown(f"**{plain(source.title)}**", width="content")
                marks.source(health).show()
            if curates and st.button(
                words.STOP_NEWSLETTER,
                key=f"newsletter-{source.name}-stop",
                icon=":material/close:",
                type="tertiary",
            ):
                act(lambda: rounds().curating.archive(actor(), source.name), words.NEWSLETTER_STOPPED)
        following = distance(health.next_check_at, now, zone) if health.next_check_at else ""
        looked = words.NOT_LOOKED
        if health.checked_at:
            looked = words.looked(distance(health.checked_at, now, zone), following)
        st.caption(plain(phrases.facts(each.identity, looked)))
        if health.remark:
            st.markdown(plain(told(health.remark)))


def _add() -> None:
    edition = state().form("newsletter")
    with st.form(f"newsletter-{edition}", border=False):
        sender = st.text_input(words.SENDER, help=words.SENDER_HINT, key=f"{edition}-sender")
        left, right = st.columns(2)
        title = left.text_input(wording.TITLE, key=f"{edition}-title")
        name = right.text_input(wording.SHORT_NAME, help=wording.SHORT_NAME_HINT, key=f"{edition}-name")
        owner = left.text_input(wording.OWNER, help=wording.OWNER_HINT, key=f"{edition}-owner")
        domains = right.text_input(wording.DOMAINS, help=wording.DOMAINS_HINT, key=f"{edition}-domains")
        tier = st.selectbox(
            wording.TRUST,
            list(Trust),
            index=2,
            format_func=lambda each: phrases.trust(each.value),
            key=f"{edition}-trust",
        )
        if not st.form_submit_button(words.ADD_NEWSLETTER, type="primary"):
            return
    short = (name or "").strip()
    called = (title or "").strip() or short
    tried = attempt(
        lambda: rounds().curating.add(
            actor(),
            Source(
                name=short,
                title=called,
                url=address_of(sender or ""),
                owner=(owner or "").strip() or called,
                domains=listed(domains),
                trust=tier,
                kind=SourceKind.NEWSLETTER,
            ),
        )
    )
    if not tried.worked:
        st.error(tried.words, icon=":material/error:")
        return
    state().form_done("newsletter")
    state().say(words.newsletter_added(called))
    st.rerun(scope="app")
