"""What the days are for, as quiet lines of the calendar: one a day, own events first, then by weight."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from ui import register_words as words
from ui.components.calendar import DayNote
from ui.curation_words import quiet_note

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from scheduler.domain.filling import QuietDay
    from scheduler.domain.observances import ObservedDay

_DAY = timedelta(days=1)
#: What lasts longer is named on its first day only.
_SHORT = 3
_LONGEST_TIP = 20


def switch() -> bool:
    """Let the person choose whether to see them; the choice stands in the address."""
    return st.toggle(words.SHOW_OCCASIONS, value=True, key="occasions", bind="query-params")


def notes_of(observed: Iterable[ObservedDay], start: date, end: date) -> tuple[DayNote, ...]:
    """Return one line for each day from `start` to `end`, both included, on which something is on."""
    found: defaultdict[date, list[str]] = defaultdict(list)
    for each in by_weight(observed):
        shown = (each.last - each.first) // _DAY + 1
        is_short = shown <= _SHORT
        name = each.name if is_short else words.begins(each.name)
        for day in (each.first + number * _DAY for number in range(shown if is_short else 1)):
            if start <= day <= end:
                found[day].append(name)
    return tuple(_note(day, found[day]) for day in sorted(found))


def bands_of(quiet: Iterable[QuietDay], titles: Mapping[str, str]) -> tuple[DayNote, ...]:
    """Return the quiet days as bands across the calendar."""
    return tuple(
        DayNote(
            day=each.first,
            until=each.last + _DAY,
            title=quiet_note(each.reason, titles.get(each.channel, each.channel)),
            is_quiet=True,
            row=each.channel,
        )
        for each in quiet
    )


def by_weight(observed: Iterable[ObservedDay]) -> list[ObservedDay]:
    """Return own events first, then what weighs most."""
    return sorted(observed, key=lambda each: (each.kind != "event", -each.weight, each.name))


def _note(day: date, said: list[str]) -> DayNote:
    tip = "\n".join(said[:_LONGEST_TIP])
    return DayNote(day=day, title=words.more(said[0], len(said) - 1), tooltip=tip)
