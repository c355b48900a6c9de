"""Read a calendar with vobject; prints what it sees as JSON.

Run in the environment of the peers, without Rounds. Its argument: the file.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import vobject


def told(time: date) -> str:
    """Return an instant in UTC, or a day."""
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(time, datetime) else time.isoformat()


def main(file: str) -> None:
    """Print every event of the calendar."""
    calendar = vobject.readOne(Path(file).read_bytes().decode())  # type: ignore[no-untyped-call]
    seen = [
        {
            "uid": event.uid.value,
            "start": told(event.dtstart.value),
            "end": told(event.dtend.value),
            "summary": event.summary.value,
            "status": event.status.value,
            "allday": not isinstance(event.dtstart.value, datetime),
        }
        for event in calendar.vevent_list
    ]
    sys.stdout.write(json.dumps(seen))


if __name__ == "__main__":
    main(*sys.argv[1:])
