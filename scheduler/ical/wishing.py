"""What a calendar program wants of one event: when it is to begin. Nothing else of it is read.

No library sees the document: it is sifted, and of what is left four properties are looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.plan import zone_named
from scheduler.ical.sifting import sift

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_REPEATS = ("RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
_PROPERTY = re.compile(r'([A-Z-]+)((?:;[A-Z-]+=(?:"[^"]*"|[^";:]*))*):(.*)', re.IGNORECASE)
_ZONE = re.compile(r';TZID=("[^"]*"|[^";:]*)', re.IGNORECASE)
_TIME = re.compile(r"(\d{8}T\d{6})(Z?)")
_DAY = re.compile(r"\d{8}")
_FIRST_YEAR, _LAST_YEAR = 1970, 2200
#: No name of a zone has more parts.
_MOST_PARTS = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """An event as a program wants it."""

    uid: str
    #: Without offset where the program left the zone to the channel; a date for a whole day.
    start: datetime | date
    title: str
    repeats: bool


def wish_in(document: bytes) -> Wish:
    """Return what the one event of `document` is to be; raises `InvalidInputError` where it can't be told."""
    events = [lines for sheet in sift(document) for lines in sheet.events]
    if len(events) != 1:
        raise InvalidInputError("An entry holds exactly one event that does not repeat.")
    told: dict[str, tuple[str, str]] = {}
    for line in events[0]:
        found = _PROPERTY.fullmatch(line)
        if found is not None:
            told.setdefault(found[1].upper(), (found[2], found[3].strip()))
    if "UID" not in told or "DTSTART" not in told:
        raise InvalidInputError("An event names its UID and its DTSTART.")
    return Wish(
        uid=told["UID"][1],
        start=_start(*told["DTSTART"]),
        title=told.get("SUMMARY", ("", ""))[1],
        repeats=any(name in told for name in _REPEATS),
    )


def _start(parameters: str, value: str) -> datetime | date:
    found = _TIME.fullmatch(value)
    try:
        if _DAY.fullmatch(value):
            return datetime.strptime(value, "%Y%m%d").date()  # noqa: DTZ007 - a whole day has no zone
        wall = datetime.strptime(found[1] if found else "", "%Y%m%dT%H%M%S")  # noqa: DTZ007 - zone follows
    except ValueError as why:
        raise InvalidInputError("The DTSTART of this event is no time.") from why
    if not _FIRST_YEAR <= wall.year <= _LAST_YEAR:
        raise InvalidInputError(f"The year {wall.year} is out of reach. Check the year.")
    if found and found[2]:
        return wall.replace(tzinfo=UTC)
    named = _ZONE.search(parameters)
    return wall.replace(tzinfo=_zone(named[1].strip('"'))) if named else wall


def _zone(name: str) -> ZoneInfo:
    """Return the zone of a TZID: as it is, behind a prefix as libical writes it, or in Windows' words."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # loaded with the first event written

    parts = [part for part in name.split("/") if part][-_MOST_PARTS:]
    names = [WINDOWS_TO_OLSON.get(name, ""), *("/".join(parts[at:]) for at in range(len(parts)))]
    for each in filter(None, names):
        try:
            return zone_named(each)
        except InvalidInputError:
            continue
    raise InvalidInputError("The time zone of this event is not known. Give its time in the channel's zone.")
