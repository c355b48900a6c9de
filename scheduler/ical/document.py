"""The whole calendar document: a head, the time zones, and the events joined as bytes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from icalendar import Calendar, vDuration, vText

from scheduler.ical.fragment import fragment
from scheduler.ical.shelf import Piece
from scheduler.ical.text import one_line
from scheduler.ical.zones import fixed, rule_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scheduler.ical.event import PlanEvent

#: How often programs may ask again, as a span and as iCalendar writes it.
_REFRESHED_EVERY, _EVERY = timedelta(hours=1), "PT1H"
_NAME = 250
_END = b"END:VCALENDAR\r\n"


def document(events: Iterable[PlanEvent], *, name: str, zone: str, description: str = "") -> bytes:
    """Return the calendar called `name` with `events` by time; equal data gives equal bytes.

    `zone` is where its readers are at home. There is no UID on the calendar: readers would take
    it for the one of every event. The zones make sure that no calendar is without a component.
    """
    ordered = sorted(events, key=lambda event: (event.starts_at, event.uid))
    return joined([piece(event) for event in ordered], name=name, zone=zone, description=description)


def piece(event: PlanEvent) -> Piece:
    """Return `event` as `joined` takes it."""
    return Piece(fragment(event), "" if event.is_all_day else event.zone)


def joined(pieces: Sequence[Piece], *, name: str, zone: str, description: str = "") -> bytes:
    """Return the document of events that were written before, in their order."""
    head = _head(name=name, zone=zone, description=description)
    zones = _zones(zone, {each.zone for each in pieces})
    return b"".join([head.removesuffix(_END), zones, *(each.text for each in pieces), _END])


def _zones(zone: str, others: Iterable[str]) -> bytes:
    names = dict.fromkeys([zone, *sorted(filter(None, others))])
    components = [rule.component for name in names if (rule := rule_of(name))]
    return b"".join(components) or fixed("Etc/UTC", timedelta(), "UTC")


def _head(*, name: str, zone: str, description: str) -> bytes:
    calendar = Calendar()
    called = vText(one_line(name, _NAME))
    calendar.add("VERSION", vText("2.0"))
    calendar.add("PRODID", vText("-//Rounds//Content Calendar 1.0//EN"))
    calendar.add("CALSCALE", vText("GREGORIAN"))
    calendar.add("METHOD", vText("PUBLISH"))
    if description:
        calendar.add("X-WR-CALDESC", vText(one_line(description, _NAME)))
    calendar.add("NAME", called)
    calendar.add("X-WR-CALNAME", called)
    calendar.add("COLOR", vText("teal"))
    calendar.add("X-APPLE-CALENDAR-COLOR", vText("#008080"))
    calendar.add("REFRESH-INTERVAL", vDuration(_REFRESHED_EVERY), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vText(_EVERY))
    calendar.add("X-WR-TIMEZONE", vText(one_line(zone, _NAME)))
    written: bytes = calendar.to_ical()
    return written
