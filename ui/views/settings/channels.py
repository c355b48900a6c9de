"""The channels: where posts go out."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from connectors import REHEARSAL
from scheduler.domain.errors import EnvironmentProblemError
from scheduler.domain.people import Permission
from scheduler.domain.plan import Channel
from scheduler.domain.secret import Credentials
from ui import phrases, start_words, wording
from ui.boundary import Tried, attempt
from ui.parts import belonging
from ui.parts.page import empty, plain
from ui.parts.short_names import short_name
from ui.session import actor, may, rounds
from ui.state import state
from ui.views.settings import costs

#: What X's OAuth 1.0a needs, by the names the connector reads.
_KEYS = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")


def show(*, changes: bool) -> None:
    """Draw the channels, and the form for a new one."""
    channels = rounds().set_up.channels()
    if not channels:
        empty(":material/campaign:", wording.NO_CHANNEL_YET, step=wording.NO_CHANNEL_STEP)
    for channel in channels:
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{plain(channel.title)}** · {plain(phrases.handle(channel.handle))}")
            hours = int(channel.useful_for.total_seconds() // 3600)
            st.caption(phrases.channel_facts(channel.name, channel.network, channel.zone, hours))
            belonging.owner(channel, changes=may(Permission.SET_UP))
            costs.show(channel, changes=may(Permission.SET_UP, on=channel.name))
    if changes:
        with st.expander(wording.ADD_CHANNEL, icon=":material/add:"):
            add()


def add() -> None:
    """Draw the form for a new channel: an account on a network, or a rehearsal."""
    edition = state().form("channel")
    rehearses = _rehearses(edition)
    organisation = rounds().set_up.organisation()
    with st.form(f"channel-{edition}", border=False):
        title = st.text_input(wording.TITLE, help=start_words.CHANNEL_TITLE, key=f"channel-title-{edition}")
        name = st.text_input(
            wording.SHORT_NAME, help=start_words.SHORT_NAME_OR_NOT, key=f"channel-name-{edition}"
        )
        handle = "" if rehearses else _handle(edition)
        zone = st.text_input(
            wording.ZONE,
            organisation.zone if organisation else "UTC",
            help=start_words.CHANNEL_ZONE,
            key=f"channel-zone-{edition}",
        )
        hours = st.number_input(
            wording.USEFUL_FOR, 1, 24 * 7, 6, help=wording.USEFUL_FOR_HINT, key=f"channel-useful-{edition}"
        )
        keys = {} if rehearses else _keys(edition)
        is_sent = st.form_submit_button(wording.ADD_CHANNEL, type="primary")
    if is_sent:
        state().unproved = ""
    keeps_anyway = state().unproved == edition and _keep_anyway(edition)
    if not is_sent and not keeps_anyway:
        return
    given = {each: value.strip() for each, value in keys.items() if value.strip()}
    channel = Channel(
        name=short_name(name, title),
        title=(title or "").strip() or (name or "").strip(),
        network=REHEARSAL if rehearses else "x",
        handle=handle.strip().removeprefix("@"),
        zone=(zone or "").strip(),
        useful_for=timedelta(hours=int(hours or 6)),
    )
    _keep(channel, Credentials(given), edition, asks=bool(given) and not keeps_anyway)


def _rehearses(edition: str) -> bool:
    """Ask where the channel is to lead."""
    kinds = {False: start_words.ON_X, True: start_words.REHEARSAL}
    chosen = st.segmented_control(
        start_words.WHERE_TO,
        list(kinds),
        format_func=kinds.__getitem__,
        default=False,
        required=True,
        key=f"channel-kind-{edition}",
    )
    st.caption(start_words.REHEARSAL_ABOUT if chosen else start_words.ON_X_ABOUT)
    return bool(chosen)


def _handle(edition: str) -> str:
    return st.text_input(wording.HANDLE, help=start_words.HANDLE, key=f"channel-handle-{edition}") or ""


def _keys(edition: str) -> dict[str, str]:
    st.caption(wording.KEYS_HINT)
    return {
        each: st.text_input(
            wording.KEYS[each], type="password", help=start_words.KEYS[each], key=f"channel-{each}-{edition}"
        )
        or ""
        for each in _KEYS
    }


def _keep(channel: Channel, given: Credentials, edition: str, *, asks: bool) -> None:
    """Keep the channel, once the network said whose the keys are; or say why not, and offer what helps."""
    app, memory = rounds(), state()
    proved = channel
    if asks:
        with st.spinner(wording.ASKING_WHOSE):
            asked = attempt(lambda: app.connecting.proved(actor(), channel, given))
        if asked.value is None:
            _say_why_not(asked, edition)
            return
        proved = asked.value
    tried = attempt(lambda: app.set_up.add_channel(actor(), proved, credentials=given))
    if not tried.worked:
        st.error(tried.words, icon=":material/error:")
        return
    memory.form_done("channel")
    memory.say(phrases.channel_added(channel.title, proved.handle if asks else ""))
    st.rerun(scope="app")


def _say_why_not(asked: Tried[Channel], edition: str) -> None:
    st.error(asked.words, icon=":material/error:")
    if isinstance(asked.problem, EnvironmentProblemError):
        state().unproved = edition
        _keep_anyway(edition)


def _keep_anyway(edition: str) -> bool:
    st.caption(wording.KEEP_ANYWAY_HINT)
    return st.button(wording.KEEP_ANYWAY, key=f"channel-keep-{edition}", icon=":material/key:")
