"""The plan as a calendar view: posts by channel, pillar, state and person."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from scheduler.services.showing import Version, mark

if TYPE_CHECKING:
    from collections.abc import Collection

    from scheduler import ical
    from scheduler.services.showing import Scene
    from scheduler.store.calendars import Mark

#: How `ical.event_of` names the event of a post.
_BEFORE, _AFTER = "post-", "@rounds"


def versions(scene: Scene, window: ical.Window) -> list[Version]:
    """Return the posts of the view by their start; no post is built, and nothing read of what is known."""
    marks = scene.unit.calendars.marks(
        scene.link.view,
        window.start,
        window.end,
        over_since=window.cancelled_since,
        channels=scene.channels,
    )
    known = scene.known.under(scene.link.detail, (scene.titles, scene.writers), most=len(marks))
    found = list(zip(marks, map(known.get, marks), strict=True))
    missing = [each for each, version in found if version is None]
    new = _read(scene, missing) if missing else {}
    known.update(new)
    return sorted([version or new[each] for each, version in found])


def _read(scene: Scene, marks: Collection[Mark]) -> dict[Mark, Version]:
    @cache
    def look(channel: str, pillar: str | None, author: int | None) -> str:
        return mark(*scene.names(channel, pillar), scene.writers.get(author or 0, ""))

    found = {}
    for each, planned in scene.unit.calendars.planned(marks).items():
        key = f"{_BEFORE}{planned.uid}{_AFTER}"
        revision = f"{key} {planned.version}-{look(planned.channel, planned.pillar, planned.author)}"
        found[each] = Version(planned.due, key, revision, planned.changed_at)
    return found


def events(scene: Scene, keys: Collection[str], *, planner_url: str) -> list[ical.PlanEvent]:
    """Return these posts as events."""
    uids = [key.removeprefix(_BEFORE).removesuffix(_AFTER) for key in keys]
    return [scene.event(post, planner_url=planner_url) for post in scene.unit.calendars.posts(uids)]
