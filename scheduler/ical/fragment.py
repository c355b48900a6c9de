"""One event of the plan as bytes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from icalendar import Alarm, Event, vDuration, vText, vUri

from scheduler.domain import zones
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


@zones.remembered(most=4096)
def fragment(event: PlanEvent) -> bytes:
    """Return the VEVENT of `event`; the same one is written once and remembered.

    The whole event is the key: a channel that got another title changes its events although no
    post has a new revision.
    """
    start, end = _span(event)
    component = Event()
    component.add("UID", vText(one_line(event.uid, 255)))
    component.add("DTSTAMP", event.modified.astimezone(UTC))
    component.add("DTSTART", start)
    component.add("DTEND", end)
    component.add("SUMMARY", vText(_summary(event)))
    if description := paragraphs(event.description, _DESCRIPTION):
        component.add("DESCRIPTION", vText(description))
    if names := _categories(event.categories):
        component.add("CATEGORIES", names)
    if url := address(event.url):
        component.add("URL", vUri(url))
    component.add("STATUS", vText(event.status.value))
    component.add("SEQUENCE", event.sequence)
    component.add("CREATED", event.created.astimezone(UTC))
    component.add("LAST-MODIFIED", event.modified.astimezone(UTC))
    _as_free_time(component, all_day=event.is_all_day)
    if event.alarm is not None:
        component.add_component(_alarm(event.alarm, _summary(event)))
    written: bytes = component.to_ical()
    return written


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


def _alarm(before: timedelta, words: str) -> Alarm:
    alarm = Alarm()
    alarm.add("ACTION", vText("DISPLAY"))
    alarm.add("DESCRIPTION", vText(words))
    alarm.add("TRIGGER", vDuration(-before))
    return alarm


def _as_free_time(component: Event, *, all_day: bool) -> None:
    component.add("TRANSP", vText("TRANSPARENT"))
    component.add("CLASS", vText("PUBLIC"))
    component.add("X-MICROSOFT-CDO-BUSYSTATUS", vText("FREE"))
    if all_day:
        component.add("X-MICROSOFT-CDO-ALLDAYEVENT", vText("TRUE"))
