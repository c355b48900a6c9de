"""The organisation's own events read from a calendar document that others wrote.

Nothing in a document can make this run for long or fail as a whole: it is bounded in bytes, events and
occurrences, and an event that can't be read is left out with a sentence that says so.
"""

from __future__ import annotations

import warnings
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from icalendar import Calendar, Event
from icalendar.error import GloballyUniqueTZIDGuessed

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.occasions import EventFate, OwnEvent
from scheduler.domain.plan import zone_named
from scheduler.ical.recurring import MOST_OCCURRENCES, days_of, occurrences
from scheduler.ical.sifting import sift
from scheduler.ical.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from zoneinfo import ZoneInfo

MOST = 10_000
_TITLE, _PLACE, _URL, _UID = 250, 250, 500, 255
_LONGEST = timedelta(days=366)
_DAY = timedelta(days=1)
_TOO_MANY = "are more than can be kept"
_UNTITLED = "Untitled event"
#: What the libraries raise over properties that are no such thing.
_UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class Found:
    """What a document held: events of the span, and a sentence for each kind of thing left out."""

    events: tuple[OwnEvent, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are read, both included, and the zone whose clock people go by."""

    start: date
    end: date
    zone: str

    @property
    def clock(self) -> ZoneInfo:
        """The zone itself."""
        return zone_named(self.zone)


def read(document: bytes, span: Span) -> Found:
    """Return the events of a document that fall into `span`, each occurrence by itself.

    Of events with the same identity the last version counts. Hours are told by the clock of the span.

    Raises:
        InvalidInputError: it is no calendar, or too large.
    """
    text = sift(document)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", GloballyUniqueTZIDGuessed)  # a guess is what is wanted here
            calendars: Any = Calendar.from_ical(text, multiple=True)
    except _UNREADABLE as why:
        raise InvalidInputError(
            "This calendar file can't be read. Export it anew as .ics, then try again."
        ) from why
    events: list[OwnEvent] = []
    left_out: Counter[str] = Counter()
    for series in _series(calendars).values():
        if len(events) > 2 * MOST:
            left_out[_TOO_MANY] += 1
            continue
        try:
            events += _of_series(series, span, left_out)
        except _UNREADABLE:
            left_out["could not be read"] += 1
    unique = {(each.uid, each.occurrence): each for each in events}
    kept = sorted(unique.values(), key=lambda each: (each.first, each.wall, each.uid))
    left_out[_TOO_MANY] += len(kept[MOST:])
    return Found(tuple(kept[:MOST]), tuple(_remarks(left_out)))


def _series(calendars: Iterable[Any]) -> dict[str, list[tuple[Event, bool]]]:
    """Return the components of each event by its identity, and whether its calendar cancels it."""
    found: defaultdict[str, list[tuple[Event, bool]]] = defaultdict(list)
    for calendar in calendars:
        cancels = str(calendar.get("METHOD", "")).upper() == "CANCEL"
        for component in calendar.walk("VEVENT"):
            found[_uid(component)].append((component, cancels))
    return found


def _of_series(parts: list[tuple[Event, bool]], span: Span, left_out: Counter[str]) -> Iterator[OwnEvent]:
    """Yield the occurrences of one event: those of its rule, then those that were changed by themselves."""
    masters = [part for part in parts if "RECURRENCE-ID" not in part[0]]
    changed = sorted((part for part in parts if "RECURRENCE-ID" in part[0]), key=_version)
    repeats = not masters or any("RRULE" in part[0] or "RDATE" in part[0] for part in masters)
    by_key = {_changed_key(part, span) if repeats else "": (part, cancels) for part, cancels in changed}
    for master, cancels in sorted(masters, key=_version)[-1:]:
        for each in _master(master, span, left_out, cancels=cancels):
            if each.occurrence not in by_key:
                yield each
    for key, (part, cancels) in by_key.items():
        yield from _occurrence(part, _moment(part, "DTSTART", span), span, key=key, cancels=cancels)


def _changed_key(part: Event, span: Span) -> str:
    """Return which occurrence a component stands for, by the day on which it would have begun."""
    was, begins = _moment(part, "RECURRENCE-ID", span), _moment(part, "DTSTART", span)
    if isinstance(was, datetime) and isinstance(begins, datetime):
        was = was.astimezone(begins.tzinfo)
    return _date(was).isoformat()


def _master(event: Event, span: Span, left_out: Counter[str], *, cancels: bool) -> Iterator[OwnEvent]:
    begins = _moment(event, "DTSTART", span)
    if "RRULE" not in event and "RDATE" not in event:
        yield from _occurrence(event, begins, span, key="", cancels=cancels)
        return
    first = _date(begins)
    lasts = _length(event, begins, span)
    clock = begins.tzinfo if isinstance(begins, datetime) else None
    days = {first} | days_of(_lists(event, "RDATE"), clock)
    for rule in _all(event, "RRULE"):
        try:
            days |= set(occurrences(rule, begins, start=span.start - lasts, end=span.end))
        except _UNREADABLE:
            left_out["repeat by a rule that can't be followed; only the first day was taken"] += 1
    days -= days_of(_lists(event, "EXDATE"), clock)
    near = sorted(day for day in days if span.start - lasts <= day <= span.end)
    for day in near[:MOST_OCCURRENCES]:
        at = begins + (day - first)
        yield from _occurrence(event, at, span, key=day.isoformat(), cancels=cancels)


def _occurrence(event: Event, begins: date, span: Span, *, key: str, cancels: bool) -> Iterator[OwnEvent]:
    """Yield one occurrence if it touches the span."""
    length = _length(event, begins, span)
    wall = ""
    if isinstance(begins, datetime):
        local = begins.astimezone(span.clock)
        first, wall = local.date(), f"{local:%H:%M}"
        last = (begins + max(length - timedelta(seconds=1), timedelta())).astimezone(span.clock).date()
    else:
        first, last = begins, begins + max(length - _DAY, timedelta())
    if last < span.start or first > span.end:
        return
    is_off = cancels or str(event.get("STATUS", "")).upper() == "CANCELLED"
    yield OwnEvent(
        calendar="",
        uid=_uid(event),
        occurrence=key,
        title=_text(event, "SUMMARY", _TITLE) or _UNTITLED,
        first=first,
        last=max(first, last),
        wall=wall,
        zone=span.zone,
        place=_text(event, "LOCATION", _PLACE),
        url=_web(_text(event, "URL", _URL)),
        topics=_categories(event),
        fate=EventFate.CANCELLED if is_off else EventFate.STANDS,
    )


# single properties


def _moment(event: Event, name: str, span: Span) -> date | datetime:
    """Return the day, or the instant in the zone it is given in, that a property names."""
    value = _all(event, name)[0]
    moment: Any = value.dt
    if isinstance(moment, datetime) and moment.tzinfo is None:
        return moment.replace(tzinfo=_zone(str(value.params.get("TZID", "")), span))
    if isinstance(moment, date):
        return moment
    raise ValueError(name)


def _zone(name: str, span: Span) -> ZoneInfo:
    """Return the zone of a name that the library does not know, such as `/example.org/Europe/Berlin`."""
    try:
        return zone_named("/".join(name.strip().split("/")[-2:])) if name.strip() else span.clock
    except InvalidInputError:
        return span.clock


def _length(event: Event, begins: date | datetime, span: Span) -> timedelta:
    """Return how long an event lasts: a year at most, a whole day where it names none and has no hour."""
    least = timedelta() if isinstance(begins, datetime) else _DAY
    if "DTEND" in event:
        first, end = _moment(event, "DTSTART", span), _moment(event, "DTEND", span)
        lasts = end - first if isinstance(end, datetime) == isinstance(first, datetime) else least
    elif "DURATION" in event:
        lasts = _all(event, "DURATION")[0].dt
    else:
        lasts = least
    return min(max(lasts, least), _LONGEST)


def _version(part: tuple[Event, bool]) -> tuple[int, str]:
    sequence = part[0].get("SEQUENCE", 0)
    number = int(sequence) if isinstance(sequence, int) else 0
    return number, str(part[0].get("LAST-MODIFIED", ""))


def _uid(event: Event) -> str:
    """Return the identity of an event; where it has none, one made of what it says."""
    given = _text(event, "UID", _UID)
    if given:
        return given
    told = f"{event.get('SUMMARY', '')}\n{event.get('DTSTART', '')}"
    return f"made-{sha256(told.encode(errors='replace')).hexdigest()[:32]}"


def _date(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _categories(event: Event) -> tuple[str, ...]:
    names = (one_line(str(name), 80).lower() for each in _all(event, "CATEGORIES") for name in each.cats)
    return tuple(dict.fromkeys(filter(None, names)))[:20]


def _text(event: Event, name: str, limit: int) -> str:
    found = _all(event, name)
    return one_line(str(found[0]), limit) if found else ""


def _web(address: str) -> str:
    return address if address.lower().startswith(("https://", "http://")) else ""


def _lists(event: Event, name: str) -> Iterator[list[Any]]:
    for each in _all(event, name):
        yield [moment.dt for moment in each.dts]


def _all(event: Event, name: str) -> list[Any]:
    found = event.get(name)
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def _remarks(left_out: Counter[str]) -> Iterator[str]:
    for why, count in left_out.items():
        if count:
            yield f"{count} {'event' if count == 1 else 'events'}: {why}."
