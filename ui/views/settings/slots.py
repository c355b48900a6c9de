"""The slots: the places in the week where a post belongs."""

from __future__ import annotations

from datetime import time

import streamlit as st

from scheduler.domain.plan import WEEKDAYS, Slot
from ui import moments, phrases, start_words, wording
from ui.parts.clocks import oddities_of
from ui.parts.page import act, empty, plain
from ui.session import actor, rounds
from ui.state import state
from ui.views.settings import good_times

_NINE = time(9, 0)


def show(*, changes: bool) -> None:
    """Draw the week of every channel, and the form for a new slot."""
    slots = rounds().set_up.slots()
    channels = rounds().set_up.channels()
    if not slots:
        empty(":material/calendar_view_week:", wording.NO_SLOTS, step=wording.NO_SLOTS_STEP)
    pillars = {pillar.name: pillar.title for pillar in rounds().set_up.pillars()}
    for channel in channels:
        own = [slot for slot in slots if slot.channel == channel.name]
        if own:
            st.markdown(f"**{plain(channel.title)}** · :small[{plain(channel.zone)}]")
        for slot in sorted(own, key=lambda each: (each.weekday, each.wall)):
            _line(slot, pillars.get(slot.pillar or "", ""), changes=changes)
    if changes and channels:
        with st.expander(wording.ADD_SLOT, icon=":material/add:"):
            add()
    good_times.show(channels, changes=changes)


def _line(slot: Slot, pillar: str, *, changes: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"slot-{slot.id}"):
        words = phrases.facts(f"{moments.weekday(slot.weekday)}, {slot.wall:%H:%M}", plain(pillar))
        st.markdown(words, width="stretch")
        if changes and st.button(
            wording.REMOVE, key=f"slot-remove-{slot.id}", icon=":material/delete:", type="tertiary"
        ):
            act(lambda: rounds().set_up.remove_slot(actor(), slot.id), wording.SLOT_REMOVED)
    for words in oddities_of(slot):
        st.caption(words)


def add() -> None:
    """Draw the form for new slots; there must be a channel."""
    channels = rounds().set_up.channels()
    pillars = {pillar.name: pillar.title for pillar in rounds().set_up.pillars()}
    edition = state().form("slot")
    with st.form("slot", border=False):
        channel = st.selectbox(
            wording.CHANNEL, channels, format_func=lambda each: each.title, key="slot-channel"
        )
        days = st.pills(
            start_words.DAYS,
            range(len(WEEKDAYS)),
            selection_mode="multi",
            format_func=moments.weekday,
            help=start_words.DAYS_HINT,
            key=f"slot-days-{edition}",
        )
        wall = st.time_input(wording.TIME, _NINE, help=start_words.SLOT_TIME, key="slot-time")
        pillar = st.selectbox(
            wording.PILLAR,
            ["", *pillars],
            format_func=lambda each: pillars.get(each, wording.ANY_PILLAR),
            help=start_words.SLOT_PILLAR,
            key="slot-pillar",
        )
        wants = st.form_submit_button(wording.ADD_SLOT, type="primary")
    if wants and not days:
        st.error(start_words.NO_DAY, icon=":material/error:")
    elif wants and channel is not None:
        slot = Slot(
            channel=channel.name,
            weekday=0,
            wall=wall.replace(second=0, microsecond=0),
            zone=channel.zone,
            pillar=pillar or None,
        )
        new = [slot.model_copy(update={"weekday": day}) for day in days]
        act(
            lambda: _keep(new),
            start_words.slots_added(len(new)),
        )


def _keep(new: list[Slot]) -> None:
    for slot in new:
        rounds().set_up.add_slot(actor(), slot)
    state().form_done("slot")
