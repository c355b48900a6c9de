"""Write what a calendar link shows: choose by versions, write what is new, join it with what was written.

Guarantees: equal data gives equal bytes; an event is written once for each of its versions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from scheduler import ical
from scheduler.domain import zones
from scheduler.ical.shelf import Piece, Shelf
from scheduler.services import calendar_views

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from scheduler.domain.record import CalendarLink
    from scheduler.services.calendar_views import Caption, Version
    from scheduler.store.unit import Unit

#: Google is reported to lose events above some 1,100, and refuses 1 MB.
_MOST: Final = 1000
#: As much of the description as the document takes.
_DESCRIPTION: Final = 250
#: Bytes of written events that are kept, with what Python adds to each.
_KEPT, _EACH = 12 * 2**20, 400


class Draft(NamedTuple):
    """What a calendar would hold, before anything of it is written."""

    shown: list[Version]
    head: Caption
    #: Another one for every other document.
    revision: str
    #: The last change of anything shown.
    changed_at: datetime


class CalendarWriting:
    """Writes calendars. May be used from any thread."""

    def __init__(self, planner_url: str) -> None:
        self._planner_url = planner_url
        self._pieces: Shelf[Piece] = Shelf(most=_KEPT, size_of=lambda each: len(each.text) + _EACH)

    def draft(self, unit: Unit, link: CalendarLink, window: ical.Window) -> Draft:
        """Return what `link` shows in `window`; no event is built for it."""
        found = calendar_views.versions(unit, link, window)
        shown = nearest(found, window)
        head = calendar_views.caption(unit, link, shown)
        if len(found) > len(shown):
            head = head._replace(description=_with_notice(head.description, len(shown), len(found)))
        facts = (self._planner_url, link.detail, link.view.model_dump(mode="json"), head, zones.version())
        events = "\n".join([f"{each.key} {each.revision}" for each in shown])
        revision = ical.revision_of(ical.TEMPLATE, facts, events)
        changed = max([window.midnight, link.created_at, *(each.changed_at for each in shown)])
        return Draft(shown, head, revision, changed)

    def document(self, unit: Unit, link: CalendarLink, draft: Draft) -> bytes:
        """Return the document of a draft that was made in the same transaction."""
        from scheduler.ical.document import joined  # icalendar is heavy, and few calendars are written

        facts = (link.view.kind, link.view.alarm, link.detail, draft.head.zone, zones.version())
        of_link = " ".join(map(str, facts))
        kept = self._pieces.all([(each.key, each.revision, of_link) for each in draft.shown])
        missing = {
            each.key: each.revision for each, piece in zip(draft.shown, kept, strict=True) if piece is None
        }
        new = self._written(unit, link, missing, of_link) if missing else {}
        pieces = [piece or new.get(each.key) for each, piece in zip(draft.shown, kept, strict=True)]
        name, zone, description = draft.head
        return joined([each for each in pieces if each], name=name, zone=zone, description=description)

    def _written(
        self, unit: Unit, link: CalendarLink, missing: dict[str, str], of_link: str
    ) -> dict[str, Piece]:
        """Write the events that are `missing`, by key and revision."""
        from scheduler.ical.document import piece

        written = {}
        for event in calendar_views.events(unit, link, missing.keys(), planner_url=self._planner_url):
            written[event.uid] = piece(event)
            self._pieces.put((event.uid, missing[event.uid], of_link), written[event.uid])
        return written


def nearest(found: Iterable[Version], window: ical.Window, *, most: int = _MOST) -> list[Version]:
    """Return the events nearest to the day of the window, at most `most` of them, by time."""
    shown = list(found)
    if len(shown) > most:
        shown.sort(key=lambda each: (abs(each.starts_at - window.midnight), each.key))
    return sorted(shown[:most], key=lambda each: (each.starts_at, each.key))


def _with_notice(description: str, shown: int, found: int) -> str:
    notice = f"Shows the {shown:,} nearest to today; {found - shown:,} more are in the planner."
    return f"{description[: _DESCRIPTION - len(notice) - 1].rstrip()} {notice}"
