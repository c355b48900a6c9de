"""Observances as a calendar view: awareness days, weeks and months, each for whole days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from scheduler import ical
from scheduler.domain.record import Detail
from scheduler.services.observing import observed, register
from scheduler.services.showing import named, versions_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from scheduler.domain.observances import Observance, Span
    from scheduler.services.showing import Scene, Version


def versions(scene: Scene, window: ical.Window) -> list[Version]:
    """Return what begins in the window."""
    return versions_of(_built(scene, window.start.date(), window.end.date()), window)


def events(scene: Scene, keys: Collection[str], *, planner_url: str) -> list[ical.PlanEvent]:  # noqa: ARG001 - observances have no page of their own
    """Return these observances as events."""
    years = [int(key.removesuffix("@rounds")[-4:]) for key in keys]
    if not years:
        return []
    return named(_built(scene, date(min(years), 1, 1), date(max(years), 12, 31)), keys)


def _built(scene: Scene, start: date, end: date) -> list[ical.PlanEvent]:
    if scene.is_closed:
        return []
    subjects = {f"observance:{each.key}" for each in register(scene.unit)}
    changed = scene.unit.calendars.touched(subjects)
    return [
        _event(scene, each, span, changed.get(f"observance:{each.key}"))
        for each, span in observed(scene.unit, start, end)
    ]


def _event(
    scene: Scene, observance: Observance, span: Span, changed: tuple[int, datetime] | None
) -> ical.PlanEvent:
    first, last = span
    times, at = changed or (0, scene.link.created_at)
    return ical.PlanEvent(
        uid=f"observance-{observance.key}-{first.year:04}@rounds",
        revision=times,
        title=observance.name,
        start=first,
        end=last + timedelta(days=1),
        status=ical.EventStatus.CONFIRMED,
        sequence=times,
        created=scene.link.created_at,
        modified=max(at, scene.link.created_at),
        description=_told(observance) if scene.link.detail is Detail.FULL else "",
        categories=("Observance",),
    )


def _told(observance: Observance) -> str:
    facts = [
        ("Topics", ", ".join(observance.topics)),
        ("Tags", " ".join(f"#{tag}" for tag in observance.hashtags)),
        ("Note", observance.note),
    ]
    return "\n".join(f"{name}: {said}" for name, said in facts if said)
