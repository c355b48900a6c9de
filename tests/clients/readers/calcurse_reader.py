"""Read a calendar with calcurse: imports the file, then reads what it kept; prints that as JSON.

calcurse keeps neither the uid nor the status of an event: only its times and title are printed.
Its arguments: the program `calcurse`, an empty folder, the file. Run with TZ=UTC.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

_HOUR = re.compile(r"(\S+ @ \S+) -> (\S+ @ \S+?)(?:>\S+ )?[|!](.*)")
#: A whole day, or each day until the last one.
_DAY = re.compile(r"(\S+) \[1\] (?:\{1D -> (\S+?)\} ?)?(?:>\S+ )?(.*)")


def told(line: str) -> dict[str, Any]:
    """Return one line of its file in the words of the others."""
    if found := _HOUR.fullmatch(line):
        start, end = (datetime.strptime(each, "%m/%d/%Y @ %H:%M") for each in found.groups()[:2])  # noqa: DTZ007 - UTC
        return _event(f"{start:%Y-%m-%dT%H:%M:%SZ}", f"{end:%Y-%m-%dT%H:%M:%SZ}", found[3])
    day = _DAY.fullmatch(line)
    if day is None:
        raise SystemExit(f"This line can't be read: {line}")
    first, last = (datetime.strptime(each, "%m/%d/%Y") for each in (day[1], day[2] or day[1]))  # noqa: DTZ007 - days
    return _event(f"{first:%Y-%m-%d}", f"{last + timedelta(days=1):%Y-%m-%d}", day[3])


def _event(start: str, end: str, summary: str) -> dict[str, Any]:
    return {"start": start, "end": end, "summary": summary, "allday": "T" not in start}


def main(program: str, folder: str, file: str) -> None:
    """Import, read, print."""
    command = [program, "-D", folder, "-C", folder, "-i", file]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    if " 0 skipped" not in done.stdout:
        raise SystemExit(f"Not all was imported: {done.stdout}")
    kept = (Path(folder) / "apts").read_text(encoding="utf-8").splitlines()
    sys.stdout.write(json.dumps([told(line) for line in kept]))


if __name__ == "__main__":
    main(*sys.argv[1:])
