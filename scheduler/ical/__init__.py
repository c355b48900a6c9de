"""Posts as an iCalendar document: pure, deterministic, and the only home of `icalendar`.

`event_of` makes a post an event, `choose` keeps what a subscription shows on a given day, and
`document.py` writes the bytes; it is not imported from here, as it loads `icalendar`. Equal events
give equal bytes, on any day and on any machine with the same time zone data; nothing here reads a
clock, a file or a database.
"""

from __future__ import annotations

from scheduler.ical.answer import TEMPLATE, CalendarAnswer, answer_of, revision_of
from scheduler.ical.event import EventStatus, PlanEvent, event_of
from scheduler.ical.window import Choice, Window, choose

__all__ = [
    "TEMPLATE",
    "CalendarAnswer",
    "Choice",
    "EventStatus",
    "PlanEvent",
    "Window",
    "answer_of",
    "choose",
    "event_of",
    "revision_of",
]
