"""The calendar: month, week, day, list and timeline of posts, where a person drags, opens, writes and places.

`calendar` shows a `CalendarView` and returns a `CalendarChange`; `fresh` finds in it what was not handled
yet. It decides nothing: a move is a wish, and what the next view shows is the answer.
"""

from __future__ import annotations

from ui.components.calendar.operations import CalendarChange, Chosen, Operation, Seen, fresh
from ui.components.calendar.span import ViewName, VisibleRange, ranges_beside, visible_range
from ui.components.calendar.view import (
    PILLAR_COLOURS,
    CalendarEvent,
    CalendarSpan,
    CalendarView,
    CalendarWords,
    ChannelRow,
    DayNote,
    GapMark,
    GoodBand,
    InboxCard,
    LayerEvent,
    LegendEntry,
    TrayTab,
)
from ui.components.calendar.widget import CalendarNotBuiltError, bundle, calendar, written

__all__ = [
    "PILLAR_COLOURS",
    "CalendarChange",
    "CalendarEvent",
    "CalendarNotBuiltError",
    "CalendarSpan",
    "CalendarView",
    "CalendarWords",
    "ChannelRow",
    "Chosen",
    "DayNote",
    "GapMark",
    "GoodBand",
    "InboxCard",
    "LayerEvent",
    "LegendEntry",
    "Operation",
    "Seen",
    "TrayTab",
    "ViewName",
    "VisibleRange",
    "bundle",
    "calendar",
    "fresh",
    "ranges_beside",
    "visible_range",
    "written",
]
