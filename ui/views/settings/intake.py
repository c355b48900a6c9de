"""What one channel takes in: sources by their licences, and posts of others that name it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.licences import LICENCES
from scheduler.domain.money import dollars
from scheduler.services.pricing import price_of_reading
from ui import policy_words as words
from ui import wording
from ui.language import gettext
from ui.parts.page import act, plain
from ui.session import actor, rounds

if TYPE_CHECKING:
    from scheduler.domain.plan import Channel

_MOST = 500
_MONTH = 30


def licences(channel: Channel, *, changes: bool) -> None:
    """Draw the licences under which proposals for a channel may stand, each with what it allows."""
    st.markdown(f"**{words.LICENCES}**")
    st.caption(words.LICENCES_ABOUT)
    chosen = st.multiselect(
        words.TAKES,
        list(LICENCES),
        [name for name in channel.licences if name in LICENCES],
        format_func=lambda name: gettext(LICENCES[name].title),
        help=words.TAKES_HINT,
        key=f"licences-{channel.name}",
        disabled=not changes,
        placeholder=wording.CHOOSE_OPTIONS,
    )
    for name in chosen:
        st.caption(plain(f"{gettext(LICENCES[name].title)}: {gettext(LICENCES[name].words)}"))
    if st.button(words.SAVE_LICENCES, key=f"licences-save-{channel.name}", disabled=not changes):
        act(lambda: rounds().licensing.take(actor(), channel.name, chosen), words.LICENCES_SAVED)


def mentions(channel: Channel, *, changes: bool) -> None:
    """Draw how many mentions of a channel are read in a day, and what that costs at most."""
    st.markdown(f"**{words.MENTIONS}**")
    st.caption(words.MENTIONS_ABOUT)
    most = int(
        st.number_input(
            words.A_DAY,
            0,
            _MOST,
            channel.mentions_a_day,
            5,
            help=words.A_DAY_HINT,
            key=f"mentions-{channel.name}",
            disabled=not changes,
        )
    )
    each = price_of_reading(channel.network)
    price = words.costs(most, dollars(most * each), dollars(most * each * _MONTH))
    st.caption(f":material/payments: {plain(price)}")
    if st.button(words.SAVE_MENTIONS, key=f"mentions-save-{channel.name}", disabled=not changes):
        act(lambda: rounds().hearing.allow(actor(), channel.name, most), words.MENTIONS_SAVED)
