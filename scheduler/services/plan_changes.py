"""What changed in a calendar between two looks at it, told by the plan alone: nothing is kept for it.

Guarantees: nothing that changed is left out, whoever wrote it and whenever it was committed; rather is
something told that did not change. Where it can't be told, e.g. after a restore, that is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from scheduler import ical

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from scheduler.domain.post import Post
    from scheduler.store.unit import Unit

#: A change is stamped before it is committed: what was stamped so long before may have come after.
_OVERLAP: Final = timedelta(minutes=5)
#: Marks are good for so long; programs that were away for longer read all again.
_GOOD_FOR: Final = timedelta(days=30)
_MARK: Final = re.compile(r"(\d{4}-\d\d-\d\d)_(\d{1,17})_(\d{1,9})_([0-9a-f]{12})_([0-9a-f]{16})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mark:
    """What tells one state of a calendar from all others."""

    day: date
    #: Microseconds since 1970 of the last change of any post, and how many posts there are.
    changed: int
    count: int
    #: What decides the looks of all entries.
    look: str
    state: str

    @property
    def text(self) -> str:
        """The mark in letters."""
        return f"{self.day:%Y-%m-%d}_{self.changed}_{self.count}_{self.look}_{self.state}"

    @classmethod
    def read(cls, text: str) -> Mark | None:
        """Return the mark that a text is, `None` where it is none."""
        found = _MARK.fullmatch(text)
        try:
            return found and cls(
                date.fromisoformat(found[1]), int(found[2]), int(found[3]), found[4], found[5]
            )
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Changes(Generic[T]):
    """What changed: what is shown and new or another, and the names of what is not shown any more."""

    mark: str
    shown: tuple[T, ...]
    gone: tuple[str, ...]


def mark_of(unit: Unit, *, day: date, look: str, state: str) -> Mark:
    """Return the mark of a state."""
    count, last = unit.posts.changed()
    changed = (last - _EPOCH) // _MICROSECOND if last else 0
    return Mark(day, changed, count, look[:12], state[:16])


def changes_since(
    unit: Unit,
    before: Mark,
    now: Mark,
    *,
    channel: str,
    entry: Callable[[Post], T | None],
    again: Collection[str],
) -> Changes[T] | None:
    """Return what changed from one mark to another; entries named in `again` are told in any case."""
    if before == now:
        return Changes(now.text, (), ())
    is_older = before.changed > now.changed or before.count > now.count or before.day > now.day
    if is_older or before.look != now.look or now.day - before.day > _GOOD_FOR:
        return None
    since = _EPOCH + before.changed * _MICROSECOND - _OVERLAP
    posts = {post.uid: post for post in unit.posts.changed_since(since, channel=channel)}
    posts |= {uid: post for uid in again if (post := unit.posts.by_uid(uid)) is not None}
    if before.day != now.day:
        posts |= {post.uid: post for post in _slid(unit, before.day, now.day, channel)}
    told = {uid: entry(post) for uid, post in posts.items()}
    shown = tuple(each for each in told.values() if each is not None)
    return Changes(now.text, shown, tuple(uid for uid, each in told.items() if each is None))


def _slid(unit: Unit, before: date, now: date, channel: str) -> list[Post]:
    """Return the posts that came into the window of days or left it as the days went by."""
    was, is_ = ical.Window.on(before), ical.Window.on(now)
    names = [channel] if channel else []
    posts = unit.posts.between(was.start, is_.start, channels=names)
    posts += unit.posts.between(was.end, is_.end, channels=names)
    posts += unit.posts.changed_since(was.cancelled_since, until=is_.cancelled_since, channel=channel)
    return posts
