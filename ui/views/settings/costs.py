"""What one channel costs this month and may cost, and whether its proposals carry their link."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.money import dollars, mills_of
from scheduler.services.months import Alarm, Month
from ui import moments, phrases, wording
from ui.parts.page import act, plain
from ui.session import actor, rounds
from ui.told import told

if TYPE_CHECKING:
    from scheduler.domain.plan import Channel


def show(channel: Channel, *, changes: bool) -> None:
    """Draw the month of a channel, and for those who may change it the choices."""
    month = rounds().budgeting.month(channel.name)
    if month.least:
        _month(month)
    if changes:
        with st.expander(wording.COST_AND_LINKS, icon=":material/payments:"):
            _choose(channel)


def _month(month: Month) -> None:
    words = phrases.month(
        moments.month_name(month.month),
        dollars(month.spent),
        "" if month.budget is None else dollars(month.budget),
        dollars(month.committed),
        dollars(month.planned),
    )
    if month.budget:
        st.progress(min(1.0, month.spent / month.budget), text=plain(words))
    else:
        st.caption(plain(words))
    if month.alarm is Alarm.REACHED:
        st.error(plain(told(month.warning)), icon=":material/payments:")
    elif month.alarm is Alarm.NEAR:
        st.warning(plain(told(month.warning)), icon=":material/payments:")


def _choose(channel: Channel) -> None:
    with st.form(f"costs-{channel.name}", border=False):
        now = "" if channel.budget is None else dollars(channel.budget).removeprefix("$")
        amount = st.text_input(
            wording.BUDGET, now, help=wording.BUDGET_HINT, key=f"budget-{channel.name}", placeholder="20.00"
        )
        links = st.toggle(
            wording.SENDS_LINKS,
            channel.sends_links,
            help=wording.SENDS_LINKS_HINT,
            key=f"links-{channel.name}",
        )
        wants = st.form_submit_button(wording.SAVE_COSTS, key=f"costs-save-{channel.name}")
    if wants:
        act(lambda: _save(channel, (amount or "").strip(), sends_links=bool(links)), wording.BUDGET_SAVED)


def _save(channel: Channel, amount: str, *, sends_links: bool) -> None:
    """Write down what differs; the amount is read first, so that a wrong one changes nothing."""
    budget = mills_of(amount) if amount else None
    if budget != channel.budget:
        rounds().budgeting.set_budget(actor(), channel.name, budget)
    if sends_links != channel.sends_links:
        rounds().budgeting.set_links(actor(), channel.name, sends_links=sends_links)
