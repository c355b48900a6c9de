"""One person's approvals as a calendar view: what waits for them, at the time by which it is needed.

What they have decided on, or need not decide on any more, is gone at once.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from scheduler import ical
from scheduler.domain.people import Actor
from scheduler.services.awaiting import awaiting
from scheduler.services.escalating import deadline_of
from scheduler.services.showing import named, versions_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from scheduler.domain.post import Post
    from scheduler.services.showing import Scene, Version

_RULED: Final = ("approval.rules_set",)


def versions(scene: Scene, window: ical.Window) -> list[Version]:
    """Return what waits for the person, by deadline."""
    return versions_of(_built(scene, window.midnight, planner_url=""), window)


def events(scene: Scene, keys: Collection[str], *, planner_url: str) -> list[ical.PlanEvent]:
    """Return these approvals as events."""
    return named(_built(scene, scene.link.created_at, planner_url=planner_url), keys)


def _built(scene: Scene, at: datetime, *, planner_url: str) -> list[ical.PlanEvent]:
    person = scene.person
    if person is None or not person.may_act:
        return []
    posts = awaiting(scene.unit, Actor.of(person), at=at)
    channels = {f"channel:{post.channel}" for post in posts}
    ruled = scene.unit.calendars.touched(channels, actions=_RULED)
    return [_event(scene, post, ruled.get(f"channel:{post.channel}"), planner_url) for post in posts]


def _event(scene: Scene, post: Post, ruled: tuple[int, datetime] | None, planner_url: str) -> ical.PlanEvent:
    times, last = ruled or (0, post.updated_at)
    shown = scene.event(post, planner_url=planner_url)
    minutes = scene.link.view.alarm
    return ical.PlanEvent(
        uid=f"approval-{post.uid}@rounds",
        revision=post.version,
        title=f"Approve: {shown.title}",
        start=deadline_of(scene.unit, post),
        zone=post.zone,
        status=ical.EventStatus.TENTATIVE,
        sequence=post.sequence + times,
        created=post.created_at,
        modified=max(post.updated_at, last),
        description=shown.description,
        categories=shown.categories,
        url=shown.url,
        alarm=None if minutes is None else timedelta(minutes=minutes),
    )
