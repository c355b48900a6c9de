"""A calendar document of others, cut down to what is read of it before any library sees it.

What is left is one level of events with a dozen properties each. Alarms, attachments, to-dos and time
zone definitions are dropped: rules in them may run forever, and zones are known by their names.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from scheduler.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A whole year of a large hospital's classes is a tenth of it.
MOST_BYTES = 2_000_000
MOST_EVENTS = 5_000
_LONGEST_LINE = 20_000
_KEPT = frozenset(
    {"BEGIN", "END", "VERSION", "METHOD", "UID", "DTSTART", "DTEND", "DURATION", "SUMMARY", "LOCATION", "URL"}
    | {"CATEGORIES", "STATUS", "SEQUENCE", "LAST-MODIFIED", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}
)
_LEVELS = {"VCALENDAR", "VEVENT"}
_FOLD = re.compile("\r?\n[ \t]")
_NAME = re.compile(r"[A-Za-z-]+(?=[;:])")
_MARKS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"), (codecs.BOM_UTF8, "utf-8-sig"))


def sift(document: bytes) -> str:
    """Return the events of a document with the properties that are read, one a line.

    Raises:
        InvalidInputError: it is too large, holds too many events, or is no calendar.
    """
    if len(document) > MOST_BYTES:
        raise InvalidInputError(
            f"The file is larger than {MOST_BYTES // 1_000_000} MB. Export a shorter span of time."
        )
    text = _decoded(document)
    if "BEGIN:VCALENDAR" not in text[:10_000].upper():
        raise InvalidInputError("This is no calendar file. Export the calendar as .ics and choose that file.")
    lines = list(_lines(text))
    if sum(line == "BEGIN:VEVENT" for line in lines) > MOST_EVENTS:
        raise InvalidInputError(
            f"The file holds more than {MOST_EVENTS:,} events. Export a shorter span of time."
        )
    return "\r\n".join([*lines, ""])


def _decoded(document: bytes) -> str:
    coding = next((name for mark, name in _MARKS if document.startswith(mark)), "utf-8")
    try:
        text = document.decode(coding)
    except UnicodeDecodeError:
        text = document.decode("cp1252", errors="replace")
    return text.replace("\x00", "")


def _lines(text: str) -> Iterator[str]:
    """Yield the lines that are kept, unfolded; each component that is begun is ended in its turn."""
    open_: list[str] = []
    skipped: list[str] = []
    for line in _FOLD.sub("", text).replace("\r", "\n").split("\n"):
        name = _name(line)
        kind = line.partition(":")[2].strip().upper() if name in {"BEGIN", "END"} else ""
        if name == "BEGIN":
            fits = not skipped and kind in _LEVELS and len(open_) == (kind == "VEVENT")
            (open_ if fits else skipped).append(kind)
            if fits:
                yield f"BEGIN:{kind}"
        elif name == "END" and skipped:
            if kind == skipped[-1]:
                skipped.pop()
        elif name == "END" and open_ and kind == open_[-1]:
            yield f"END:{open_.pop()}"
        elif name and open_ and not skipped and len(line) <= _LONGEST_LINE:
            yield line
    yield from (f"END:{kind}" for kind in reversed(open_))


def _name(line: str) -> str:
    found = _NAME.match(line)
    name = found[0].upper() if found else ""
    return name if name in _KEPT else ""
