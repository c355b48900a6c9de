"""A calendar document of others, cut down to what is read of it before any library sees it.

What is left is one level of events with a dozen properties each, and apart from them how the document defines
its time zones. Alarms, attachments and to-dos are dropped: rules in them may run forever.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from scheduler.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_BYTES: Final = 10_000_000
MOST_EVENTS: Final = 5_000
_MOST_SHEETS, _MOST_ZONES, _MOST_ZONE_LINES, _DEEPEST = 200, 100, 400, 40
_LONGEST_LINE, _LONGEST_LIST = 20_000, 100_000
_TEXTS: Final = frozenset({"SUMMARY", "LOCATION", "DESCRIPTION"})
_DATES: Final = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE"})
_LISTS: Final = frozenset({"RDATE", "EXDATE"})
_OF_EVENTS: Final = (
    _TEXTS
    | _DATES
    | {"UID", "DURATION", "URL", "CATEGORIES", "STATUS", "SEQUENCE", "LAST-MODIFIED", "RRULE"}
    | {"TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS"}
)
_OF_ZONES: Final = frozenset({"TZID", "DTSTART", "RRULE", "RDATE", "TZOFFSETFROM", "TZOFFSETTO"})
_OF_CALENDARS: Final = frozenset({"METHOD", "X-WR-TIMEZONE"})
_FOLD = re.compile("\r?\n[ \t]")
_LINE = re.compile("[^\r\n]+")
_NAME = re.compile(r"[A-Za-z-]+(?=[;:])")
_TZID = re.compile(r';TZID=("[^"]*"?|[^;]*)', re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"), (codecs.BOM_UTF8, "utf-8-sig"))


@dataclass(slots=True)
class Sheet:
    """One calendar of a document."""

    #: Its events, each with the lines that are read; names of properties are in capitals.
    events: list[list[str]] = field(default_factory=list)
    #: The lines of the time zones that it defines, by their names.
    zones: dict[str, list[str]] = field(default_factory=dict)
    #: By whose clock its floating times are told, if it says.
    zone: str = ""
    method: str = ""

    @property
    def text(self) -> str:
        """Its events as a document of their own."""
        parts = ("\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"]) for lines in self.events)
        return "\r\n".join(["BEGIN:VCALENDAR", *parts, "END:VCALENDAR", ""])


def is_calendar(document: bytes) -> bool:
    """Does a document begin as a calendar does, after a byte order mark and blanks?"""
    return _decoded(document[:4_000]).lstrip().upper().startswith("BEGIN:VCALENDAR")


def sift(document: bytes, *, wanted: Callable[[list[str]], bool] = lambda _: True) -> list[Sheet]:
    """Return the calendars of a document with those of their events that are `wanted`.

    Raises:
        InvalidInputError: it is too large, holds too many events, or is no calendar.
    """
    if len(document) > MOST_BYTES:
        raise InvalidInputError(
            f"The file is larger than {MOST_BYTES // 1_000_000} MB. Export a shorter span of time."
        )
    if not is_calendar(document):
        raise InvalidInputError("This is no calendar file. Export the calendar as .ics and choose that file.")
    sifter = _Sifter(wanted)
    for found in _LINE.finditer(_FOLD.sub("", _decoded(document).lstrip())):
        sifter.take(found[0])
    sifter.close()
    return sifter.sheets


def _decoded(document: bytes) -> str:
    coding = next((name for mark, name in _MARKS if document.startswith(mark)), "utf-8")
    if coding == "utf-16" and len(document) % 2:
        document = document[:-1]
    try:
        text = document.decode(coding)
    except UnicodeDecodeError:
        text = document.decode("cp1252", errors="replace")
    return text.replace("\x00", "")


class _Sifter:
    """Takes a document line by line; what is begun and never ended ends with what it stands in."""

    def __init__(self, wanted: Callable[[list[str]], bool]) -> None:
        self.sheets: list[Sheet] = []
        self._wanted = wanted
        self._sheet: Sheet | None = None
        #: The components that are open within the calendar, outermost first.
        self._inside: list[str] = []
        self._lines: list[str] = []
        self._events = 0

    def take(self, line: str) -> None:
        """Read one unfolded line."""
        found = _NAME.match(line)
        name = found[0].upper() if found else ""
        if name in {"BEGIN", "END"}:
            kind = line[len(name) + 1 :].strip().upper()
            (self._begin if name == "BEGIN" else self._end)(kind)
        elif name and self._sheet is not None:
            self._property(self._sheet, name, line)

    def close(self) -> None:
        """End what is open."""
        self._end("VCALENDAR")

    def _begin(self, kind: str) -> None:
        if kind == "VCALENDAR":
            self.close()
            if len(self.sheets) < _MOST_SHEETS:
                self._sheet = Sheet()
                self.sheets.append(self._sheet)
        elif len(self._inside) < _DEEPEST:
            self._inside.append(kind)
            if len(self._inside) == 1:
                self._lines = []
            elif self._inside[0] == "VTIMEZONE":
                self._lines.append(f"BEGIN:{kind}")

    def _end(self, kind: str) -> None:
        if kind == "VCALENDAR":
            self._close_part()
            self._sheet = None
        elif kind in self._inside:
            while self._inside[-1] != kind:
                self._inside.pop()
            if len(self._inside) == 1:
                self._close_part()
            else:
                self._inside.pop()

    def _close_part(self) -> None:
        kind, sheet = (self._inside or [""])[0], self._sheet
        if sheet is not None and kind == "VEVENT" and self._wanted(self._lines):
            self._events += 1
            if self._events > MOST_EVENTS:
                raise InvalidInputError(
                    f"The file holds more than {MOST_EVENTS:,} events. Export a shorter span of time."
                )
            sheet.events.append(self._lines)
        elif sheet is not None and kind == "VTIMEZONE" and len(sheet.zones) < _MOST_ZONES:
            name = next((each.partition(":")[2] for each in self._lines if each.startswith("TZID")), "")
            sheet.zones[name.strip()] = self._lines
        self._inside, self._lines = [], []

    def _property(self, sheet: Sheet, name: str, line: str) -> None:
        if not self._inside:
            if name in _OF_CALENDARS:
                value = line.partition(":")[2].strip()[:100]
                sheet.zone, sheet.method = (
                    (sheet.zone, value.upper()) if name == "METHOD" else (value, sheet.method)
                )
        elif self._inside[0] == "VTIMEZONE":
            if name in _OF_ZONES and len(self._lines) < _MOST_ZONE_LINES and len(line) <= _LONGEST_LINE:
                self._lines.append(f"{name}{line[len(name) :]}")
        elif self._inside == ["VEVENT"] and name in _OF_EVENTS:
            self._lines.extend(_kept(name, line))


def _kept(name: str, line: str) -> Iterator[str]:
    if name in _TEXTS:
        line = line[:_LONGEST_LINE]
    if len(line) > (_LONGEST_LIST if name in _LISTS else _LONGEST_LINE):
        return
    rest = line[len(name) :]
    yield f"{name}{_with_quoted_zone(rest) if name in _DATES and rest.startswith(';') else rest}"


def _with_quoted_zone(rest: str) -> str:
    """Return parameters and value with the zone's name in quotes: unquoted colons would end them."""
    head, _, value = rest.rpartition(":")

    def quoted(found: re.Match[str]) -> str:
        return f';TZID="{found[1].replace(chr(34), "").strip()}"'

    return f"{_TZID.sub(quoted, head)}:{value}"
