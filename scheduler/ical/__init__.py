"""Posts as an iCalendar document: pure, deterministic, and the only home of `icalendar`, which reads others'.

`event_of` makes a post an event, `Window` says what a subscription shows on a given day, and
`document.py` writes the bytes. Equal events give equal bytes, on any day and on any machine with the
same time zone data; nothing here reads a clock, a file or a database.
"""

from __future__ import annotations

from scheduler.ical.answer import TEMPLATE, CalendarAnswer, answer_of, revision_of
from scheduler.ical.event import EventStatus, PlanEvent, event_of
from scheduler.ical.window import Window

__all__ = [
    "TEMPLATE",
    "CalendarAnswer",
    "EventStatus",
    "PlanEvent",
    "Window",
    "answer_of",
    "event_of",
    "revision_of",
]
