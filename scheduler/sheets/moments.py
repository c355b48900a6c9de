"""Dates and times as people and programs write them into sheets.

Guarantee: a date that can be read day first and month first is never guessed at: the whole column must
tell, or the person who imports it.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable


class Order(StrEnum):
    """What stands first in 09/07/2026."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class MomentError(ValueError):
    """This is no date or time; the message is a sentence for whoever wrote it."""


_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene",
            "february feb febrero",
            "march mar marzo",
            "april apr abril abr",
            "may mayo",
            "june jun junio",
            "july jul julio",
            "august aug agosto ago",
            "september sep sept septiembre set",
            "october oct octubre",
            "november nov noviembre",
            "december dec diciembre dic",
        ),
        start=1,
    )
    for name in names.split()
}
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_PARTED = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?\.?[ -](?:de )?([a-z]{3,10})\.?,?[ -](?:de )?(\d{4})(?!\d)"
)
_MONTH_DAY = re.compile(r"([a-z]{3,10})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?!\d)")
_WEEKDAY = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? ")
_TIME = re.compile(
    r"(\d{1,2})(?::(\d{2}))?(?::(\d{2})(?:\.\d{1,9})?)?\s*([ap])?\.?(?:m\.?)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?"
)
_NOON = 12
_THIS_CENTURY = 2000
_EXAMPLE = "Write it like 2026-12-01 09:05."


def order_of(texts: Iterable[str]) -> Order | None:
    """Return the order that the dates of a column tell, `None` where they tell none, or two.

    A day that does not exist, such as 31/02, tells nothing.
    """
    told = {found for text in texts if (found := _told(text)) is not None and _exists(text, found)}
    return told.pop() if len(told) == 1 else None


def needs_order(texts: Iterable[str]) -> bool:
    """Is there a date that reads both ways, as two different days?"""
    return any(_is_two_days(text) for text in texts)


def read_moment(text: str, *, order: Order | None) -> datetime:
    """Read date and time in one, a wall clock's where the text has no offset; raises `MomentError`."""
    day, rest = _date_in(_plain(text), order)
    rest = rest.strip().removeprefix("t").removeprefix("at ").removeprefix(",").strip()
    if not rest:
        raise MomentError(f"“{text[:40]}” has no time of day. {_EXAMPLE}")
    return _with_time(day, rest, text)


def read_parts(day: str, hour: str, *, order: Order | None) -> datetime:
    """Read a date and a time that stand in two columns; raises `MomentError`."""
    found, rest = _date_in(_plain(day), order)
    if rest.strip(" t") and not re.fullmatch(r"[ t]*0{1,2}:00(:00)?(\.0+)?", rest):
        raise MomentError(f"“{day[:40]}” is no date. Write it like 2026-12-01.")
    if not hour.strip():
        raise MomentError("The time of day is missing. Write it like 09:05.")
    return _with_time(found, _plain(hour), hour)


def _plain(text: str) -> str:
    plain = " ".join(text.replace("\u202f", " ").replace("\xa0", " ").lower().split())
    return _WEEKDAY.sub("", plain, count=1) if _WEEKDAY.match(plain) else plain


def _date_in(text: str, order: Order | None) -> tuple[date, str]:
    if found := _YEAR_FIRST.match(text):
        year, month, day = (int(each) for each in found.groups())
    elif found := _PARTED.match(text):
        day, month, year = _ordered(found, order)
    elif found := _DAY_MONTH.match(text):
        day, month, year = int(found[1]), _MONTHS.get(found[2], 0), int(found[3])
    elif found := _MONTH_DAY.match(text):
        day, month, year = int(found[2]), _MONTHS.get(found[1], 0), int(found[3])
    else:
        raise MomentError(f"“{text[:40]}” is no date. {_EXAMPLE}")
    try:
        return date(year, month, day), text[found.end() :]
    except ValueError as why:
        raise MomentError(f"There is no such day as “{text[: found.end()]}”. Check the date.") from why


def _ordered(found: re.Match[str], order: Order | None) -> tuple[int, int, int]:
    first, second = int(found[1]), int(found[3])
    year = int(found[4]) + (_THIS_CENTURY if len(found[4]) == len("26") else 0)
    told = order or _told(found[0])
    if told is None and first != second:
        raise MomentError(
            f"“{found[0]}” can be read two ways. Say whether the day stands first, or the month."
        )
    if told is Order.MONTH_FIRST:
        return second, first, year
    return first, second, year


def _told(text: str) -> Order | None:
    """Return what one date tells by itself: a number over 12 is a day; points stand between day and month."""
    found = _PARTED.match(_plain(text))
    if not found:
        return None
    first, second = int(found[1]), int(found[3])
    if found[2] == "." or first > _NOON >= second:
        return Order.DAY_FIRST
    return Order.MONTH_FIRST if second > _NOON >= first else None


def _exists(text: str, order: Order) -> bool:
    try:
        _date_in(_plain(text), order)
    except MomentError:
        return False
    return True


def _is_two_days(text: str) -> bool:
    found = _PARTED.match(_plain(text))
    return found is not None and int(found[1]) != int(found[3]) and _told(text) is None


def _with_time(day: date, text: str, said: str) -> datetime:
    found = _TIME.fullmatch(text.strip())
    if not found or (found[2] is None and found[4] is None):
        raise MomentError(f"“{said[:40]}” is no time of day. {_EXAMPLE}")
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[4]:
        if not 1 <= hour <= _NOON:
            raise MomentError(f"“{said[:40]}” is no time of day. {_EXAMPLE}")
        hour = hour % _NOON + (_NOON if found[4] == "p" else 0)
    try:
        clock = time(hour, minute, int(found[3] or 0))
    except ValueError as why:
        raise MomentError(f"“{said[:40]}” is no time of day. {_EXAMPLE}") from why
    moment = datetime.combine(day, clock.replace(second=0))
    return moment.replace(tzinfo=_offset(found[5])) if found[5] else moment


def _offset(text: str) -> tzinfo | None:
    zone = "+00:00" if text in {"z", "utc", "gmt"} else text
    return datetime.fromisoformat(
        f"2000-01-01T00:00{zone if ':' in zone else f'{zone[:3]}:{zone[3:]}'}"
    ).tzinfo
