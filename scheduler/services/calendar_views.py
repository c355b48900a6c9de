"""What a calendar link shows, as versions and as events.

Guarantees: what `versions`, `events` and `caption` return follows from the database and the window
alone, never from the clock; an event keeps its key for ever; a link shows no more than whoever
answers for it may share now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

from scheduler.domain.calendar_view import BY_CHANNEL, ViewKind
from scheduler.services import showing_approvals, showing_chats, showing_days, showing_gaps, showing_posts
from scheduler.services.showing import CHANGED, Scene, Version

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from types import ModuleType

    from scheduler import ical

__all__ = ["Caption", "Scene", "Version", "caption", "events", "versions"]

_KINDS: Final[dict[ViewKind, ModuleType]] = {
    ViewKind.PLAN: showing_posts,
    ViewKind.APPROVALS: showing_approvals,
    ViewKind.OBSERVANCES: showing_days,
    ViewKind.GAPS: showing_gaps,
    ViewKind.TRENDS: showing_chats,
}
_ABOUT: Final[dict[ViewKind, str]] = {
    ViewKind.PLAN: "Planned and published posts of {}.",
    ViewKind.APPROVALS: "What waits for your approval at {}.",
    ViewKind.OBSERVANCES: "Health observances, as {} keeps them.",
    ViewKind.GAPS: "Open slots of {} for the next 60 days.",
    ViewKind.TRENDS: "Chats and events that {} follows.",
}
_LATE = "Outlook may show a change up to 24 hours late."
_CLOSED = "Whoever made this link may not share it any more. Ask them, or the planner, for a new one."


class Caption(NamedTuple):
    """The head of a calendar."""

    name: str
    zone: str
    description: str


def versions(scene: Scene, window: ical.Window) -> list[Version]:
    """Return the events that the link shows in `window`, by their start; none of them is built."""
    found: list[Version] = _KINDS[scene.link.view.kind].versions(scene, window)
    return found


def events(scene: Scene, keys: Collection[str], *, planner_url: str) -> list[ical.PlanEvent]:
    """Return these events, in no order; `keys` came from `versions` in the same transaction."""
    found: list[ical.PlanEvent] = _KINDS[scene.link.view.kind].events(scene, keys, planner_url=planner_url)
    return found


def caption(scene: Scene, shown: Sequence[Version] = ()) -> Caption:
    """Return the head of the link's calendar, which says as of which change it shows `shown`."""
    whose = scene.organisation
    said = _CLOSED if _is_closed(scene) else _ABOUT[scene.link.view.kind].format(whose.name[:60])
    if shown:
        newest = max(map(CHANGED, shown)).astimezone(ZoneInfo(whose.zone))
        said = f"{said} As of {newest:%Y-%m-%d %H:%M %Z}."
    return Caption(scene.link.name, whose.zone, f"{said} {_LATE}")


def _is_closed(scene: Scene) -> bool:
    """May whoever answers for the link show nothing of what it asks for?"""
    kind = scene.link.view.kind
    if kind is ViewKind.APPROVALS:
        return scene.person is None or not scene.person.may_act
    return not scene.shown_channels if kind in BY_CHANNEL and scene.channels is not None else scene.is_closed
