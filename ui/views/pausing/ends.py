"""When a pause ends: in so many hours, at a time by the house clock, or not by itself."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

import streamlit as st

from scheduler.domain.plan import meant, wall_clock
from ui import pause_words as words
from ui.moments import moment
from ui.parts.clocks import one_of_two
from ui.parts.house import house_zone
from ui.session import rounds

_HOURS: Final = (1, 4, 12, 24)
_NINE = time(9, 0)


def choose(key: str) -> datetime | None:
    """Ask when; returns `None` for a pause that somebody lifts. Raises for a time that does not exist."""
    hours = {words.hours(each): each for each in _HOURS}
    choices = [words.OPEN_END, *hours, words.AT_A_TIME]
    chosen = st.pills(
        words.ENDS, choices, default=words.OPEN_END, key=f"{key}-ends", help=words.ENDS_HINT, required=True
    )
    if chosen == words.AT_A_TIME:
        return at_a_time(key)
    if chosen in hours:
        at = rounds().clock.now() + timedelta(hours=hours[chosen])
        st.caption(moment(at, house_zone()))
        return at
    return None


def at_a_time(key: str) -> datetime:
    """Ask for a day and a time by the house clock; return the instant."""
    zone = house_zone()
    tomorrow = wall_clock(rounds().clock.now(), zone).date() + timedelta(days=1)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        day = st.date_input(words.THE_DAY, tomorrow, key=f"{key}-day")
        hour = st.time_input(f"{words.THE_TIME} ({zone})", _NINE, key=f"{key}-hour")
    wall = one_of_two(datetime.combine(day, hour), zone, key=f"{key}-fold")
    return meant(wall, zone)[0]
