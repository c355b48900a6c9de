"""The whole calendar document: a head, the time zones, and the events joined as bytes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from scheduler.ical import lines
from scheduler.ical.fragment import fragment
from scheduler.ical.text import one_line
from scheduler.ical.zones import fixed, rule_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scheduler.ical.event import PlanEvent

#: How often programs may ask again.
_REFRESHED_EVERY = timedelta(hours=1)
_NAME = 250


class Piece(NamedTuple):
    """One event, finished."""

    text: bytes
    #: The zone on whose clock its times are written; empty for whole days.
    zone: str


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
    texts, names = zip(*pieces, strict=True) if pieces else ((), ())
    return lines.component("VCALENDAR", [head, _zones(zone, set(names)), *texts])


def _zones(zone: str, others: Iterable[str]) -> bytes:
    names = dict.fromkeys([zone, *sorted(filter(None, others))])
    components = [rule.component for name in names if (rule := rule_of(name))]
    return b"".join(components) or fixed("Etc/UTC", timedelta(), "UTC")


def _head(*, name: str, zone: str, description: str) -> bytes:
    called = one_line(name, _NAME)
    head = [b"VERSION:2.0\r\n", b"PRODID:-//Rounds//Content Calendar 1.0//EN\r\n"]
    head += [b"CALSCALE:GREGORIAN\r\n", b"METHOD:PUBLISH\r\n"]
    if description:
        head.append(lines.text("X-WR-CALDESC", one_line(description, _NAME)))
    head += [lines.text("NAME", called), lines.text("X-WR-CALNAME", called), b"COLOR:teal\r\n"]
    head.append(lines.span("REFRESH-INTERVAL;VALUE=DURATION", _REFRESHED_EVERY))
    head += [b"X-APPLE-CALENDAR-COLOR:#008080\r\n", lines.span("X-PUBLISHED-TTL", _REFRESHED_EVERY)]
    head.append(lines.text("X-WR-TIMEZONE", one_line(zone, _NAME)))
    return b"".join(head)
