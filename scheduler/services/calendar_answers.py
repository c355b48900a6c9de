"""Answer calendar programs, from memory for as long as nothing was committed.

Guarantees: a revoked link, a changed post and midnight show in the very next answer; an unknown, a
revoked and a malformed token are told apart nowhere; a calendar is written again only when
something it shows has changed; noting who fetched it never fails the fetch.
"""

from __future__ import annotations

import hashlib
import logging
import re
import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from scheduler import ical
from scheduler.domain import zones
from scheduler.domain.errors import RoundsError
from scheduler.ical.shelf import Shelf
from scheduler.services.calendar_watch import CommitWatch
from scheduler.services.calendar_writing import CalendarWriting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from scheduler.domain.clock import Clock
    from scheduler.domain.record import CalendarLink
    from scheduler.services.calendar_writing import Draft, Written
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit
    from scheduler.store.waking import Commits

_log = logging.getLogger(__name__)
_TOKEN: Final = re.compile("[A-Za-z0-9_-]{32}")
_NOTED_EVERY: Final = timedelta(minutes=1)
_NEVER: Final = datetime.min.replace(tzinfo=UTC)
#: HTTP dates have whole seconds: a calendar this young may change again within its second.
_SETTLED: Final = timedelta(seconds=2)
#: Bytes of finished calendars that are kept, and what Python adds to each event; one has up to 3 MB.
_KEPT, _EACH = 64 * 2**20, 400
#: So many calendars may be written at once.
_TURNS: Final = 16


class Seen(NamedTuple):
    """What a token opens now; `None` for nothing."""

    answer: ical.CalendarAnswer | None


_NOTHING: Final = Seen(None)


@dataclass(frozen=True)
class _Found:
    """A calendar as it was last looked up."""

    link: CalendarLink
    answer: ical.CalendarAnswer
    written: Written
    revision: str
    changed_at: datetime
    #: It is right until something is committed after this moment, another day begins, or zones change.
    number: int
    day: date
    zones: str

    @property
    def size(self) -> int:
        """Bytes: its events, their document, which stands ready twice where it is long, and packed."""
        return len(self.written.body) * 31 // 10 + len(self.written.pieces) * _EACH

    @cached_property
    def _settled(self) -> ical.CalendarAnswer:
        return replace(self.answer, last_modified=self.changed_at)

    def told(self, now: datetime) -> ical.CalendarAnswer:
        return self.answer if now - self.changed_at < _SETTLED else self._settled


class CalendarAnswers:
    """The calendars behind tokens. May be used from any thread."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        planner_url: str,
        commits: Callable[[], Commits] | None = None,
    ) -> None:
        """Answer from `store`; without `commits` each answer asks anew whether anything has changed."""
        self._store = store
        self._clock = clock
        self._writing = CalendarWriting(planner_url)
        self._watch = CommitWatch(commits)
        self._asks_at_once = commits is not None and store.engine.dialect.name == "sqlite"
        self._found: Shelf[_Found] = Shelf(most=_KEPT, size_of=lambda found: found.size)
        self._turns = [threading.Lock() for _ in range(_TURNS)]
        #: The live links by digest, and as of which moment.
        self._links: tuple[int, Mapping[str, CalendarLink]] = (-1, {})
        self._noted: dict[int, datetime] = {}
        self._noting = threading.Lock()

    def glance(self, token: str) -> Seen | None:
        """Return what the token opens if that is known at once, without waiting; else `None`: ask `answer`.

        It is also `None` when it is time to note who fetched it.
        """
        if not _TOKEN.fullmatch(token):
            return _NOTHING
        if not self._asks_at_once:
            return None
        number, now, digest = self._watch.number(), self._clock.now(), token_digest(token)
        found = self._current(digest, number, now)
        if found is not None:
            return None if self._is_to_be_noted(found.link, now) else Seen(found.told(now))
        as_of, links = self._links
        return _NOTHING if as_of == number and digest not in links else None

    def answer(self, token: str, *, client: str) -> ical.CalendarAnswer | None:
        """Return the calendar behind `token`, `None` for an unknown, revoked or malformed one."""
        if not _TOKEN.fullmatch(token):
            return None
        digest, number = token_digest(token), self._watch.number()
        known, links = self._links
        if known >= number and digest not in links:
            return None
        now = self._clock.now()
        with self._turns[int(digest[:4], 16) % _TURNS]:
            found = self._current(digest, number, now) or self._look_up(digest, number, now)
        if found is None:
            return None
        self._note(found.link, client, now)
        return found.told(now)

    def close(self) -> None:
        """Give back what watches the database; who asks again begins anew."""
        self._watch.close()

    def _links_as_of(self, number: int, unit: Unit) -> Mapping[str, CalendarLink]:
        known, links = self._links
        if known < number:
            links = unit.calendars.live()
            self._links = number, links
        return links

    def _current(self, digest: str, number: int, now: datetime) -> _Found | None:
        """Return what was found, if it is right as of the moment `number`."""
        found = self._found.get(digest)
        if found is None or found.number < number:
            return None
        return found if found.day == now.date() and found.zones == zones.version() else None

    def _look_up(self, digest: str, number: int, now: datetime) -> _Found | None:
        before = self._found.get(digest)
        with self._store.read() as unit:
            link = self._links_as_of(number, unit).get(digest)
            if link is None:
                return None
            draft = self._writing.draft(unit, link, ical.Window.on(now.date()))
            if before is not None and before.revision == draft.revision:
                written, answer = before.written, before.answer
            else:
                written = self._writing.document(draft, before.written if before else None)
                answer = ical.answer_of(written.body, revision=draft.revision, name=link.name)
        changed = _changed_at(draft, before, now)
        found = _Found(link, answer, written, draft.revision, changed, number, now.date(), zones.version())
        self._found.put(digest, found)
        return found

    def _is_to_be_noted(self, link: CalendarLink, now: datetime) -> bool:
        last = max(self._noted.get(link.id, _NEVER), link.last_fetch_at or _NEVER)
        return now - last >= _NOTED_EVERY

    def _note(self, link: CalendarLink, client: str, now: datetime) -> None:
        """Write down who fetched the link and when, at most once a minute."""
        with self._noting:
            if not self._is_to_be_noted(link, now):
                return
            self._noted[link.id] = now
        called = "".join(filter(str.isprintable, client[:200]))
        try:
            self._store.together(lambda unit: unit.calendars.fetched(link.id, at=now, client=called))
        except RoundsError as why:
            _log.warning("calendar fetch not noted", extra={"link": link.id, "reason": type(why).__name__})


def token_digest(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _changed_at(draft: Draft, before: _Found | None, now: datetime) -> datetime:
    """Return since when the calendar is as it is, as far as is known.

    What vanished and what was named anew leave no date: then it is when that was noticed.
    """
    if before is None:
        return draft.changed_at
    if before.revision == draft.revision:
        return max(before.changed_at, draft.changed_at)
    return draft.changed_at if draft.changed_at > before.changed_at else now
