"""Gaps as a calendar view: open slots of the next weeks. One that is filled is gone at once."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Final

from scheduler import ical
from scheduler.services.open_gaps import open_gaps
from scheduler.services.showing import days_named, midnight, named, versions_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from scheduler.domain.plan import Gap
    from scheduler.services.showing import Scene, Version

#: Nobody plans further by slots; a year of them would hide the rest of a calendar.
_AHEAD: Final = timedelta(days=60)
#: No wall clock is further from UTC.
_NEAR: Final = timedelta(days=2)


def versions(scene: Scene, window: ical.Window) -> list[Version]:
    """Return the open slots from the window's day on, by time."""
    return versions_of(_built(scene, window.midnight, window.midnight + _AHEAD), window)


def events(scene: Scene, keys: Collection[str], *, planner_url: str) -> list[ical.PlanEvent]:
    """Return these gaps as events."""
    days = days_named(keys)
    if days is None:
        return []
    start, end = midnight(days[0]) - _NEAR, midnight(days[1]) + _NEAR
    return named(_built(scene, start, end, planner_url=planner_url), keys)


def _built(scene: Scene, start: datetime, end: datetime, *, planner_url: str = "") -> list[ical.PlanEvent]:
    view = scene.link.view
    channels = scene.shown_channels
    if channels is not None and not channels:
        return []
    gaps = open_gaps(scene.unit, start=start, end=end, channels=channels or ())
    wanted = [gap for gap in gaps if not view.pillars or gap.pillar in view.pillars]
    added = scene.unit.calendars.touched({f"slot:{gap.slot}" for gap in wanted})
    return [_event(scene, gap, added.get(f"slot:{gap.slot}"), planner_url) for gap in wanted]


def _event(scene: Scene, gap: Gap, added: tuple[int, datetime] | None, planner_url: str) -> ical.PlanEvent:
    channel, pillar = scene.names(gap.channel, gap.pillar)
    _, at = added or (0, scene.link.created_at)
    return ical.PlanEvent(
        uid=f"gap-{gap.slot}-{gap.wall:%Y%m%d}@rounds",
        revision=1,
        title=f"[{channel}] Open slot{f': {pillar}' if pillar else ''}",
        start=gap.due.astimezone(UTC),
        zone=gap.zone,
        status=ical.EventStatus.TENTATIVE,
        sequence=0,
        created=at,
        modified=at,
        categories=tuple(name for name in (channel, pillar) if name),
        url=planner_url,
    )
