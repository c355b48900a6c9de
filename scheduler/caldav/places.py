"""Where things stand below `/caldav/`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final
from urllib.parse import quote, unquote, urlsplit

BASE: Final = "/caldav/"
_SUFFIX: Final = ".ics"


class Kind(Enum):
    """What stands at a place."""

    ROOT = auto()
    PRINCIPAL = auto()
    """The person."""
    HOME = auto()
    """What holds the calendars of the person."""
    CALENDAR = auto()
    ENTRY = auto()


@dataclass(frozen=True, slots=True)
class Place:
    """One address, as the person who came sees it."""

    kind: Kind
    calendar: str = ""
    uid: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """The addresses of one person; each has their own, so that no program mixes two of them up."""

    #: What a proxy takes away from addresses before they come here.
    prefix: str
    person_id: int

    def at(self, path: str) -> Place | None:
        """Return the place of a path below `/caldav/`, `None` where nothing of this person can stand."""
        parts = path.removesuffix("/").split("/") if path else []
        match parts:
            case []:
                return Place(Kind.ROOT)
            case ["principals", person] if self._is_own(person):
                return Place(Kind.PRINCIPAL)
            case ["calendars", person] if self._is_own(person):
                return Place(Kind.HOME)
            case ["calendars", person, calendar] if self._is_own(person) and calendar:
                return Place(Kind.CALENDAR, calendar)
            case ["calendars", person, calendar, name] if self._is_own(person) and name.endswith(_SUFFIX):
                return Place(Kind.ENTRY, calendar, name.removesuffix(_SUFFIX))
        return None

    def of(self, href: str) -> Place | None:
        """Return the place that an address in a document names, whole or without host."""
        try:
            path = unquote(urlsplit(href.strip()).path, errors="strict")
        except ValueError:
            return None
        base = self.prefix + BASE
        return self.at(path.removeprefix(base)) if path.startswith(base) else None

    def href(self, place: Place) -> str:
        """Return the address of a place."""
        tail = {
            Kind.ROOT: "",
            Kind.PRINCIPAL: f"principals/{self.person_id}/",
            Kind.HOME: f"calendars/{self.person_id}/",
            Kind.CALENDAR: f"calendars/{self.person_id}/{quote(place.calendar, safe='')}/",
            Kind.ENTRY: f"calendars/{self.person_id}/{quote(place.calendar, safe='')}/"
            f"{quote(place.uid, safe='')}{_SUFFIX}",
        }
        return f"{self.prefix}{BASE}{tail[place.kind]}"

    def _is_own(self, person: str) -> bool:
        return person == str(self.person_id)
