"""Drag posts as a program built on the library `caldav` does; run by its own Python, without Rounds.

Its arguments: address, user, password, uid of an event, new time. It prints what it saw, as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime

import caldav  # type: ignore[import-not-found] # stands in an environment of its own
from caldav.lib.error import DAVError  # type: ignore[import-not-found] # as above


def main(url: str, user: str, password: str, uid: str, moved_to: str) -> None:
    """Look around, move one event, and try what is not allowed."""
    client = caldav.DAVClient(url=url, username=user, password=password)
    calendars = {
        str(each.url).rstrip("/").rpartition("/")[2]: each for each in client.principal().calendars()
    }
    calendar = calendars["main-x"]
    before = calendar.get_objects_by_sync_token()
    event = calendar.event_by_uid(uid)
    with event.edit_icalendar_instance() as document:
        inside = document.events[0]
        inside["DTSTART"].dt = datetime.fromisoformat(moved_to)
        inside["SUMMARY"] = "Another title"
    event.save()
    event.load()
    after = calendar.get_objects_by_sync_token(before.sync_token)
    seen = {
        "calendars": sorted(calendars),
        "events": sorted(str(each.url).rpartition("/")[2] for each in before),
        "changed": sorted(str(each.url).rpartition("/")[2] for each in after),
        "title": str(event.icalendar_instance.events[0]["SUMMARY"]),
        "start": event.icalendar_instance.events[0]["DTSTART"].dt.isoformat(),
        "refused": [_refused(event.delete), _refused(lambda: client.principal().make_calendar(name="mine"))],
    }
    sys.stdout.write(json.dumps(seen))


def _refused(step: Callable[[], object]) -> str:
    try:
        step()
    except DAVError as why:
        return type(why).__name__
    return ""


if __name__ == "__main__":
    main(*sys.argv[1:])
