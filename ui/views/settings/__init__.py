"""The settings: what the plan stands on, and who may do what."""

from __future__ import annotations

import streamlit as st

from scheduler.domain.people import Permission
from ui import curation_words, policy_words, wording
from ui.parts.page import header
from ui.session import may
from ui.views.settings import (
    channels,
    health,
    newsletters,
    organisation,
    people,
    pillars,
    policies,
    profile,
    slots,
)


def show() -> None:
    """Draw the page."""
    with header(wording.SETTINGS, wording.SETTINGS_ABOUT):
        pass
    sets_up, manages = may(Permission.SET_UP), may(Permission.MANAGE_PEOPLE)
    names = [
        wording.PILLARS,
        wording.CHANNELS,
        policy_words.POLICIES,
        wording.SLOTS,
        curation_words.PROFILE,
        curation_words.NEWSLETTERS,
        wording.ORGANISATION,
        wording.PEOPLE,
        wording.HEALTH_OF_PARTS,
    ]
    tabs = st.tabs(names, key="settings")
    with tabs[0]:
        pillars.show(changes=sets_up)
    with tabs[1]:
        channels.show(changes=sets_up)
    with tabs[2]:
        policies.show()
    with tabs[3]:
        slots.show(changes=sets_up)
    with tabs[4]:
        profile.show(changes=may(Permission.CURATE))
    with tabs[5]:
        newsletters.show(changes=sets_up)
    with tabs[6]:
        organisation.show(changes=sets_up)
    with tabs[7]:
        people.show(changes=manages)
    with tabs[8]:
        health.show()
