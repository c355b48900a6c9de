"""The blanks of approved words: what kind of value fits, and how it is written into the text.

Guarantee: what comes out of `written` is one line of plain characters that no network makes a link, a name
or a tag of, but for the link of a blank that asks for one. It knows no template and no database.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.plan import meant, zone_named
from scheduler.domain.value import Instant, Value

if TYPE_CHECKING:
    from collections.abc import Callable


class BlankKind(StrEnum):
    """What a blank takes."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    PHONE = "phone"
    LINK = "link"
    CHOICE = "choice"


class Blank(Value):
    """One place in approved words that is filled when they are used."""

    name: str
    kind: BlankKind
    #: Longest text, in characters.
    longest: int = 60
    #: What may be chosen.
    choices: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The name as a person reads it."""
        return self.name.replace("_", " ").capitalize()


#: Further away, a date is a slip of the finger.
_FURTHEST: Final = timedelta(days=60)


class Ground(Value):
    """What values are checked against: who we are, and what time it is."""

    phones: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    #: IANA zone in which times are meant and written.
    zone: str
    language: str = "en"
    now: Instant
    #: Are the approved words themselves written from right to left?
    runs_left: bool = False
    #: The day on which a time without a date is meant; today where that is `None`.
    day: date | None = None
    #: How far away, before or after now, what is said may be.
    furthest: timedelta = _FURTHEST
    #: Will the guard and people read the whole before it goes out? Then a text may hold any sign, and a link
    #: may lead anywhere.
    is_reviewed: bool = False


#: A text blank can't ask for more.
MOST_TEXT: Final = 120
#: Everything that is typed into a blank.
_LONGEST: Final = 300
_PLAIN_SIGNS: Final = frozenset(" .,:;'’()/&+-–!?%°")  # noqa: RUF001 - as people type them
_LETTERS: Final = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd"})
#: More marks on one letter are no language.
_MOST_MARKS: Final = 2
#: A dot between letters: networks make a link of it.
_LINK_LIKE: Final = re.compile(r"\w[.]\w*[^\W\d_]\w|://|www\.|\w:/", re.IGNORECASE)
_NATIONAL: Final = re.compile(
    r"(?:\+1[ -]|1-)?(?:\([2-9]\d\d\) ?|[2-9]\d\d[-. ])[2-9]\d\d[-. ]\d{4}", re.ASCII
)
_ABROAD: Final = re.compile(r"\+[2-9]\d{0,2}(?:[ -]\d{1,5}){2,5}", re.ASCII)
#: Lines that everybody in the country may call.
_SHORT: Final = frozenset({"911", "988", "211", "311", "811", "1-800-222-1222"})
_DIGITS: Final = range(8, 16)
_ADDRESS: Final = re.compile(r"https://[A-Za-z0-9.-]{4,100}(?:/[A-Za-z0-9._~/%?=&-]{0,150})?", re.ASCII)
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d\d)", re.ASCII)
_HALF: Final = re.compile(r"(0?[1-9]|1[0-2]):(\d\d) ?([AaPp])\.?[Mm]\.?", re.ASCII)
_DATED: Final = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NUMBER: Final = re.compile(r"(\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(\.\d{1,4})?", re.ASCII)
_NOON: Final = 12


def written(blank: Blank, value: str, ground: Ground) -> str:
    """Return `value` as it is written into the text; raises `InvalidInputError` with what would fit."""
    if len(value) > _LONGEST:
        raise InvalidInputError(f"{blank.label}: that is too long. Say it in a few words.")
    typed = unicodedata.normalize("NFC", value).strip(" ")
    if not typed:
        raise InvalidInputError(f"{blank.label} is empty. Fill it in.")
    return _WRITERS[blank.kind](blank, typed, ground)


def _text(blank: Blank, typed: str, ground: Ground) -> str:
    plain = re.sub(" +", " ", typed)
    if len(plain) > blank.longest:
        raise InvalidInputError(
            f"{blank.label} has {len(plain)} characters; at most {blank.longest} fit. Say it shorter."
        )
    if ground.is_reviewed:
        return _any_sign(blank, plain)
    if _LINK_LIKE.search(plain):
        raise InvalidInputError(f"{blank.label} must hold no web address. Put a blank after each dot.")
    wrong = next((char for char in plain if not _is_plain(char)), "")
    if wrong or unicodedata.normalize("NFKC", plain) != plain or _is_stacked(plain):
        told = f" “{wrong}” is none of them." if wrong.isprintable() and wrong else ""
        raise InvalidInputError(
            f"{blank.label} takes letters, digits and plain signs on one line, no @, # or link.{told}"
        )
    if not ground.runs_left and any(unicodedata.bidirectional(char) in {"R", "AL", "AN"} for char in plain):
        raise InvalidInputError(
            f"{blank.label} runs from right to left, and these words do not. Write it in their letters."
        )
    if not any(char.isalnum() for char in plain):
        raise InvalidInputError(f"{blank.label} says nothing. Fill it in.")
    return plain


def _any_sign(blank: Blank, plain: str) -> str:
    if not plain.isprintable() or "{" in plain or "}" in plain:
        raise InvalidInputError(f"{blank.label} takes one line, without braces and invisible signs.")
    return plain


def _is_plain(char: str) -> bool:
    return char in _PLAIN_SIGNS or unicodedata.category(char) in _LETTERS


def _is_stacked(text: str) -> bool:
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) == "Mn" else 0
        if marks > _MOST_MARKS:
            return True
    return unicodedata.category(text[0])[0] == "M"


def _phone(blank: Blank, typed: str, ground: Ground) -> str:
    ours = {_digits(each): each for each in ground.phones if _digits(each)}
    if not typed.isascii():
        raise InvalidInputError(f"{blank.label}: type the number with plain digits.")
    if re.fullmatch(r"[0-9 ().+-]+", typed) and _digits(typed) in ours:
        return ours[_digits(typed)]
    is_abroad = _ABROAD.fullmatch(typed) and len(_digits(typed)) in _DIGITS
    if typed in _SHORT or _NATIONAL.fullmatch(typed) or is_abroad:
        return typed
    example = ground.phones[0] if ground.phones else "555-555-0100"
    raise InvalidInputError(
        f"{blank.label}: that is no telephone number as it is written here. Write it like {example}."
    )


def _digits(text: str) -> str:
    return "".join(char for char in text if char in "0123456789")


def _link(blank: Blank, typed: str, ground: Ground) -> str:
    if ground.is_reviewed:
        if not _ADDRESS.fullmatch(typed):
            raise InvalidInputError(f"{blank.label}: give a whole address that begins with https://.")
        return typed
    if not ground.domains:
        raise InvalidInputError("No domain of the organisation is known. Enter one in Settings, then use it.")
    host = (urlsplit(typed).hostname or "") if _ADDRESS.fullmatch(typed) else ""
    if not any(host == domain or host.endswith(f".{domain}") for domain in map(str.lower, ground.domains)):
        raise InvalidInputError(
            f"{blank.label} must lead to our own site: begin with https://{ground.domains[0]}/."
        )
    return typed


def _choice(blank: Blank, typed: str, _: Ground) -> str:
    if typed not in blank.choices:
        raise InvalidInputError(f"{blank.label} is one of: {', '.join(blank.choices)}.")
    return typed


def _time(blank: Blank, typed: str, ground: Ground) -> str:
    at = _meant(blank, typed, ground)
    if abs(at - ground.now) > ground.furthest:
        raise InvalidInputError(f"{blank.label} is far from today. Check the date.")
    there = at.astimezone(zone_named(ground.zone))
    is_meant = there.date() == (ground.day or ground.now.astimezone(there.tzinfo).date())
    return clock_words(there, language=ground.language, with_date=not is_meant)


def _meant(blank: Blank, typed: str, ground: Ground) -> datetime:
    """Return the instant that was typed: a time of today, or a date with one, by the zone or its own."""
    try:
        if _DATED.fullmatch(typed):
            return meant(datetime.fromisoformat(typed), ground.zone)[0]
        if clock := _HALF.fullmatch(typed):
            hour = int(clock[1]) % _NOON + (_NOON if clock[3] in "Pp" else 0)
            return _today(hour, int(clock[2]), ground)
        if clock := _CLOCK.fullmatch(typed):
            return _today(int(clock[1]), int(clock[2]), ground)
    except (ValueError, OverflowError) as why:
        raise InvalidInputError(f"{blank.label}: there is no such time. Check it.") from why
    raise InvalidInputError(f"{blank.label}: type a time such as 14:30, 2:30 PM or 2027-01-15 14:30.")


def _today(hour: int, minute: int, ground: Ground) -> datetime:
    today = ground.day or ground.now.astimezone(zone_named(ground.zone)).date()
    return meant(datetime.combine(today, clock_time(hour, minute)), ground.zone)[0]


def date_of(blank: Blank, typed: str) -> date:
    """Return the day that was typed; raises `InvalidInputError` with how it is written."""
    try:
        if _DAY.fullmatch(typed):
            return date.fromisoformat(typed)
    except ValueError as why:
        raise InvalidInputError(f"{blank.label}: there is no such day. Check it.") from why
    raise InvalidInputError(f"{blank.label}: type a day such as 2027-01-15.")


def _date(blank: Blank, typed: str, ground: Ground) -> str:
    day = date_of(blank, typed)
    today = ground.now.astimezone(zone_named(ground.zone)).date()
    if abs(day - today) > ground.furthest:
        raise InvalidInputError(f"{blank.label} is far from today. Check the date.")
    return day_words(day, language=ground.language, with_year=day.year != today.year)


def _number(blank: Blank, typed: str, ground: Ground) -> str:
    found = _NUMBER.fullmatch(typed)
    if not found:
        raise InvalidInputError(f"{blank.label}: type a number such as 120, 1,500 or 2.5.")
    whole = int(found[1].replace(",", ""))
    shown = f"{whole:,}" if ground.language == "en" else str(whole)
    return f"{shown}{found[2] or ''}"


_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def clock_words(there: datetime, *, language: str, with_date: bool) -> str:
    """Return a local time as it stands in a post, always with its zone: “2:30 PM CST on Dec 2”."""
    zone = there.strftime("%Z")
    named = zone if zone.isalpha() else f"UTC{there:%z}"
    if language != "en":
        return f"{there:%Y-%m-%d %H:%M} {named}" if with_date else f"{there:%H:%M} {named}"
    hour, half = there.hour % _NOON or _NOON, "AM" if there.hour < _NOON else "PM"
    date = f" on {_MONTHS[there.month - 1]} {there.day}" if with_date else ""
    return f"{hour}:{there:%M} {half} {named}{date}"


def day_words(day: date, *, language: str, with_year: bool) -> str:
    """Return a day as it stands in a post: “Wed, Dec 2”."""
    if language != "en":
        return day.isoformat()
    year = f", {day.year}" if with_year else ""
    return f"{_WEEKDAYS[day.weekday()]}, {_MONTHS[day.month - 1]} {day.day}{year}"


_WRITERS: Final[dict[BlankKind, Callable[[Blank, str, Ground], str]]] = {
    BlankKind.TEXT: _text,
    BlankKind.NUMBER: _number,
    BlankKind.DATE: _date,
    BlankKind.TIME: _time,
    BlankKind.PHONE: _phone,
    BlankKind.LINK: _link,
    BlankKind.CHOICE: _choice,
}
