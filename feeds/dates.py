"""Dates as feeds write them, to aware UTC instants that can be believed.

What the parser leaves unread or reads wrongly was measured: dates in words, with slashes, with a
misspelt weekday, with “am” and “pm”, seconds since 1970. Month before day where a date with slashes
could be either, as American feeds write it, unless the other dates of the document say otherwise.
"""

from __future__ import annotations

import calendar
import contextlib
import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterable
    from time import struct_time

#: The web is no older; a date before it is a machine's zero.
EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
#: A publisher's clock and zone, and ours, may be off by a day or two, not more.
AHEAD: Final = timedelta(days=2)

_LONGEST: Final = 64
#: By their first three letters, English and Spanish.
_MONTHS: Final = {
    **{name.lower(): number for number, name in enumerate(calendar.month_abbr) if name},
    "ene": 1,
    "abr": 4,
    "ago": 8,
    "set": 9,
    "dic": 12,
}
_WEEKDAY: Final = re.compile(r"\A[^\W\d_]{2,12}\.?\s*,\s*")
_MONTH: Final = r"(?P<month>[^\W\d_]{3,12})\.?"
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_TIME: Final = (
    r"(?:(?:\s*[,\u2013-]\s*|\s+at\s+|\s+|T)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"\s*(?P<half>[ap])?(?:\.?m\.?)?\s*(?P<zone>[A-Z]{1,4}|[+-]\d{2}:?\d{2})?)?"
)
_FORMS: Final = tuple(
    re.compile(form + _TIME, re.IGNORECASE)
    for form in (
        rf"{_MONTH}\s+{_DAY},?\s+(?P<year>\d{{4}})",
        rf"{_DAY}[\s-]+(?:de\s+)?{_MONTH},?[\s-]+(?:de\s+)?(?P<year>\d{{4}})",
        r"(?P<first>\d{1,2})(?P<sign>[/.-])(?P<other>\d{1,2})(?P=sign)(?P<year>\d{4}|\d\d)",
        r"(?P<year>\d{4})[/-](?P<month>\d{1,2})[/-](?P<day>\d{1,2})",
    )
)
_SLASHES: Final = re.compile(r"(\d{1,2})/(\d{1,2})/\d{2,4}\b")
_SECONDS: Final = re.compile(r"\d{10}(?:\d{3})?")
_OFFSET: Final = re.compile(r"([+-])(\d{2}):?(\d{2})")
#: Hours by RFC 822; the names without a season go by where they are used.
_ZONES: Final = {
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9,
    "AKDT": -8, "HST": -10, "Z": 0, "UT": 0, "UTC": 0, "GMT": 0,
}  # fmt: skip
_PLACES: Final = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
_LAST_MONTH: Final = 12


def from_parser(parsed: struct_time | None, written: str, *, day_first: bool = False) -> datetime | None:
    """Return the instant of the date as written where its form is known here, else what the parser read."""
    if (own := _in_own_form(written, day_first=day_first)) is not None:
        return own
    if parsed is None:
        return from_text(written, day_first=day_first)
    with contextlib.suppress(ValueError, OverflowError):
        return datetime.fromtimestamp(calendar.timegm(parsed), tz=UTC)
    return None


def from_text(written: str, *, day_first: bool = False) -> datetime | None:
    """Return the instant of an RFC 3339 or mail date, or of one in words; without a zone it is UTC."""
    text = written.strip()[:_LONGEST]
    if not text:
        return None
    if (own := _in_own_form(text, day_first=day_first)) is not None:
        return own
    for read in (datetime.fromisoformat, parsedate_to_datetime, _of_mail_without_weekday):
        with contextlib.suppress(ValueError, OverflowError, IndexError, TypeError):
            return _aware(read(text))
    return None


def writes_day_first(dates: Iterable[str]) -> bool:
    """Tell whether dates such as 24/06/2026 show that the day comes first in a document."""
    found = [match for match in map(_SLASHES.search, dates) if match]
    days, months = (any(int(match[part]) > _LAST_MONTH for match in found) for part in (1, 2))
    return days and not months


def is_believable(at: datetime, *, now: datetime) -> bool:
    """Tell whether `at` lies between 1990 and two days from now."""
    return EARLIEST <= at <= now + AHEAD


def _in_own_form(written: str, *, day_first: bool) -> datetime | None:
    text = _WEEKDAY.sub("", written.strip()[:_LONGEST], count=1).rstrip()
    with contextlib.suppress(ValueError, OverflowError, KeyError):
        if _SECONDS.fullmatch(text):
            return datetime.fromtimestamp(int(text[:10]), tz=UTC)
        match = next((match for form in _FORMS if (match := form.fullmatch(text))), None)
        return _instant(match, day_first=day_first) if match else None
    return None


def _instant(match: re.Match[str], *, day_first: bool) -> datetime:
    """Return what a form found; raises `ValueError` or `KeyError` where there is no such day or zone."""
    part = match.groupdict()
    year = int(part["year"]) + (2000 if len(part["year"]) == len("26") else 0)
    month, day = _month_and_day(part, day_first=day_first)
    hour = int(part["hour"] or 0)
    if part["half"]:
        hour = hour % 12 + (12 if part["half"].lower() == "p" else 0)
    minute, second = int(part["minute"] or 0), int(part["second"] or 0)
    at = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=_zone(part["zone"]))
    return at.astimezone(UTC)


def _month_and_day(part: dict[str, str | None], *, day_first: bool) -> tuple[int, int]:
    if "month" in part:
        name = (part["month"] or "").lower()
        return int(name) if name.isdigit() else _MONTHS[name[:3]], int(part["day"] or 0)
    first, other = int(part["first"] or 0), int(part["other"] or 0)
    # With points between them the day comes first wherever it is written so.
    if day_first or part["sign"] == "." or first > _LAST_MONTH:
        return other, first
    return first, other


def _zone(name: str | None) -> tzinfo:
    if not name:
        return UTC
    if match := _OFFSET.fullmatch(name):
        span = timedelta(hours=int(match[2]), minutes=int(match[3]))
        return timezone(-span if match[1] == "-" else span)
    if name.upper() in _PLACES:
        return ZoneInfo(_PLACES[name.upper()])
    return timezone(timedelta(hours=_ZONES[name.upper()]))


def _of_mail_without_weekday(text: str) -> datetime:
    return parsedate_to_datetime(_WEEKDAY.sub("", text, count=1))


def _aware(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
