"""Events read from a calendar document that others wrote.

Nothing in a document can make this run for long or fail as a whole: it is bounded in bytes, events and
occurrences, and an event that can't be read is left out with a sentence that says so.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from icalendar import Calendar, Event
from icalendar.error import GloballyUniqueTZIDGuessed
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.occasions import EventFate
from scheduler.domain.outside_calendar import OutsideEvent
from scheduler.domain.plan import zone_named
from scheduler.ical.foreign_zones import zone_of
from scheduler.ical.recurring import MOST_OCCURRENCES, days_of, occurrences
from scheduler.ical.sifting import sift
from scheduler.ical.spans import Found, Span
from scheduler.ical.text import one_line, paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import tzinfo

    from scheduler.ical.sifting import Sheet

__all__ = ["Found", "Span", "read"]

_TITLE, _PLACE, _URL, _UID, _ABOUT = 250, 250, 500, 255, 4_000
_LONGEST = timedelta(days=366)
_DAY = timedelta(days=1)
_TOO_MANY: Final = "are more than can be kept; those that come first were"
_FOREIGN: Final = "stand in a time zone that is not known here; the calendar's own was taken"
_UNFOLLOWED: Final = "repeat by a rule that can't be followed; only the first day was taken"
_UNTITLED = "Untitled event"
_DIGITS = re.compile(r":(\d{4})(\d{2})(\d{2})")
_OFFSET_NAME = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", re.IGNORECASE)
_COMES_AGAIN: Final = ("RRULE", "RDATE", "RECURRENCE-ID")
#: What the libraries raise over properties that are no such thing.
_UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError)


@dataclass(slots=True)
class _Page:
    """One calendar of the document while it is read."""

    span: Span
    sheet: Sheet
    left_out: Counter[str]
    zones: dict[str, tzinfo] = field(default_factory=dict)

    @property
    def clock(self) -> tzinfo:
        """The zone of times that name none: as the person says, else as the calendar does."""
        return _known(self.span.floating) or _known(self.sheet.zone) or self.span.clock

    def zone(self, name: str) -> tzinfo:
        """Return the zone of a name that the library does not know."""
        if name not in self.zones:
            self.zones[name] = self._found(name)
        return self.zones[name]

    def _found(self, name: str) -> tzinfo:
        if not name:
            return self.clock
        if name in self.sheet.zones:
            try:
                return zone_of(name, self.sheet.zones[name])
            except _UNREADABLE:
                return _known(name) or self._strange()
        return _known(name) or self._strange()

    def _strange(self) -> tzinfo:
        self.left_out[_FOREIGN] += 1
        return self.clock


def read(document: bytes, span: Span) -> Found:
    """Return the events of a document that fall into `span`, each occurrence by itself.

    Of events with the same identity the last version counts. Hours are told by the clock of the span.

    Raises:
        InvalidInputError: it is no calendar, or too large.
    """
    sheets = sift(document, wanted=lambda lines: _is_near(lines, span))
    left_out: Counter[str] = Counter()
    unique: dict[tuple[str, str], OutsideEvent] = {}
    for sheet in sheets:
        for each in _of_sheet(_Page(span, sheet, left_out)):
            known = unique.get(each.key)
            if known is None or not each.is_older_than(known):
                unique[each.key] = each
    kept = sorted(unique.values(), key=lambda each: (each.first, each.wall, each.uid))
    left_out[_TOO_MANY] += len(kept[span.most :])
    return Found(tuple(kept[: span.most]), tuple(_remarks(left_out)))


def _of_sheet(page: _Page) -> list[OutsideEvent]:
    """Return the occurrences of one calendar."""
    found: list[OutsideEvent] = []
    for series in _series(_parsed(page.sheet), cancels=page.sheet.method == "CANCEL").values():
        if len(found) > 2 * page.span.most:
            page.left_out[_TOO_MANY] += 1
            continue
        try:
            found += _of_series(series, page)
        except _UNREADABLE:
            page.left_out["could not be read"] += 1
    return found


def _parsed(sheet: Sheet) -> Any:
    if not sheet.events:
        return []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", GloballyUniqueTZIDGuessed)  # a guess is what is wanted here
            return Calendar.from_ical(sheet.text, multiple=True)
    except _UNREADABLE as why:
        raise InvalidInputError(
            "This calendar file can't be read. Export it anew as .ics, then try again."
        ) from why


def _is_near(lines: list[str], span: Span) -> bool:
    """May an event touch the span? Told by its lines, before anything is made of them."""
    if any(line.startswith(_COMES_AGAIN) for line in lines):
        return True
    begins = next((line for line in lines if line.startswith("DTSTART")), "")
    found = _DIGITS.search(begins)
    if found is None:
        return True
    day = f"{found[1]}-{found[2]}-{found[3]}"
    return (span.start - _LONGEST - _DAY).isoformat() <= day <= (span.end + _DAY).isoformat()


def _series(calendars: Iterable[Any], *, cancels: bool) -> dict[str, list[tuple[Event, bool]]]:
    """Return the components of each event by its identity, and whether its calendar cancels it."""
    found: defaultdict[str, list[tuple[Event, bool]]] = defaultdict(list)
    for calendar in calendars:
        for component in calendar.walk("VEVENT"):
            found[_uid(component)].append((component, cancels))
    return found


def _of_series(parts: list[tuple[Event, bool]], page: _Page) -> Iterator[OutsideEvent]:
    """Yield the occurrences of one event: those of its rule, then those that were changed by themselves."""
    masters = [part for part in parts if "RECURRENCE-ID" not in part[0]]
    changed = sorted((part for part in parts if "RECURRENCE-ID" in part[0]), key=_version)
    repeats = not masters or any("RRULE" in part[0] or "RDATE" in part[0] for part in masters)
    by_key = {_changed_key(part, page) if repeats else "": (part, cancels) for part, cancels in changed}
    for master, cancels in sorted(masters, key=_version)[-1:]:
        for each in _master(master, page, cancels=cancels):
            if each.occurrence not in by_key:
                yield each
    for key, (part, cancels) in by_key.items():
        yield from _occurrence(part, _moment(part, "DTSTART", page), page, key=key, cancels=cancels)


def _changed_key(part: Event, page: _Page) -> str:
    """Return which occurrence a component stands for, by the day on which it would have begun."""
    was, begins = _moment(part, "RECURRENCE-ID", page), _moment(part, "DTSTART", page)
    if isinstance(was, datetime) and isinstance(begins, datetime):
        was = was.astimezone(begins.tzinfo)
    return _date(was).isoformat()


def _master(event: Event, page: _Page, *, cancels: bool) -> Iterator[OutsideEvent]:
    begins, span = _moment(event, "DTSTART", page), page.span
    if "RRULE" not in event and "RDATE" not in event:
        yield from _occurrence(event, begins, page, key="", cancels=cancels)
        return
    first = _date(begins)
    lasts = _length(event, begins, page)
    clock = begins.tzinfo if isinstance(begins, datetime) else None
    days = {first} | days_of(_lists(event, "RDATE"), clock)
    for rule in _all(event, "RRULE"):
        try:
            days |= set(occurrences(rule, begins, start=span.start - lasts, end=span.end))
        except _UNREADABLE:
            page.left_out[_UNFOLLOWED] += 1
    days -= days_of(_lists(event, "EXDATE"), clock)
    near = sorted(day for day in days if span.start - lasts <= day <= span.end)
    for day in near[:MOST_OCCURRENCES]:
        at = begins + (day - first)
        yield from _occurrence(event, at, page, key=day.isoformat(), cancels=cancels)


def _occurrence(
    event: Event, begins: date, page: _Page, *, key: str, cancels: bool
) -> Iterator[OutsideEvent]:
    """Yield one occurrence if it touches the span."""
    length, span = _length(event, begins, page), page.span
    wall = ""
    if isinstance(begins, datetime):
        local = begins.astimezone(span.clock)
        first, wall = local.date(), f"{local:%H:%M}"
        last = (begins + max(length - timedelta(seconds=1), timedelta())).astimezone(span.clock).date()
        start, end = begins, begins + length
    else:
        first, last = begins, begins + max(length - _DAY, timedelta())
        start, end = (datetime.combine(day, time(), page.clock) for day in (first, last + _DAY))
    if last < span.start or first > span.end:
        return
    is_off = cancels or str(event.get("STATUS", "")).upper() == "CANCELLED"
    yield OutsideEvent(
        uid=_uid(event),
        occurrence=key,
        title=_text(event, "SUMMARY", _TITLE) or _UNTITLED,
        begins=start.astimezone(UTC),
        ends=end.astimezone(UTC),
        first=first,
        last=max(first, last),
        wall=wall,
        zone=span.zone,
        place=_text(event, "LOCATION", _PLACE),
        url=_web(_text(event, "URL", _URL)),
        about=_about(event),
        topics=_categories(event),
        fate=EventFate.CANCELLED if is_off else EventFate.STANDS,
        is_free=_is_free(event),
        sequence=_version((event, False))[0],
        changed_at=_stamp(event),
    )


# single properties


def _moment(event: Event, name: str, page: _Page) -> date | datetime:
    """Return the day, or the instant in the zone it is given in, that a property names."""
    value = _all(event, name)[0]
    moment: Any = value.dt
    if isinstance(moment, datetime) and moment.tzinfo is None:
        return moment.replace(tzinfo=page.zone(str(value.params.get("TZID", "")).strip()))
    if isinstance(moment, date):
        return moment
    raise ValueError(name)


def _known(name: str) -> tzinfo | None:
    """Return the zone of an IANA name, also behind a prefix, of a Windows name, or of an offset."""
    parts = name.strip().removeprefix("tzone://Microsoft/").split("/")
    if parts[-1].upper() in {"UTC", "GMT", "Z"}:
        return UTC
    for count in (3, 2, 1):
        tail = "/".join(parts[-count:])
        for each in (WINDOWS_TO_OLSON.get(tail), tail) if tail else ():
            try:
                if each:
                    return zone_named(each)
            except InvalidInputError:
                continue
    found = _OFFSET_NAME.fullmatch(parts[-1])
    if found is None:
        return None
    size = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(-size if found[1] == "-" else size) if size < _DAY else None


def _length(event: Event, begins: date | datetime, page: _Page) -> timedelta:
    """Return how long an event lasts: a year at most, a whole day where it names none and has no hour."""
    least = timedelta() if isinstance(begins, datetime) else _DAY
    if "DTEND" in event:
        first, end = _moment(event, "DTSTART", page), _moment(event, "DTEND", page)
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


def _stamp(event: Event) -> datetime | None:
    """Return when it was changed last, if it says so in a way that can be compared."""
    try:
        moment: Any = _all(event, "LAST-MODIFIED")[0].dt
    except _UNREADABLE:
        return None
    is_instant = isinstance(moment, datetime) and moment.tzinfo is not None
    return moment.astimezone(UTC) if is_instant else None


def _is_free(event: Event) -> bool:
    """Does it take nobody's time?"""
    said = _text(event, "X-MICROSOFT-CDO-BUSYSTATUS", 20).upper()
    return _text(event, "TRANSP", 20).upper() == "TRANSPARENT" or said == "FREE"


def _about(event: Event) -> str:
    found = _all(event, "DESCRIPTION")
    return paragraphs(str(found[0]), _ABOUT).strip() if found else ""


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
