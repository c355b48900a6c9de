"""A month of the plan as a PDF for the wall."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from scheduler.domain.plan import wall_clock
from ui import sheet_words as words
from ui.moments import month_of
from ui.parts.house import house_zone
from ui.session import actor, rounds

if TYPE_CHECKING:
    from collections.abc import Sequence

_BACK, _AHEAD = 2, 12
_SOME_DAY: Final = 15
_A_MONTH: Final = timedelta(days=30.44)


def show() -> None:
    """Draw what is to be chosen, and the button that prints."""
    channels = {each.name: each.title for each in rounds().set_up.channels()}
    st.caption(words.WALL_HINT)
    months = _months(wall_clock(rounds().clock.now(), house_zone()).date())
    left, middle, right = st.columns(3)
    month = left.selectbox(words.MONTH, months, index=_BACK, format_func=month_of, key="wall-month")
    paper = middle.segmented_control(
        words.PAPER,
        list(words.PAPERS),
        default="a4",
        required=True,
        format_func=words.PAPERS.__getitem__,
        key="wall-paper",
    )
    starts = right.segmented_control(
        words.WEEKS,
        list(words.WEEK_STARTS),
        default="monday",
        required=True,
        format_func=words.WEEK_STARTS.__getitem__,
        key="wall-weeks",
    )
    chosen = st.multiselect(
        words.CHANNELS,
        list(channels),
        format_func=lambda each: channels.get(each, each),
        placeholder=words.ALL_CHANNELS,
        key="wall-channels",
    )
    _download(month, paper, chosen, starts_sunday=starts == "sunday")


def _download(month: date, paper: str, channels: Sequence[str], *, starts_sunday: bool) -> None:
    from scheduler.services.printing_months import Paper  # few need it

    # a file is made when it is asked for: no page is drawn then
    made = partial(
        rounds().printing.pdf,
        actor(),
        month,
        paper=Paper(paper),
        channels=tuple(channels),
        starts_sunday=starts_sunday,
    )
    st.download_button(
        words.PRINT,
        made,
        f"rounds-{month:%Y-%m}.pdf",
        "application/pdf",
        type="primary",
        icon=":material/print:",
        on_click="ignore",
        key="wall-print",
    )


def _months(today: date) -> list[date]:
    """Return the first days of the months around this one."""
    middle = today.replace(day=_SOME_DAY)
    return [(middle + each * _A_MONTH).replace(day=1) for each in range(-_BACK, _AHEAD + 1)]
