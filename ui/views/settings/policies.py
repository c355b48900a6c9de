"""What one channel asks of its posts, which licences it takes, and how many mentions of it are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import Permission
from ui import policy_words as words
from ui import wording
from ui.parts.page import act, empty
from ui.session import actor, may, rounds
from ui.views.settings import intake, rules
from ui.views.settings.organisation import listed

if TYPE_CHECKING:
    from scheduler.policies.channel_policy import ChannelPolicy


def show() -> None:
    """Draw the policy of the channel that is chosen; who may not set it up sees it and changes nothing."""
    st.caption(words.ABOUT)
    channels = {channel.name: channel for channel in rounds().set_up.channels()}
    if not channels:
        empty(":material/campaign:", wording.NO_CHANNEL_YET, step=wording.NO_CHANNEL_STEP)
        return
    name = st.selectbox(
        words.CHANNEL, list(channels), format_func=lambda each: channels[each].title, key="policy-channel"
    )
    changes = may(Permission.SET_UP, on=name)
    policy, told = rounds().policies.of(name), rounds().policies.changes(name)
    if told.last is not None:
        rules.changed(told.last)
    with st.container(border=True):
        st.markdown(f"**{words.ASKS}**")
        _asks(name, policy, changes=changes)
    with st.container(border=True):
        rules.show(name, policy, told, changes=changes)
    with st.container(border=True):
        intake.licences(channels[name], changes=changes)
    with st.container(border=True):
        intake.mentions(channels[name], changes=changes)


def _asks(name: str, policy: ChannelPolicy, *, changes: bool) -> None:
    """Draw the switches and the domains of links; all are saved at once, so the record has one line."""
    with st.form(f"policy-{name}", border=False):
        flags = {}
        for field, (label, about) in words.SWITCHES.items():
            key = f"policy-{field}-{name}"
            with st.container(gap=None):
                flags[field] = bool(st.toggle(label, getattr(policy, field), key=key, disabled=not changes))
                st.caption(about)
        domains = st.text_input(
            words.LINKS_TO,
            ", ".join(policy.link_domains),
            help=words.LINKS_TO_HINT,
            key=f"policy-links-{name}",
            disabled=not changes,
        )
        wants = st.form_submit_button(words.SAVE, key=f"policy-save-{name}", disabled=not changes)
    if wants:
        act(
            lambda: rounds().policies.change(
                actor(), name, rules=None, link_domains=listed(domains), **flags
            ),
            words.SAVED,
        )
