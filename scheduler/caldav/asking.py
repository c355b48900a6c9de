"""What programs read: PROPFIND and the three reports."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from scheduler.caldav.elements import CALDAV, DAV, UnreadableError, element, gone, read, wanted
from scheduler.caldav.places import Kind, Place
from scheduler.caldav.properties import TOKEN, Spot
from scheduler.caldav.refusing import RefusedError
from scheduler.domain.errors import UnknownNameError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from scheduler.services.plan_calendars import Entry

_MOMENT: Final = re.compile(r"\d{8}T\d{6}Z")


def found(spot: Spot, body: bytes, depth: str) -> Element:
    """Answer PROPFIND."""
    if depth.strip().lower() == "infinity":
        raise RefusedError(403, DAV + "propfind-finite-depth", "Ask for one level at a time: Depth 0 or 1.")
    if depth.strip() not in {"0", "1"}:
        raise RefusedError(400, None, "Depth is 0 or 1.")
    request = read(body) if body.strip() else element(DAV + "propfind", element(DAV + "allprop"))
    if request.tag != DAV + "propfind":
        raise UnreadableError
    spots = [spot, *(_children(spot) if depth.strip() == "1" else [])]
    return element(DAV + "multistatus", *(_told(each, request) for each in spots))


def _told(spot: Spot, request: Element) -> Element:
    if request.find(DAV + "prop") is not None:
        return spot.told(wanted(request))
    return spot.all_told(names_only=request.find(DAV + "propname") is not None)


def _children(spot: Spot) -> list[Spot]:
    match spot.place.kind:
        case Kind.ROOT:
            return [replace(spot, place=Place(kind)) for kind in (Kind.PRINCIPAL, Kind.HOME)]
        case Kind.HOME:
            calendars = spot.plan.calendars(spot.guest)
            return [replace(spot, place=Place(Kind.CALENDAR, each.name), calendar=each) for each in calendars]
        case Kind.CALENDAR:
            return [_at(spot, each) for each in spot.plan.entries(spot.guest, spot.place.calendar)]
    return []


def _at(spot: Spot, entry: Entry) -> Spot:
    return replace(spot, place=Place(Kind.ENTRY, spot.place.calendar, entry.uid), entry=entry)


def reported(spot: Spot, body: bytes) -> Element:
    """Answer REPORT."""
    request = read(body)
    answers = {
        CALDAV + "calendar-query": _queried,
        CALDAV + "calendar-multiget": _fetched,
        DAV + "sync-collection": _synchronised,
    }
    answer = answers.get(request.tag)
    if answer is None or spot.place.kind is not Kind.CALENDAR:
        raise RefusedError(403, DAV + "supported-report", "This report is not given here.")
    return answer(spot, request)


def _queried(spot: Spot, request: Element) -> Element:
    sift = _sift_of(request.find(CALDAV + "filter"))
    names = wanted(request) or [DAV + "getetag"]
    entries = spot.plan.entries(spot.guest, spot.place.calendar, start=sift.start, end=sift.end)
    shown = [each for each in entries if sift.uid is None or sift.uid in each.event.uid.casefold()]
    told = [_at(spot, each).told(names) for each in shown] if sift.events else []
    return element(DAV + "multistatus", *told)


def _fetched(spot: Spot, request: Element) -> Element:
    names = wanted(request) or [DAV + "getetag"]
    made = element(DAV + "multistatus")
    for address in dict.fromkeys(each.text or "" for each in request.iterfind(DAV + "href")):
        place = spot.places.of(address)
        is_here = place is not None and (place.kind, place.calendar) == (Kind.ENTRY, spot.place.calendar)
        entry = spot.plan.entry(spot.guest, spot.place.calendar, place.uid) if place and is_here else None
        made.append(gone(address) if entry is None else _at(spot, entry).told(names))
    return made


def _synchronised(spot: Spot, request: Element) -> Element:
    names, since = wanted(request), (request.findtext(DAV + "sync-token") or "").strip()
    if (request.findtext(DAV + "sync-level") or "1").strip() != "1":
        raise RefusedError(403, None, "Ask for one level at a time: sync-level 1.")
    if since:
        changes = spot.plan.changes(spot.guest, spot.place.calendar, since.removeprefix(TOKEN))
        if changes is None:
            raise RefusedError(
                403, DAV + "valid-sync-token", "This token is too old. Read the calendar anew."
            )
        mark, shown, lost = changes.mark, changes.shown, changes.gone
    else:
        # the mark first: what changes before the entries are read is told once more
        mark, lost = spot.plan.mark(spot.guest, spot.place.calendar), ()
        shown = tuple(spot.plan.entries(spot.guest, spot.place.calendar))
    _check_limit(request, len(shown) + len(lost))
    made = element(DAV + "multistatus", *(_at(spot, each).told(names) for each in shown))
    made.extend(gone(spot.places.href(Place(Kind.ENTRY, spot.place.calendar, uid))) for uid in lost)
    made.append(element(DAV + "sync-token", text=TOKEN + mark))
    return made


def _check_limit(request: Element, count: int) -> None:
    most = (request.findtext(f"{DAV}limit/{DAV}nresults") or "").strip()
    if most.isascii() and most.isdigit() and count > int(most[:9]):
        words = "There is more than that. Ask without a limit."
        raise RefusedError(507, DAV + "number-of-matches-within-limits", words)


@dataclass(frozen=True, slots=True)
class _Sift:
    """What a query asks for."""

    events: bool = True
    start: datetime | None = None
    end: datetime | None = None
    uid: str | None = None


def _sift_of(asked: Element | None) -> _Sift:
    whole = None if asked is None else asked.find(CALDAV + "comp-filter")
    if whole is None or whole.get("name", "").upper() != "VCALENDAR":
        raise RefusedError(403, CALDAV + "valid-filter", "A query names VCALENDAR first.")
    inner = whole.find(CALDAV + "comp-filter")
    if inner is None:
        return _Sift()
    if inner.get("name", "").upper() != "VEVENT" or inner.find(CALDAV + "is-not-defined") is not None:
        return _Sift(events=False)
    span = inner.find(CALDAV + "time-range")
    start, end = (None, None) if span is None else (_moment(span.get("start")), _moment(span.get("end")))
    return _Sift(inner.find(CALDAV + "comp-filter") is None, start, end, _uid_in(inner))


def _uid_in(inner: Element) -> str | None:
    conditions = inner.findall(CALDAV + "prop-filter")
    if not conditions:
        return None
    match = conditions[0].find(CALDAV + "text-match")
    is_uid = conditions[0].get("name", "").upper() == "UID" and len(conditions) == 1
    if match is None or not is_uid or match.get("negate-condition") == "yes":
        raise RefusedError(403, CALDAV + "supported-filter", "Posts are found by time and by UID.")
    return (match.text or "").casefold()


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text if _MOMENT.fullmatch(text) else "", "%Y%m%dT%H%M%SZ").replace(
            tzinfo=UTC
        )
    except ValueError as why:
        raise RefusedError(403, CALDAV + "valid-filter", "A time is written like 20270131T090000Z.") from why


def spot_at(spot: Spot) -> Spot:
    """Return a spot with what stands there; raises `UnknownNameError` where nothing does."""
    if not spot.place.calendar:
        return spot
    calendars = {each.name: each for each in spot.plan.calendars(spot.guest)}
    calendar = calendars.get(spot.place.calendar)
    if calendar is None:
        raise UnknownNameError("calendar", spot.place.calendar[:80])
    if spot.place.kind is Kind.CALENDAR:
        return replace(spot, calendar=calendar)
    return replace(
        spot, calendar=calendar, entry=spot.plan.entry(spot.guest, spot.place.calendar, spot.place.uid)
    )
