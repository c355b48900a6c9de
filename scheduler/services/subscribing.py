"""Let calendar programs see the plan under a secret address.

Guarantees: a token is shown once and kept only as a digest; an unknown, a revoked and a malformed
one are told apart nowhere; a calendar is written again only when something it shows has changed;
noting who fetched it never fails the fetch.
"""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
import threading
from collections import OrderedDict
from dataclasses import astuple, dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

from scheduler import ical
from scheduler.domain.errors import InvalidInputError, RoundsError
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import Permission
from scheduler.domain.record import CalendarLink, Detail
from scheduler.domain.value import Value

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.domain.post import Post
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

_log = logging.getLogger(__name__)
_TOKEN_BYTES = 24
_TOKEN = re.compile("[A-Za-z0-9_-]{32}")
_LONGEST_NAME = 100
_NOTED_EVERY = timedelta(minutes=1)
#: HTTP dates have whole seconds: a calendar this young may change again within its second.
_SETTLED = timedelta(seconds=2)
#: Finished calendars kept in memory, at up to about one megabyte each.
_KEPT = 32
_NOBODY = Organisation(name="Rounds", zone="UTC")


class Addresses(Value):
    """The ways to hand a calendar to a program; each holds the token."""

    #: To copy; every program takes it.
    https: str
    #: Opens Apple's and most other programs on the same machine.
    webcal: str
    #: Adds it in Outlook for work and school accounts; new Outlook does not take `webcal`.
    outlook: str
    google: str


class Subscriptions:
    """Calendar links, and the calendars behind them."""

    def __init__(self, store: Store, clock: Clock, *, planner_url: str, calendar_url: str) -> None:
        self._store = store
        self._clock = clock
        self._planner_url = planner_url
        self._calendar_url = calendar_url.rstrip("/")
        self._finished: OrderedDict[str, ical.CalendarAnswer] = OrderedDict()
        self._noted: dict[int, datetime] = {}
        self._lock = threading.Lock()

    def make(
        self, actor: Actor, name: str, *, detail: Detail = Detail.TITLES, channel: str = ""
    ) -> tuple[CalendarLink, str]:
        """Make a link that shows all channels or one; the token returned with it is never shown again."""
        actor.require(Permission.SHARE_CALENDARS)
        called = " ".join(name.split())
        if not called or len(called) > _LONGEST_NAME:
            raise InvalidInputError(
                f"A calendar link needs a name of at most {_LONGEST_NAME} characters: say who will use it."
            )
        token, now = secrets.token_urlsafe(_TOKEN_BYTES), self._clock.now()
        link = CalendarLink(name=called, detail=detail, channel=channel, created_at=now, created_by=actor.key)
        with self._store.write() as unit:
            if channel:
                unit.plan.channel(channel)
            made = unit.calendars.add(link, token_sha256=_digest(token))
            told = {"name": called, "detail": detail.value, "channel": channel}
            unit.audit.append(actor, "calendar.shared", f"calendar:{made.id}", at=now, facts=told)
        return made, token

    def all(self) -> list[CalendarLink]:
        """Return all links, revoked ones included, newest first."""
        with self._store.read() as unit:
            return unit.calendars.all()

    def revoke(self, actor: Actor, link_id: int) -> CalendarLink:
        """End a link at once; ending it again changes nothing."""
        actor.require(Permission.SHARE_CALENDARS)
        now = self._clock.now()
        with self._store.write() as unit:
            live = {link.id for link in unit.calendars.all() if link.revoked_at is None}
            ended = unit.calendars.revoke(link_id, at=now)
            if link_id in live:
                unit.audit.append(actor, "calendar.revoked", f"calendar:{link_id}", at=now)
        return ended

    def addresses(self, token: str) -> Addresses:
        """Return the ways to subscribe with `token`."""
        plain = f"{self._calendar_url}/calendar/{token}.ics"
        webcal = "webcal://" + plain.partition("://")[2]
        return Addresses(
            https=plain,
            webcal=webcal,
            outlook=f"https://outlook.office.com/calendar/0/addfromweb?url={quote(plain, safe='')}",
            google=f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        )

    def answer(self, token: str, *, client: str) -> ical.CalendarAnswer | None:
        """Return the calendar behind `token`, `None` for an unknown, revoked or malformed one."""
        if not _TOKEN.fullmatch(token):
            return None
        now = self._clock.now()
        with self._store.read() as unit:
            link = unit.calendars.by_token(_digest(token))
            if link is None:
                return None
            answer = self._current(unit, link, now)
        self._note(link, client, now)
        return answer

    def export(self, detail: Detail, channel: str = "") -> bytes:
        """Return what a link with this detail and channel would show now, as a file."""
        window = ical.Window.on(self._clock.now().date())
        with self._store.read() as unit:
            if channel:
                unit.plan.channel(channel)
            names = _Names.of(unit)
            return self._write(unit, names, _View(names.organisation.name, detail, channel), window)

    def _current(self, unit: Unit, link: CalendarLink, now: datetime) -> ical.CalendarAnswer:
        window, names = ical.Window.on(now.date()), _Names.of(unit)
        view = _View(link.name, link.detail, link.channel)
        shown = unit.calendars.shown(window.start, window.end, channel=view.channel)
        versions = [(number, version) for number, version, _ in shown]
        revision = ical.revision_of(
            ical.TEMPLATE, self._planner_url, window.midnight, astuple(view), names.facts, versions
        )
        answer = self._kept(revision)
        if answer is None:
            body = self._write(unit, names, view, window)
            answer = self._keep(revision, ical.answer_of(body, revision=revision, name=view.name))
        changed = max([window.midnight, link.created_at, *(at for _, _, at in shown)])
        return replace(answer, last_modified=changed if now - changed >= _SETTLED else None)

    def _write(self, unit: Unit, names: _Names, view: _View, window: ical.Window) -> bytes:
        from scheduler.ical.document import document  # icalendar is heavy, and few calendars are written

        posts = unit.posts.between(window.start, window.end, channels=[view.channel] if view.channel else [])
        choice = ical.choose((self._event(post, names, view.detail) for post in posts), window)
        return document(
            choice.events,
            name=view.name,
            zone=names.organisation.zone,
            description=choice.notice(f"Planned and published posts of {names.organisation.name[:80]}."),
        )

    def _event(self, post: Post, names: _Names, detail: Detail) -> ical.PlanEvent:
        return ical.event_of(
            post,
            channel_title=names.channels.get(post.channel, post.channel),
            pillar_title=names.pillars.get(post.pillar or "", ""),
            detail=detail,
            planner_url=self._planner_url,
        )

    def _kept(self, revision: str) -> ical.CalendarAnswer | None:
        with self._lock:
            if revision in self._finished:
                self._finished.move_to_end(revision)
            return self._finished.get(revision)

    def _keep(self, revision: str, answer: ical.CalendarAnswer) -> ical.CalendarAnswer:
        with self._lock:
            self._finished[revision] = answer
            while len(self._finished) > _KEPT:
                self._finished.popitem(last=False)
        return answer

    def _note(self, link: CalendarLink, client: str, now: datetime) -> None:
        """Write down who fetched the link and when, at most once a minute."""
        with self._lock:
            last = max(filter(None, (link.last_fetch_at, self._noted.get(link.id))), default=None)
            if last is not None and now - last < _NOTED_EVERY:
                return
            self._noted[link.id] = now
        called = "".join(filter(str.isprintable, client[:200]))
        try:
            with self._store.write() as unit:
                unit.calendars.fetched(link.id, at=now, client=called)
        except RoundsError as why:
            _log.warning("calendar fetch not noted", extra={"link": link.id, "reason": type(why).__name__})


@dataclass(frozen=True, slots=True)
class _View:
    """What a calendar shows, and what it is called."""

    name: str
    detail: Detail
    channel: str


@dataclass(frozen=True, slots=True)
class _Names:
    """What channels and pillars are called, and whose they are."""

    organisation: Organisation
    channels: dict[str, str]
    pillars: dict[str, str]

    @classmethod
    def of(cls, unit: Unit) -> _Names:
        return cls(
            unit.plan.organisation() or _NOBODY,
            {channel.name: channel.title for channel in unit.plan.channels()},
            {pillar.name: pillar.title for pillar in unit.plan.pillars()},
        )

    @property
    def facts(self) -> tuple[object, ...]:
        return self.organisation.name, self.organisation.zone, self.channels, self.pillars


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
