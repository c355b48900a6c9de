"""The plan as a calendar view: posts by channel, pillar, state and person."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from scheduler import ical
from scheduler.ical.event import STATUSES
from scheduler.services.showing import Version, mark

if TYPE_CHECKING:
    from collections.abc import Collection

    from scheduler.services.showing import Scene
    from scheduler.store.calendars import Planned

#: How `ical.event_of` names the event of a post.
_BEFORE, _AFTER = "post-", "@rounds"


def versions(scene: Scene, window: ical.Window) -> list[Version]:
    """Return the posts of the view; no post is built for it."""

    @cache
    def look(channel: str, pillar: str | None, author: int | None) -> str:
        return _look(*scene.names(channel, pillar), scene.writers.get(author or 0, ""))

    planned = scene.unit.calendars.planned(
        scene.link.view,
        window.start,
        window.end,
        over_since=window.cancelled_since,
        channels=scene.channels,
    )
    return [_version(each, look(each.channel, each.pillar, each.author)) for each in planned]


@lru_cache(maxsize=1024)
def _look(channel: str, pillar: str, author: str) -> str:
    return mark(channel, pillar, author)


@lru_cache(maxsize=4096)
def _version(planned: Planned, look: str) -> Version:
    return Version(
        f"{_BEFORE}{planned.uid}{_AFTER}",
        f"{planned.version}-{look}",
        planned.due,
        planned.changed_at,
        STATUSES[planned.state] is ical.EventStatus.CANCELLED,
    )


def events(scene: Scene, keys: Collection[str], *, planner_url: str) -> list[ical.PlanEvent]:
    """Return these posts as events."""
    uids = [key.removeprefix(_BEFORE).removesuffix(_AFTER) for key in keys]
    return [scene.event(post, planner_url=planner_url) for post in scene.unit.calendars.posts(uids)]
