"""Write what a calendar link shows: choose by versions, write what is new, join it with what was written.

Guarantees: equal data gives equal bytes; of a calendar that was written before only what changed is read
and written.
"""

from __future__ import annotations

import hashlib
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from scheduler import ical
from scheduler.domain import zones
from scheduler.ical.document import Piece, joined, piece
from scheduler.services import calendar_views
from scheduler.services.showing import CHANGED, Known, Scene

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from scheduler.domain.record import CalendarLink
    from scheduler.services.calendar_views import Caption
    from scheduler.services.showing import Version
    from scheduler.store.unit import Unit

#: Google is reported to lose events above some 1,100, and refuses 1 MB.
_MOST: Final = 1000
_REVISION: Final = attrgetter("revision")
#: As much of the description as the document takes.
_DESCRIPTION: Final = 250


class Draft(NamedTuple):
    """What a calendar would hold, before anything of it is written."""

    scene: Scene
    shown: list[Version]
    head: Caption
    #: Another one for every other document.
    revision: str
    #: The last change of anything shown.
    changed_at: datetime


class Written(NamedTuple):
    """A calendar, and what it was joined from."""

    body: bytes
    #: What else its events depend on: those of other facts are written anew.
    facts: str
    #: Its events by revision.
    pieces: dict[str, Piece]


class CalendarWriting:
    """Writes calendars. May be used from any thread."""

    def __init__(self, planner_url: str) -> None:
        self._planner_url = planner_url
        self._known = Known()

    def draft(self, unit: Unit, link: CalendarLink, window: ical.Window) -> Draft:
        """Return what `link` shows in `window`; no event is built for it. `unit` must only read."""
        scene = Scene(unit, link, self._known)
        found = calendar_views.versions(scene, window)
        shown = nearest(found, window)
        head = calendar_views.caption(scene, shown)
        if len(found) > len(shown):
            head = head._replace(description=_with_notice(head.description, len(shown), len(found)))
        facts = (self._planner_url, link.detail, link.view.model_dump(mode="json"), head, zones.version())
        events = hashlib.sha256("\n".join(map(_REVISION, shown)).encode()).hexdigest()
        revision = ical.revision_of(ical.TEMPLATE, facts, events)
        changed = max([window.midnight, link.created_at, *map(CHANGED, shown)])
        return Draft(scene, shown, head, revision, changed)

    def document(self, draft: Draft, before: Written | None = None) -> Written:
        """Return the document of a draft, while the transaction lasts in which that was made.

        `before` is the last one of this link; without it all is written.
        """
        link = draft.scene.link
        told = (link.view.kind, link.view.alarm, link.detail, draft.head.zone, zones.version())
        facts = " ".join(map(str, told))
        known = before.pieces if before is not None and before.facts == facts else {}
        found = [(each, known.get(each.revision)) for each in draft.shown]
        missing = [each.key for each, was in found if was is None]
        new = self._written(draft.scene, missing) if missing else {}
        pieces = {each.revision: one for each, was in found if (one := was or new.get(each.key))}
        name, zone, description = draft.head
        body = joined(list(pieces.values()), name=name, zone=zone, description=description)
        return Written(body, facts, pieces)

    def _written(self, scene: Scene, keys: list[str]) -> dict[str, Piece]:
        """Return these events, by key."""
        events = calendar_views.events(scene, keys, planner_url=self._planner_url)
        return {event.uid: piece(event) for event in events}


def nearest(found: Iterable[Version], window: ical.Window, *, most: int = _MOST) -> list[Version]:
    """Return the events nearest to the day of the window, at most `most` of them, by time."""
    shown = list(found)
    if len(shown) > most:
        shown.sort(key=lambda each: (abs(each.starts_at - window.midnight), each.key))
    return sorted(shown[:most])


def _with_notice(description: str, shown: int, found: int) -> str:
    notice = f"Shows the {shown:,} nearest to today; {found - shown:,} more are in the planner."
    return f"{description[: _DESCRIPTION - len(notice) - 1].rstrip()} {notice}"
