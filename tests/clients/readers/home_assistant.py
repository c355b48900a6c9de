"""Read a calendar with `ical`, the library inside Home Assistant; prints what it sees as JSON.

Run in the environment of the peers, without Rounds. Its argument: the file.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from ical.calendar_stream import IcsCalendarStream  # type: ignore[import-not-found] # the peers'


def told(time: date) -> str:
    """Return an instant in UTC, or a day."""
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(time, datetime) else time.isoformat()


def main(file: str) -> None:
    """Print every event of the calendar."""
    calendar = IcsCalendarStream.calendar_from_ics(Path(file).read_bytes().decode())
    seen = [
        {
            "uid": event.uid,
            "start": told(event.dtstart),
            "end": told(event.dtend),
            "summary": event.summary,
            "status": event.status.value,
            "allday": not isinstance(event.dtstart, datetime),
        }
        for event in calendar.events
    ]
    sys.stdout.write(json.dumps(seen))


if __name__ == "__main__":
    main(*sys.argv[1:])
