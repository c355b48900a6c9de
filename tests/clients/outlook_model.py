"""What Outlook does with a calendar, by Microsoft's rules (MS-OXCICAL, MS-STANOICAL) and field reports.

Outlook itself runs on no machine of ours. This model is stricter than it: whatever Outlook would ignore,
guess at or refuse is a complaint. Of a time zone it reads the name, DTSTART, RRULE and the offsets, and
takes one yearly pair of changes for all years; lists of changes (RDATE) it does not know.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

_LINE = re.compile(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:]*))*):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^";:]*)')
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SEPARATORS = re.compile("[;,\u061b\ufe54\uff1b\ufe50\uff0c\u060c]")
_NAME = _CATEGORY = 255
_LONGEST_LINE = 75
#: The classic one stops at longer bodies; Google at longer calendars.
_BODY, _EVENTS = 32_000, 1_000


@dataclass
class Part:
    """A component: its properties by name, and what is inside it."""

    name: str
    said: dict[str, list[tuple[dict[str, str], str]]] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)

    def first(self, name: str) -> str:
        """Return the first value of a property, empty where there is none."""
        return self.said.get(name, [({}, "")])[0][1]

    def inside(self, name: str) -> list[Part]:
        """Return the components of that name inside it."""
        return [part for part in self.parts if part.name == name]


@dataclass
class Outlook:
    """One calendar as Outlook takes it in."""

    body: bytes
    complaints: list[str] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    folder: str = ""

    def __post_init__(self) -> None:
        """Take it in."""
        whole = _parsed(_unfolded(self.body, self.complaints))
        self._zones = {zone.first("TZID"): zone for zone in whole.inside("VTIMEZONE")}
        for name, wanted in (("VERSION", "2.0"), ("METHOD", "PUBLISH"), ("PRODID", None)):
            if not whole.first(name) or (wanted and whole.first(name) != wanted):
                self._complain(f"{name} is missing or wrong")
        if {"UID", "ORGANIZER", "LAST-MODIFIED"} & set(whole.said):
            self._complain("the calendar says what belongs to events")
        if not whole.parts:
            self._complain("a calendar without a component")
        self.folder = _told(whole.first("X-WR-CALNAME")).replace("\r", "").replace("\n", "")[:_NAME]
        for each in whole.inside("VEVENT"):
            self._take(each)
        uids = [each["uid"] for each in self.events]
        if len(set(uids)) != len(uids) or len(uids) > _EVENTS:
            self._complain("one UID twice, or too many events")

    def _take(self, event: Part) -> None:
        for name in ("UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY"):
            if not event.first(name):
                self._complain(f"an event without {name}")
        for name in ("ATTENDEE", "ORGANIZER", "RRULE", "X-ALT-DESC"):
            if name in event.said:
                self._complain(f"an event with {name}")
        if len(event.first("UID")) > _NAME or len(_told(event.first("DESCRIPTION"))) > _BODY:
            self._complain("too long")
        if "\n" in _told(event.first("SUMMARY")):
            self._complain("a title of several lines")
        start, end = (self._time(event, name) for name in ("DTSTART", "DTEND"))
        if start >= end:
            self._complain("an event that lasts no time")
        is_day = "T" not in start
        if is_day != (event.first("X-MICROSOFT-CDO-ALLDAYEVENT") == "TRUE"):
            self._complain("all day or not")
        self.events.append(
            {
                "uid": event.first("UID"),
                "start": start,
                "end": end,
                "summary": _told(event.first("SUMMARY")),
                "status": event.first("STATUS"),
                "allday": is_day,
                "busy": event.first("X-MICROSOFT-CDO-BUSYSTATUS") or event.first("TRANSP") or "by its status",
                "categories": self._categories(event),
            }
        )

    def _categories(self, event: Part) -> list[str]:
        kept: dict[str, str] = {}
        for _, value in event.said.get("CATEGORIES", []):
            for name in re.split(r"(?<!\\),", value):
                called = " ".join(_SEPARATORS.sub("", _told(name)).split())[:_CATEGORY]
                if called != _told(name) or called.casefold() in kept:
                    self._complain("a category that is changed or dropped")
                kept.setdefault(called.casefold(), called)
        return list(kept.values())

    def _time(self, event: Part, name: str) -> str:
        parameters, value = event.said.get(name, [({}, "19700101")])[0]
        if parameters.get("VALUE") == "DATE" or "T" not in value:
            return date.fromisoformat(value).isoformat()
        at = datetime.strptime(value.removesuffix("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        zone = self._zones.get(parameters.get("TZID", ""))
        if not value.endswith("Z") and zone is None:
            self._complain("an undeclared time zone is treated as floating")
        if zone is not None and not value.endswith("Z"):
            at -= self._offset(zone, at)
        return f"{at:%Y-%m-%dT%H:%M:%SZ}"

    def _offset(self, zone: Part, wall: datetime) -> timedelta:
        """Return the offset at a wall clock, as Windows does: one pair of changes, the same in every year."""
        standard, daylight = (self._rule(zone, name) for name in ("STANDARD", "DAYLIGHT"))
        if standard is None:
            return daylight[1] if daylight else timedelta()
        if daylight is None:
            return standard[1]
        begins, ends = (_changed(*rule[0], wall.year) for rule in (daylight, standard))
        is_daylight = begins <= wall < ends if begins < ends else not ends <= wall < begins
        return daylight[1] if is_daylight else standard[1]

    def _rule(self, zone: Part, name: str) -> tuple[tuple[dict[str, str], str], timedelta] | None:
        """Return when a change happens and the offset after it; of several the one that began last."""
        parts = zone.inside(name)
        if not parts:
            return None
        part = max(parts, key=lambda each: each.first("DTSTART"))
        rule = dict(each.split("=") for each in part.first("RRULE").split(";") if each)
        is_plain = rule.get("FREQ") == "YEARLY" and ("BYDAY" in rule) != ("BYMONTHDAY" in rule)
        if "RDATE" in part.said or len(parts) > 1 or (rule and not is_plain):
            self._complain("changes of a time zone that are ignored")
        offset = part.first("TZOFFSETTO")
        after = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:5]))
        return (rule if is_plain else {}, part.first("DTSTART")), -after if offset[0] == "-" else after

    def _complain(self, of: str) -> None:
        if of not in self.complaints:
            self.complaints.append(of)


def _changed(said: dict[str, str], start: str, year: int) -> datetime:
    """Return the wall clock at a yearly change; without a rule it is the day of the first one."""
    at = datetime.strptime(start, "%Y%m%dT%H%M%S").replace(year=year, tzinfo=UTC)
    if not said:
        return at
    month = int(said.get("BYMONTH", at.month))
    if "BYMONTHDAY" in said:
        return at.replace(month=month, day=int(said["BYMONTHDAY"]))
    nth, weekday = int(said["BYDAY"][:-2] or 1), _DAYS.index(said["BYDAY"][-2:])
    days = range(1, calendar.monthrange(year, month)[1] + 1)
    found = [day for day in days if date(year, month, day).weekday() == weekday]
    return at.replace(month=month, day=found[nth - 1 if nth > 0 else nth])


def _unfolded(body: bytes, complaints: list[str]) -> list[str]:
    lines = body.split(b"\r\n")
    if body.startswith(b"\xef\xbb\xbf") or lines[-1] or any(b"\n" in each or b"\r" in each for each in lines):
        complaints.append("a byte order mark, or lines that end in anything but CRLF")
    if any(len(each) > _LONGEST_LINE for each in lines):
        complaints.append("a line of more than 75 octets")
    try:
        texts = [each.decode() for each in lines]
    except UnicodeDecodeError:
        complaints.append("a character folded in its middle")
        return re.sub(b"\r?\n ", b"", body).decode(errors="replace").splitlines()
    return "\r\n".join(texts).replace("\r\n ", "").split("\r\n")[:-1]


def _parsed(lines: list[str]) -> Part:
    open_parts = [Part("")]
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is None:
            raise ValueError("a line that is no property")
        name, parameters, value = found[1].upper(), found[2], found[3]
        if name == "BEGIN":
            part = Part(value)
            open_parts[-1].parts.append(part)
            open_parts.append(part)
        elif name == "END":
            open_parts.pop()
        else:
            named = {each[1].upper(): each[2].strip('"') for each in _PARAMETER.finditer(parameters)}
            open_parts[-1].said.setdefault(name, []).append((named, value))
    (whole,) = open_parts[0].parts
    return whole


def _told(value: str) -> str:
    """Return a text as it was before it was escaped."""
    return re.sub(r"\\([\\;,nN])", lambda found: "\n" if found[1] in "nN" else found[1], value)
