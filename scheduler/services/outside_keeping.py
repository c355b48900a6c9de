"""What was read of a calendar of others, against what is known of it.

Guarantees: an event is known by its identity and occurrence; an older version never replaces a newer one, by
its number, then by when it was changed, then by what it says; what stands there no more is dropped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.outside_calendar import CalendarStatus, Polled

if TYPE_CHECKING:
    from scheduler.domain.outside_calendar import OutsideCalendar, OutsideEvent
    from scheduler.ical.spans import Found
    from scheduler.store.unit import Unit


def keep(unit: Unit, calendar: OutsideCalendar, found: Found) -> Polled:
    """Bring the events of a calendar up to date."""
    known = {each.key: each for each in unit.outside.of(calendar.id)}
    new: list[OutsideEvent] = []
    changed: list[OutsideEvent] = []
    older = unchanged = 0
    for event in found.events:
        before = known.pop(event.key, None)
        now = event.model_copy(update={"calendar": calendar.id, "id": before.id if before else 0})
        if before is None:
            new.append(now)
        elif now.says(before):
            unchanged += 1
        elif now.is_older_than(before):
            older += 1
        else:
            changed.append(now)
    unit.outside.drop([each.id for each in known.values()])
    unit.outside.keep(new, changed)
    return Polled(
        calendar=calendar.name,
        status=CalendarStatus.OK,
        new=len(new),
        changed=len(changed),
        gone=len(known),
        unchanged=unchanged,
        older=older,
        remarks=(*found.remarks, *_about(older, events=len(found.events))),
    )


def _about(older: int, *, events: int) -> list[str]:
    said = []
    if older:
        counted = "1 event" if older == 1 else f"{older} events"
        said.append(f"{counted}: came in an older version than the one that is known, which was left.")
    if not events:
        said.append("It holds no events from 30 days ago to 400 days ahead.")
    return said
