"""Pauses as bands across the calendar: from the day one began to the day it ended, or is to end.

A pause without an end goes on as far as one looks. Drills hold nothing and are left out.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.plan import PauseScope, wall_clock
from ui import plan_words
from ui.components.calendar import DayNote
from ui.moments import moment
from ui.session import rounds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from scheduler.domain.plan import Pause

_DAY = timedelta(days=1)


def known() -> list[Pause]:
    """Return the pauses that hold and the last ones that are over, oldest first."""
    pausing = rounds().pausing
    found = {each.id: each for each in (*pausing.recent(), *pausing.active()) if not each.is_drill}
    return [each for _, each in sorted(found.items())]


def bands(pauses: Sequence[Pause], start: datetime, end: datetime, zone: str) -> tuple[DayNote, ...]:
    """Return pauses as bands, cut to what is in sight; that of a channel belongs to its row."""
    app = rounds()
    titles = {channel.name: channel.title for channel in app.set_up.channels()}
    titles |= {pillar.name: pillar.title for pillar in app.set_up.pillars()}
    first, after = _day(start, zone), _day(end, zone)
    return tuple(
        DayNote(
            day=max(first, _day(pause.created_at, zone)),
            until=min(after, (_last(pause, zone) or after) + _DAY),
            title=plan_words.paused(titles.get(pause.name, pause.name), pause.reason),
            tooltip=_tooltip(pause, titles.get(pause.name, pause.name), zone),
            row=pause.name if pause.scope is PauseScope.CHANNEL else "",
            is_pause=True,
        )
        for pause in pauses
        if _touches(pause, first, after - _DAY, zone)
    )


def _tooltip(pause: Pause, what: str, zone: str) -> str:
    over = pause.lifted_at or pause.ends_at
    until = moment(over, zone) if over else ""
    said = plan_words.pause_span(moment(pause.created_at, zone), until, is_over=pause.lifted_at is not None)
    return f"{plan_words.paused(what, pause.reason)}\n{said}"


def _touches(pause: Pause, first: date, last: date, zone: str) -> bool:
    ended = _last(pause, zone)
    return _day(pause.created_at, zone) <= last and (ended is None or ended >= first)


def _last(pause: Pause, zone: str) -> date | None:
    over = pause.lifted_at or pause.ends_at
    return _day(over, zone) if over else None


def _day(at: datetime, zone: str) -> date:
    return wall_clock(at, zone).date()
