"""Let calendar programs see the plan under a secret address.

Guarantees: a token is shown once and kept only as a digest; a link gets another one in the instant the
old one dies; nobody makes a link that shows more than they may share, and what it shows shrinks with what
whoever answers for it may share (`showing.py`). What a token opens: `calendar_answers.py`.
"""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from scheduler import ical
from scheduler.domain.calendar_view import BY_CHANNEL, EVERYTHING, CalendarView, ViewKind
from scheduler.domain.errors import InvalidInputError, NotAllowedError, StateError
from scheduler.domain.people import OPERATOR, Permission
from scheduler.domain.record import CalendarLink, Detail
from scheduler.domain.value import Value
from scheduler.services.calendar_answers import token_digest
from scheduler.services.calendar_writing import CalendarWriting

if TYPE_CHECKING:
    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

_TOKEN_BYTES: Final = 24
_TOKEN: Final = re.compile("[A-Za-z0-9_-]{32}")
_LONGEST_NAME: Final = 100
#: Four weeks: Outlook offers no earlier reminder.
_EARLIEST_ALARM: Final = 4 * 7 * 24 * 60


class Addresses(Value):
    """The ways to hand a calendar to a program; each holds the token."""

    #: To copy; every program takes it.
    https: str
    #: Opens Apple's and most other programs on the same machine.
    webcal: str
    #: Adds it in Outlook for work and school accounts; new Outlook does not take `webcal`.
    outlook: str
    #: The same for accounts at outlook.com.
    outlook_personal: str
    google: str


class Subscriptions:
    """Calendar links: who may have which."""

    def __init__(self, store: Store, clock: Clock, *, planner_url: str, calendar_url: str) -> None:
        self._store = store
        self._clock = clock
        self._calendar_url = calendar_url.rstrip("/")
        self._writing = CalendarWriting(planner_url)

    def make(
        self, actor: Actor, name: str, *, detail: Detail = Detail.TITLES, view: CalendarView = EVERYTHING
    ) -> tuple[CalendarLink, str]:
        """Make a link that shows `view`; the token returned with it is never shown again.

        Approvals are shown to the person themselves alone; only the operator makes that link for another.
        """
        called, now = _called(name), self._clock.now()
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        link = CalendarLink(name=called, detail=detail, view=view, created_at=now, created_by=actor.key)
        with self._store.write() as unit:
            _check(unit, view)
            _require_to_see(actor, view)
            made = unit.calendars.add(link, token_sha256=token_digest(token))
            told = {
                "name": called,
                "detail": detail.value,
                "view": view.kind.value,
                "channels": ",".join(view.channels),
            }
            unit.audit.append(actor, "calendar.shared", f"calendar:{made.id}", at=now, facts=told)
        return made, token

    def all(self) -> list[CalendarLink]:
        """Return all links, revoked ones included, newest first."""
        with self._store.read() as unit:
            return unit.calendars.all()

    def live(self, actor: Actor) -> list[CalendarLink]:
        """Return the links that are not revoked and that `actor` may end, newest first."""
        return [link for link in self.all() if link.revoked_at is None and _may_end(actor, link)]

    def rotate(self, actor: Actor, link_id: int) -> tuple[CalendarLink, str]:
        """Give a link another token; the one before opens nothing from now on.

        Who does it answers for the link from then on, so they must be allowed to make it. Who fetched it
        counts anew: so one sees which programs have the new address.
        """
        token, now = secrets.token_urlsafe(_TOKEN_BYTES), self._clock.now()
        with self._store.write() as unit:
            link = _standing(unit, link_id)
            _require_to_see(actor, link.view)
            fresh = {
                "created_by": actor.key,
                "rotated_at": now,
                "last_fetch_at": None,
                "last_client": "",
                "fetches": 0,
            }
            turned = unit.calendars.change(link.model_copy(update=fresh), token_sha256=token_digest(token))
            unit.audit.append(actor, "calendar.rotated", f"calendar:{link_id}", at=now)
        return turned, token

    def rename(self, actor: Actor, link_id: int, name: str) -> CalendarLink:
        """Give a link another name; programs show it when they ask next."""
        called, now = _called(name), self._clock.now()
        with self._store.write() as unit:
            link = _standing(unit, link_id)
            _require_to_end(actor, link)
            named = unit.calendars.change(link.model_copy(update={"name": called}))
            if called != link.name:
                told = {"name": called, "before": link.name}
                unit.audit.append(actor, "calendar.renamed", f"calendar:{link_id}", at=now, facts=told)
        return named

    def revoke(self, actor: Actor, link_id: int) -> CalendarLink:
        """End a link at once; ending it again changes nothing."""
        now = self._clock.now()
        with self._store.write() as unit:
            link = unit.calendars.get(link_id)
            _require_to_end(actor, link)
            ended = unit.calendars.revoke(link_id, at=now)
            if link.revoked_at is None:
                unit.audit.append(actor, "calendar.revoked", f"calendar:{link_id}", at=now)
        return ended

    def addresses(self, token: str) -> Addresses:
        """Return the ways to subscribe with `token`, by the name of its link where it opens one."""
        if not _TOKEN.fullmatch(token):
            raise InvalidInputError("This is no token. Copy all 32 letters of it, as it was shown.")
        with self._store.read() as unit:
            link = unit.calendars.by_token(token_digest(token))
        plain = f"{self._calendar_url}/calendar/{token}.ics"
        webcal = "webcal://" + plain.partition("://")[2]
        asked = f"url={quote(plain, safe='')}" + (f"&name={quote(link.name, safe='')}" if link else "")
        return Addresses(
            https=plain,
            webcal=webcal,
            outlook=f"https://outlook.office.com/calendar/0/addfromweb?{asked}",
            outlook_personal=f"https://outlook.live.com/calendar/0/addfromweb?{asked}",
            google=f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        )

    def export(self, detail: Detail, view: CalendarView = EVERYTHING) -> bytes:
        """Return what a link with this detail and view would show now, as a file."""
        now = self._clock.now()
        with self._store.read() as unit:
            _check(unit, view)
            whose = unit.plan.organisation()
            name = whose.name if whose else "Rounds"
            link = CalendarLink(name=name, detail=detail, view=view, created_at=now, created_by=OPERATOR.key)
            draft = self._writing.draft(unit, link, ical.Window.on(now.date()))
            return self._writing.document(draft).body


def _called(name: str) -> str:
    called = "".join(filter(str.isprintable, " ".join(name.split()))).strip()
    if not called or len(called) > _LONGEST_NAME:
        raise InvalidInputError(
            f"A calendar link needs a name of at most {_LONGEST_NAME} characters: say who will use it."
        )
    return called


def _check(unit: Unit, view: CalendarView) -> None:
    """Raise unless `view` makes sense and all that it names is there."""
    if view.unfit:
        raise InvalidInputError(
            f"A calendar of {view.kind.value} can't be narrowed by {' and '.join(view.unfit)}. Leave it out."
        )
    for channel in view.channels:
        unit.plan.channel(channel)
    for pillar in view.pillars:
        unit.plan.pillar(pillar)
    if view.kind is ViewKind.APPROVALS and view.person is None:
        raise InvalidInputError("Say whose approvals: name a person.")
    if view.person is not None:
        unit.people.get(view.person)
    if view.alarm is not None and not 0 <= view.alarm <= _EARLIEST_ALARM:
        raise InvalidInputError(
            f"A reminder comes 0 to {_EARLIEST_ALARM} minutes before: four weeks at most."
        )


def _standing(unit: Unit, link_id: int) -> CalendarLink:
    link = unit.calendars.get(link_id)
    if link.revoked_at is not None:
        raise StateError("This link was revoked, and nothing opens it again. Make a new one.")
    return link


def _require_to_see(actor: Actor, view: CalendarView) -> None:
    """Raise `NotAllowedError` unless `actor` may have a link that shows `view`."""
    if view.kind is ViewKind.APPROVALS:
        if actor.key not in {OPERATOR.key, f"person:{view.person}"}:
            raise NotAllowedError("A calendar of approvals is for one's own. Let them make it themselves.")
    elif view.kind in BY_CHANNEL:
        for channel in view.channels or (None,):
            actor.require(Permission.SHARE_CALENDARS, on=channel)
    else:
        actor.require_somewhere(Permission.SHARE_CALENDARS)


def _require_to_end(actor: Actor, link: CalendarLink) -> None:
    """Raise `NotAllowedError` unless `actor` may rename and end `link`: theirs, or one they may have.

    Who looks after people ends whatever somebody left behind.
    """
    if actor.key != link.created_by and not actor.may(Permission.MANAGE_PEOPLE):
        _require_to_see(actor, link.view)


def _may_end(actor: Actor, link: CalendarLink) -> bool:
    try:
        _require_to_end(actor, link)
    except NotAllowedError:
        return False
    return True
