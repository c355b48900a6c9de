"""One event as a document of its own, as calendar servers hand it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.ical.fragment import fragment
from scheduler.ical.zones import rule_of

if TYPE_CHECKING:
    from scheduler.ical.event import PlanEvent

_HEAD = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Rounds//Content Calendar 1.0//EN\r\nCALSCALE:GREGORIAN\r\n"
)
_END = b"END:VCALENDAR\r\n"


def resource(event: PlanEvent) -> bytes:
    """Return `event` with the zone it is told in; without METHOD, which stands for mail (RFC 4791 §4.1)."""
    body = fragment(event)
    rule = rule_of(event.zone) if b";TZID=" in body else None
    return b"".join([_HEAD, rule.component if rule else b"", body, _END])
