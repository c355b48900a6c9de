"""Read a calendar with khal: imports the file, then asks for its list; prints what it sees as JSON.

Its arguments: the program `khal`, an empty folder, the file.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

_CONFIG = """[calendars]
[[plan]]
path = {folder}/plan
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M
longdatetimeformat = %Y-%m-%dT%H:%M
[default]
default_calendar = plan
[sqlite]
path = {folder}/khal.db
"""
_FIELDS = ("uid", "title", "start-long", "start-date-long", "end-long", "end-date-long", "all-day", "status")


def told(each: dict[str, str]) -> dict[str, Any]:
    """Return an event in the words of the others: khal shows minutes in UTC, and last days."""
    is_day = each["all-day"] == "True"
    start, end = datetime.fromisoformat(each["start-long"]), datetime.fromisoformat(each["end-long"])
    last = date.fromisoformat(each["end-date-long"]) + timedelta(days=1)
    return {
        "uid": each["uid"],
        "start": each["start-date-long"] if is_day else f"{start.replace(tzinfo=UTC):%Y-%m-%dT%H:%M:%SZ}",
        "end": f"{last}" if is_day else f"{end.replace(tzinfo=UTC):%Y-%m-%dT%H:%M:%SZ}",
        "summary": each["title"],
        "status": each["status"].strip(),
        "allday": is_day,
    }


def main(program: str, folder: str, file: str) -> None:
    """Import, list, print."""
    config = Path(folder) / "config"
    config.write_text(_CONFIG.format(folder=folder))
    (Path(folder) / "plan").mkdir()

    def ask(*words: str) -> str:
        command = [program, "--config", str(config), *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    ask("import", "--batch", file)
    fields = [word for name in _FIELDS for word in ("--json", name)]
    lists = ask("list", "--once", *fields, "1999-01-01", "2042-01-01").splitlines()
    events = {each["uid"]: told(each) for line in lists if line.startswith("[") for each in json.loads(line)}
    sys.stdout.write(json.dumps(list(events.values())))


if __name__ == "__main__":
    main(*sys.argv[1:])
