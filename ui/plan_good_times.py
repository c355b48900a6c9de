"""Good times as soft bands behind the hours of a week or a day; channels that share one share its band."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from ui import good_time_words as words
from ui.components.calendar import GoodBand
from ui.moments import hour
from ui.session import rounds

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from scheduler.domain.good_times import Span
    from ui.components.calendar import VisibleRange

#: Views that have hours.
_WITH_HOURS: Final = frozenset({"week", "day"})


def offered() -> bool:
    """Are there any?"""
    return bool(rounds().good_times.all())


def switch() -> bool:
    """Let the person choose whether to see them, where there are any; the choice stands in the address."""
    return offered() and st.toggle(words.SHOW, value=True, key="good_times", bind="query-params")


def bands(shown: VisibleRange, channels: Collection[str]) -> tuple[GoodBand, ...]:
    """Return those in sight of the chosen channels, of all where none is chosen."""
    if shown.view not in _WITH_HOURS:
        return ()
    titles = {channel.name: channel.title for channel in rounds().set_up.channels()}
    zones = {channel.name: channel.zone for channel in rounds().set_up.channels()}
    together: dict[tuple[datetime, datetime], list[Span]] = {}
    for span in rounds().good_times.between(shown.start, shown.end, channels=channels):
        together.setdefault((span.start, span.end), []).append(span)
    return tuple(
        GoodBand(
            id=f"{start:%Y%m%d%H%M}-{end:%H%M}",
            title=words.band(", ".join(dict.fromkeys(titles[each.good.channel] for each in spans))),
            start=start,
            end=end,
            tooltip="\n".join(_tooltip(each, titles, zones) for each in spans),
        )
        for (start, end), spans in together.items()
    )


def _tooltip(span: Span, titles: dict[str, str], zones: dict[str, str]) -> str:
    name = span.good.channel
    hours = words.hours(hour(span.start, zones[name]), hour(span.end, zones[name]))
    return words.tooltip(titles[name], hours, span.good.known_from)
