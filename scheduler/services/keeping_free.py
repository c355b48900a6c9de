"""Times at which nothing is proposed, because a calendar of others that is kept free holds an event then.

Guarantee: the filler reads them in the transaction that saves a proposal. What stands in the plan already is
not touched, and a person may put a post wherever they want.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.value import Instant, Value

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scheduler.domain.plan import Gap
    from scheduler.store.unit import Unit

_MOMENT = timedelta(microseconds=1)


class KeptFree(Value):
    """A gap that is left open, and the event that it is left open for."""

    channel: str
    due: Instant
    zone: str
    #: Name of the calendar.
    calendar: str
    #: Title of the event.
    event: str


def kept_free(unit: Unit, gaps: Sequence[Gap]) -> list[KeptFree]:
    """Return those of the gaps that are left open, by their time."""
    if not gaps:
        return []
    dues = [gap.due for gap in gaps]
    events = unit.outside.between(min(dues), max(dues) + _MOMENT, keeps_free=True)
    names = {each.id: each.name for each in unit.outside.all()} if events else {}
    found = []
    for gap in sorted(gaps, key=lambda gap: (gap.due, gap.channel)):
        event = next((each for each in events if each.holds(gap.due)), None)
        if event is not None:
            told = {"calendar": names[event.calendar], "event": event.title}
            found.append(KeptFree(channel=gap.channel, due=gap.due, zone=gap.zone, **told))
    return found


def is_kept_free(unit: Unit, at: datetime) -> bool:
    """Is nothing proposed at an instant?"""
    return any(each.holds(at) for each in unit.outside.between(at, at + _MOMENT, keeps_free=True))
