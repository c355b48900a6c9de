"""One event of the plan as bytes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from scheduler.ical import lines
from scheduler.ical.event import EventStatus
from scheduler.ical.text import address, category, one_line, paragraphs
from scheduler.ical.zones import placed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.ical.event import PlanEvent

_TITLE, _DESCRIPTION = 250, 8000
#: Programs reject or hide an event that lasts no time.
_LASTS = timedelta(minutes=15)
_CANCELLED = "Cancelled: "
#: A post takes up nobody's time.
_FREE = b"X-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n"
_ALL_DAY = b"X-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\n"


def fragment(event: PlanEvent) -> bytes:
    """Return the VEVENT of `event`; equal events give equal bytes."""
    start, end = _span(event)
    summary = _summary(event)
    written = [
        lines.text("SUMMARY", summary),
        lines.moment("DTSTART", start),
        lines.moment("DTEND", end),
        lines.moment("DTSTAMP", event.modified.astimezone(UTC)),
        lines.text("UID", one_line(event.uid, 255)),
        lines.line("SEQUENCE", str(event.sequence)),
    ]
    if names := _categories(event.categories):
        written.append(lines.text("CATEGORIES", *names))
    written += [b"CLASS:PUBLIC\r\n", lines.moment("CREATED", event.created.astimezone(UTC))]
    if description := paragraphs(event.description, _DESCRIPTION):
        written.append(lines.text("DESCRIPTION", description))
    written.append(lines.moment("LAST-MODIFIED", event.modified.astimezone(UTC)))
    written += [lines.line("STATUS", event.status.value), b"TRANSP:TRANSPARENT\r\n"]
    if url := address(event.url):
        written.append(lines.line("URL", url))
    written.append(_ALL_DAY + _FREE if event.is_all_day else _FREE)
    if event.alarm is not None:
        written.append(_alarm(event.alarm, summary))
    return lines.component("VEVENT", written)


def _span(event: PlanEvent) -> tuple[datetime, datetime] | tuple[date, date]:
    start, end = event.start, event.end
    if not isinstance(start, datetime):
        last = end if end is not None and not isinstance(end, datetime) and end > start else None
        return start, last or start + timedelta(days=1)
    until = end if isinstance(end, datetime) and end > start else start + _LASTS
    return placed(start, until, event.zone)


def _summary(event: PlanEvent) -> str:
    title = one_line(event.title, _TITLE)
    if event.status is not EventStatus.CANCELLED or title.startswith(_CANCELLED):
        return title
    return one_line(_CANCELLED + title, _TITLE)  # Outlook ignores the status itself


def _categories(names: Iterable[str]) -> list[str]:
    """Return the names as Outlook keeps them, which takes those for one that differ in their case alone."""
    kept: dict[str, str] = {}
    for name in filter(None, map(category, names)):
        kept.setdefault(name.casefold(), name)
    return list(kept.values())


def _alarm(before: timedelta, words: str) -> bytes:
    told = lines.text("DESCRIPTION", words)
    return lines.component("VALARM", [b"ACTION:DISPLAY\r\n", told, lines.span("TRIGGER", -before)])
