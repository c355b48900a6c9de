"""The plan as calendars that can be written to: programs show the posts, and move them.

Guarantees: of what a program writes only the new time counts, under the very rules of the planner; a
program that saw an older version is told so and changes nothing; what was left out of what it wrote is
shown to it again as it stands here.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from scheduler import ical
from scheduler.domain.errors import ConflictError, InvalidInputError, StateError, UnknownNameError
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import Permission
from scheduler.domain.plan import meant
from scheduler.services.changing import check_editable
from scheduler.services.plan_changes import Changes, Mark, changes_since, mark_of

if TYPE_CHECKING:
    from scheduler.domain.app_passwords import Guest
    from scheduler.domain.clock import Clock
    from scheduler.domain.post import Post
    from scheduler.services.planning import Planning
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

#: No channel can be called so: names of channels hold no underscore.
ALL: Final = "all_channels"
_LASTS: Final = timedelta(minutes=15)
_GRID: Final = 15 * 60
_NOBODY = Organisation(name="Rounds", zone="UTC")
#: Edits that were left out are remembered for so many posts.
_MOST_LEFT_OUT: Final = 500
_COLOURS = ("#0F766E", "#1D4ED8", "#B45309", "#7E22CE", "#BE123C", "#15803D", "#0369A1", "#A16207")


@dataclass(frozen=True, slots=True)
class PlanCalendar:
    """One channel, or all of them, as a calendar."""

    name: str
    title: str
    colour: str
    #: May the guest move posts of it?
    is_writable: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One post as a calendar program sees it."""

    uid: str
    etag: str
    start: datetime
    event: ical.PlanEvent

    @property
    def end(self) -> datetime:
        """First instant after it."""
        return self.start + _LASTS

    @property
    def document(self) -> bytes:
        """The event as a document of its own."""
        from scheduler.ical.resource import resource

        return resource(self.event)


class PlanCalendars:
    """The calendars of the plan, for guests."""

    def __init__(self, store: Store, clock: Clock, planning: Planning, *, planner_url: str) -> None:
        self._store = store
        self._clock = clock
        self._planning = planning
        self._planner_url = planner_url
        self._left_out: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.Lock()

    # reading

    def calendars(self, guest: Guest) -> list[PlanCalendar]:
        """Return all channels together, then each that is in use: whoever has an account sees the plan."""
        with self._store.read() as unit:
            channels = [each for each in unit.plan.channels() if each.active]
            name = (unit.plan.organisation() or _NOBODY).name
        may_move = [guest.actor.may(Permission.WRITE, on=each.name) for each in channels]
        whole = PlanCalendar(ALL, f"{name}: all channels", _COLOURS[0], any(may_move))
        return [whole] + [
            PlanCalendar(each.name, each.title, _colour(each.name), allowed)
            for each, allowed in zip(channels, may_move, strict=True)
        ]

    def entries(
        self, guest: Guest, calendar: str, *, start: datetime | None = None, end: datetime | None = None
    ) -> list[Entry]:
        """Return what a calendar shows of a span, by time."""
        with self._store.read() as unit:
            scene = self._scene(unit, guest, calendar)
            first, last = scene.window.start, scene.window.end
            if start is not None and start > first:
                first = start - _LASTS
            found = scene.posts(first, last if end is None else min(last, end))
            entries = [entry for post in found if (entry := scene.entry(post))]
        return [
            each
            for each in entries
            if (start is None or each.end > start) and (end is None or each.start < end)
        ]

    def entry(self, guest: Guest, calendar: str, uid: str) -> Entry | None:
        """Return one entry of a calendar, `None` where it shows none such."""
        with self._store.read() as unit:
            scene = self._scene(unit, guest, calendar)
            post = unit.posts.by_uid(uid)
            return None if post is None else scene.entry(post)

    def mark(self, guest: Guest, calendar: str) -> str:
        """Return a short text that changes with everything that the calendar shows."""
        with self._store.read() as unit:
            return self._scene(unit, guest, calendar).mark.text

    def changes(self, guest: Guest, calendar: str, since: str) -> Changes[Entry] | None:
        """Return what changed since a mark, `None` where that can't be told: all has to be read again."""
        with self._store.read() as unit:
            scene = self._scene(unit, guest, calendar)
            now, before = scene.mark, Mark.read(since)
            if before is None:
                return None
            return changes_since(
                unit, before, now, channel=scene.channel, entry=scene.entry, again=scene.left_out
            )

    # writing

    def move(self, guest: Guest, calendar: str, uid: str, document: bytes, *, tags: tuple[str, ...]) -> None:
        """Move a post to where a program put it; whatever else it wrote is left out.

        `tags` are the versions one of which the program changed; none for whichever stands.

        Raises:
            UnknownNameError: the calendar shows no such post.
            ConflictError: it was changed meanwhile.
            NotAllowedError, StateError, InvalidInputError: it stays where it is.
        """
        with self._store.read() as unit:
            scene = self._scene(unit, guest, calendar)
            post = unit.posts.by_uid(uid)
            entry = None if post is None else scene.entry(post)
            zone = unit.plan.channel(post.channel).zone if post else "UTC"
        if post is None or entry is None:
            raise UnknownNameError("post in this calendar", uid[:80])
        guest.actor.require(Permission.WRITE, on=post.channel)
        if tags and not any(_is_same(tag, entry.etag) for tag in tags):
            raise ConflictError
        check_editable(post, None, parts_may_be_out=True)
        wished = self._wished(entry, document)
        target = wished if meant(wished, zone)[0] == post.due else _on_grid(wished)
        due = meant(target, zone)[0]
        if due == post.due:
            self._leave_out(uid)
            return
        if due <= self._clock.now():
            raise StateError("That time has passed. Choose one in the future.")
        self._planning.move(guest.actor, post.id, target, version=post.version)

    def _wished(self, entry: Entry, document: bytes) -> datetime:
        from scheduler.ical.wishing import wish_in  # few programs write

        wish = wish_in(document)
        if wish.uid != entry.event.uid:
            raise InvalidInputError("An entry keeps its UID: this is another event.")
        if wish.repeats:
            raise InvalidInputError("A post goes out once, so it can't repeat. Copy it in the planner.")
        if not isinstance(wish.start, datetime):
            raise InvalidInputError("A post goes out at a time, not for a whole day. Give it an hour.")
        return wish.start

    def _leave_out(self, uid: str) -> None:
        """Give an entry another tag: the program that wrote it has to read it again."""
        with self._lock:
            self._left_out[uid] = self._left_out.pop(uid, 0) + 1
            while len(self._left_out) > _MOST_LEFT_OUT:
                self._left_out.popitem(last=False)

    def _scene(self, unit: Unit, guest: Guest, calendar: str) -> _Scene:
        channels = {each.name: each.title for each in unit.plan.channels() if each.active}
        if calendar != ALL and calendar not in channels:
            raise UnknownNameError("calendar", calendar[:80])
        with self._lock:
            left_out = dict(self._left_out)
        return _Scene(
            unit=unit,
            guest=guest,
            channel="" if calendar == ALL else calendar,
            channels=channels,
            pillars={each.name: each.title for each in unit.plan.pillars()},
            planner_url=self._planner_url,
            window=ical.Window.on(self._clock.now().astimezone(UTC).date()),
            left_out=left_out,
        )


@dataclass(frozen=True, slots=True)
class _Scene:
    """A calendar as it stands in one transaction."""

    unit: Unit
    guest: Guest
    #: Empty for all.
    channel: str
    channels: dict[str, str]
    pillars: dict[str, str]
    planner_url: str
    window: ical.Window
    left_out: dict[str, int]

    @property
    def mark(self) -> Mark:
        """What tells this state of the calendar from all others."""
        shown = self.unit.calendars.shown(self.window.start, self.window.end, channel=self.channel)
        versions = [(number, version) for number, version, _ in shown]
        look = self.channels, self.pillars, self.planner_url, self.guest.detail
        return mark_of(
            self.unit,
            day=self.window.midnight.date(),
            look=ical.revision_of(ical.TEMPLATE, *look),
            state=ical.revision_of(versions, self.left_out),
        )

    def posts(self, start: datetime, end: datetime) -> list[Post]:
        """Return the posts of a span."""
        if start >= end:
            return []
        names = [self.channel] if self.channel else list(self.channels)
        return self.unit.posts.between(start, end, channels=names)

    def entry(self, post: Post) -> Entry | None:
        """Return a post as this calendar shows it, `None` where it does not."""
        if post.channel not in self.channels or self.channel not in {"", post.channel}:
            return None
        event = ical.event_of(
            post,
            channel_title=self.channels[post.channel],
            pillar_title=self.pillars.get(post.pillar or "", ""),
            detail=self.guest.detail,
            planner_url=self.planner_url,
        )
        if not self.window.shows(event):
            return None
        look = ical.revision_of(ical.TEMPLATE, event.title, event.categories, event.url, self.guest.detail)
        etag = f'"{post.version}-{look[:12]}-{self.left_out.get(post.uid, 0)}"'
        return Entry(post.uid, etag, event.starts_at, event)


def _is_same(tag: str, etag: str) -> bool:
    """Is it the same version? How often it had to be read again does not count."""
    return tag == "*" or tag.rpartition("-")[0] == etag.rpartition("-")[0]


def _on_grid(wished: datetime) -> datetime:
    """Return the nearest quarter of an hour: hands on a calendar are not exact."""
    midnight = wished.replace(hour=0, minute=0, second=0, microsecond=0)
    seconds = wished.hour * 3600 + wished.minute * 60 + wished.second
    rounded = (seconds + _GRID // 2) // _GRID * _GRID
    days, rest = divmod(rounded, 24 * 3600)
    placed = midnight.replace(hour=rest // 3600, minute=rest % 3600 // 60, fold=wished.fold)
    return placed + timedelta(days=days)


def _colour(channel: str) -> str:
    return _COLOURS[hashlib.sha256(channel.encode()).digest()[0] % len(_COLOURS)]
