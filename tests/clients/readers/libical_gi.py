"""Read a calendar with libical, as GNOME's programs do; prints what it sees as JSON. Its argument: the file.

Run by Debian's Python, without Rounds.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import gi  # type: ignore[import-not-found] # Debian's, see above

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # type: ignore[import-not-found] # noqa: E402


def told(time: Any) -> str:
    """Return an instant in UTC, or a day."""
    if time.is_date():
        return f"{time.get_year():04}-{time.get_month():02}-{time.get_day():02}"
    at = datetime.fromtimestamp(time.as_timet_with_zone(time.get_timezone()), UTC)
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def main(file: str) -> None:
    """Print every event of the calendar."""
    kind = ICalGLib.ComponentKind.VEVENT_COMPONENT
    calendar = ICalGLib.Parser.parse_string(Path(file).read_bytes().decode())
    seen = []
    event = calendar.get_first_component(kind)
    while event is not None:
        start = event.get_dtstart()
        status = event.get_first_property(ICalGLib.PropertyKind.STATUS_PROPERTY)
        seen.append(
            {
                "uid": event.get_uid(),
                "start": told(start),
                "end": told(event.get_dtend()),
                "summary": event.get_summary(),
                "status": status.get_value_as_string() if status else "",
                "allday": start.is_date(),
            }
        )
        event = calendar.get_next_component(kind)
    sys.stdout.write(json.dumps(seen))


if __name__ == "__main__":
    main(*sys.argv[1:])
