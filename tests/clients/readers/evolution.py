"""Subscribe with Evolution Data Server and print what it shows, as JSON.

Prints it again for each line on standard input, once the events have changed. Run by Debian's Python within
`dbus-run-session`, without Rounds. Its argument: the address of the calendar.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import gi  # type: ignore[import-not-found] # Debian's, see above

for _name, _version in (("EDataServer", "1.2"), ("ECal", "2.0"), ("ICalGLib", "3.0")):
    gi.require_version(_name, _version)
from gi.repository import ECal, EDataServer, GLib, ICalGLib  # type: ignore[import-not-found] # noqa: E402

_SOURCE = """[Data Source]
DisplayName=Plan
Enabled=true
Parent=webcal-stub

[Authentication]
Host={at.hostname}
Port={at.port}

[Calendar]
BackendName=webcal

[WebDAV Backend]
ResourcePath={at.path}

[Security]
Method=none

[Refresh]
Enabled=false

[Offline]
StaySynchronized=true
"""
_PATIENCE, _CONNECTED_WITHIN, _ASKED_EVERY = 120, 2, 10


def told(client: Any, time_read: Any) -> str:
    """Return an instant in UTC by the zone as Evolution keeps it, or a day."""
    value = time_read.get_value()
    if value.is_date():
        return f"{value.get_year():04}-{value.get_month():02}-{value.get_day():02}"
    named = time_read.get_tzid()
    zone = client.get_timezone_sync(named, None)[1] if named else ICalGLib.Timezone.get_utc_timezone()
    at = datetime.fromtimestamp(value.as_timet_with_zone(zone), UTC)
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def look(client: Any) -> list[dict[str, Any]]:
    """Return all events, or none while they are not there."""
    try:
        _, found = client.get_object_list_as_comps_sync("#t", None)
    except GLib.Error:
        return []
    return [
        {
            "uid": each.get_uid(),
            "start": told(client, each.get_dtstart()),
            "end": told(client, each.get_dtend()),
            "summary": each.get_summary().get_value(),
            "status": each.get_status().value_nick.upper(),
            "allday": each.get_dtstart().get_value().is_date(),
        }
        for each in found
    ]


def settled(client: Any, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what is shown once it is something else than `before`, and the same twice."""
    end, last, ask_at = time.monotonic() + _PATIENCE, before, 0.0
    while time.monotonic() < end:
        if time.monotonic() > ask_at:  # more than once: it may think that it is offline at first
            ask_at = time.monotonic() + _ASKED_EVERY
            refresh(client)
        for _ in range(50):
            GLib.MainContext.default().iteration(may_block=False)
        time.sleep(0.5)
        seen = look(client)
        if seen == last != before:
            return seen
        last = seen
    raise SystemExit(f"Nothing changed; {len(last)} events are shown.")


def refresh(client: Any) -> None:
    """Have the calendar asked for again, unless that is not possible yet."""
    with contextlib.suppress(GLib.Error):
        client.refresh_sync(None)


def main(url: str) -> None:
    """Subscribe, print, and look again as often as asked."""
    folder = Path(os.environ["XDG_CONFIG_HOME"]) / "evolution" / "sources"
    folder.mkdir(parents=True)
    (folder / "plan.source").write_text(_SOURCE.format(at=urlsplit(url)), encoding="utf-8")
    registry = EDataServer.SourceRegistry.new_sync(None)
    kind = ECal.ClientSourceType.EVENTS
    client = ECal.Client.connect_sync(registry.ref_source("plan"), kind, _CONNECTED_WITHIN, None)
    seen = settled(client, [])
    while True:
        sys.stdout.write(json.dumps(seen) + "\n")
        sys.stdout.flush()
        if not sys.stdin.readline():
            return
        seen = settled(client, seen)


if __name__ == "__main__":
    main(*sys.argv[1:])
