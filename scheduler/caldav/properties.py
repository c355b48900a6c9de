"""What calendar programs may ask of each place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from scheduler.caldav.elements import APPLE, CALDAV, DAV, SERVER, element, href, response
from scheduler.caldav.places import Kind, Place, Places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from xml.etree.ElementTree import Element

    from scheduler.domain.app_passwords import Guest
    from scheduler.services.plan_calendars import Entry, PlanCalendar, PlanCalendars

MOST_BYTES: Final = 256 * 1024
TOKEN: Final = "urn:rounds:"  # noqa: S105 - of a state, not a secret
_REPORTS: Final = (CALDAV + "calendar-query", CALDAV + "calendar-multiget", DAV + "sync-collection")
CONTENT_TYPE: Final = "text/calendar; charset=utf-8; component=VEVENT"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with what stands there."""

    place: Place
    places: Places
    guest: Guest
    plan: PlanCalendars
    calendar: PlanCalendar | None = None
    entry: Entry | None = None

    def is_one_of(self, *kinds: Kind) -> bool:
        """Is it of one of these kinds?"""
        return self.place.kind in kinds

    def told(self, names: Iterable[str]) -> Element:
        """Return what is answered where these properties are asked for."""
        found, missing = [], []
        for name in names:
            value = PROPERTIES[name](self) if name in PROPERTIES else None
            if value is None:
                missing.append(name)
            else:
                found.append(value)
        return response(self.places.href(self.place), found, missing)

    def all_told(self, *, names_only: bool) -> Element:
        """Return all properties, but those that have to be asked for by name."""
        values = [PROPERTIES[name](self) for name in PROPERTIES if name not in _ON_REQUEST]
        found = [each for each in values if each is not None]
        shown = [element(each.tag) for each in found] if names_only else found
        return response(self.places.href(self.place), shown, ())


def _resource_type(spot: Spot) -> Element:
    kinds = [DAV + "collection"] if spot.place.kind is not Kind.ENTRY else []
    kinds += {Kind.PRINCIPAL: [DAV + "principal"], Kind.CALENDAR: [CALDAV + "calendar"]}.get(
        spot.place.kind, []
    )
    return element(DAV + "resourcetype", *map(element, kinds))


def _display_name(spot: Spot) -> Element:
    names = {Kind.PRINCIPAL: spot.guest.actor.name, Kind.ENTRY: spot.entry.event.title if spot.entry else ""}
    title = spot.calendar.title if spot.calendar else "Rounds"
    return element(DAV + "displayname", text=names.get(spot.place.kind, title))


def _to(tag: str, kind: Kind) -> Callable[[Spot], Element]:
    return lambda spot: element(tag, href(spot.places.href(Place(kind))))


def _person_to(tag: str, kind: Kind) -> Callable[[Spot], Element | None]:
    return lambda spot: _to(tag, kind)(spot) if spot.is_one_of(Kind.PRINCIPAL) else None


def _user_addresses(spot: Spot) -> Element | None:
    if not spot.is_one_of(Kind.PRINCIPAL):
        return None
    return element(CALDAV + "calendar-user-address-set", href(f"mailto:{quote(spot.guest.email, safe='@+')}"))


def _privileges(spot: Spot) -> Element:
    names = ["read", "read-current-user-privilege-set"]
    if spot.calendar is not None and spot.calendar.is_writable:
        names.append("write-content")
    given = [element(DAV + "privilege", element(DAV + name)) for name in names]
    return element(DAV + "current-user-privilege-set", *given)


def _reports(spot: Spot) -> Element:
    reports = _REPORTS if spot.is_one_of(Kind.CALENDAR) else ()
    given = [
        element(DAV + "supported-report", element(DAV + "report", element(report))) for report in reports
    ]
    return element(DAV + "supported-report-set", *given)


def _of_calendar(make: Callable[[Spot, PlanCalendar], Element]) -> Callable[[Spot], Element | None]:
    def made(spot: Spot) -> Element | None:
        if spot.calendar is None or not spot.is_one_of(Kind.CALENDAR):
            return None
        return make(spot, spot.calendar)

    return made


def _of_entry(make: Callable[[Entry], Element]) -> Callable[[Spot], Element | None]:
    return lambda spot: make(spot.entry) if spot.entry is not None else None


def _mark(tag: str) -> Callable[[Spot], Element | None]:
    return _of_calendar(
        lambda spot, calendar: element(tag, text=TOKEN + spot.plan.mark(spot.guest, calendar.name))
    )


PROPERTIES: Final[dict[str, Callable[[Spot], Element | None]]] = {
    DAV + "resourcetype": _resource_type,
    DAV + "displayname": _display_name,
    DAV + "current-user-principal": _to(DAV + "current-user-principal", Kind.PRINCIPAL),
    DAV + "owner": _to(DAV + "owner", Kind.PRINCIPAL),
    DAV + "principal-URL": _person_to(DAV + "principal-URL", Kind.PRINCIPAL),
    DAV + "principal-collection-set": _to(DAV + "principal-collection-set", Kind.ROOT),
    DAV + "current-user-privilege-set": _privileges,
    DAV + "supported-report-set": _reports,
    DAV + "sync-token": _mark(DAV + "sync-token"),
    SERVER + "getctag": _mark(SERVER + "getctag"),
    DAV + "getetag": _of_entry(lambda entry: element(DAV + "getetag", text=entry.etag)),
    DAV + "getcontenttype": _of_entry(lambda _: element(DAV + "getcontenttype", text=CONTENT_TYPE)),
    CALDAV + "calendar-home-set": _person_to(CALDAV + "calendar-home-set", Kind.HOME),
    CALDAV + "calendar-user-address-set": _user_addresses,
    CALDAV + "supported-calendar-component-set": _of_calendar(
        lambda *_: element(
            CALDAV + "supported-calendar-component-set", element(CALDAV + "comp", name="VEVENT")
        )
    ),
    CALDAV + "max-resource-size": _of_calendar(
        lambda *_: element(CALDAV + "max-resource-size", text=str(MOST_BYTES))
    ),
    APPLE + "calendar-color": _of_calendar(
        lambda _, calendar: element(APPLE + "calendar-color", text=f"{calendar.colour}FF")
    ),
    CALDAV + "calendar-data": _of_entry(
        lambda entry: element(CALDAV + "calendar-data", text=entry.document.decode())
    ),
}
_ON_REQUEST: Final = {CALDAV + "calendar-data"}
