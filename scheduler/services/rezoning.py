"""Derive due times anew when the rules of the clocks have changed.

A post keeps what a person meant, a wall clock and its zone; the instant it goes out is derived.
When a country changes its clocks, a new release of the zone data says so, and every post that is
not on its way follows its wall clock. Guarantees: a move and its line in the record are one
transaction, each post is moved once however many daemons try, and the release is noted only when
all have moved, so that after a crash the next start finishes the work; an approval stays, for it
binds what is sent and not when; whoever looks at a moved post reads what moved it; a daemon with
older data undoes nothing.
"""

from __future__ import annotations

import logging
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scheduler.domain import zones
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.people import ENGINE
from scheduler.domain.plan import resolve
from scheduler.domain.post import EDITABLE, Post, PostState
from scheduler.domain.value import Value
from scheduler.services.recording import record

if TYPE_CHECKING:
    from scheduler.domain.clock import Clock
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit
    from scheduler.store.walls import Standing

logger = logging.getLogger(__name__)

_S = PostState
#: Nothing of these is on its way, and they still have a time to come.
_MOVABLE = tuple(EDITABLE - {_S.MISSED})
_RELEASE = "zones.release"
_MOVES = "zones.moves"
_IANA = re.compile(r"\d{4}[a-z]+")
_MOST_NAMED = 50
_TOLD_FOR = timedelta(days=14)
#: Posts moved in one transaction: a tenth of a second's work.
_HANDFUL = 50
#: No clock was ever changed by more.
_FARTHEST = timedelta(days=1)


class Moves(Value):
    """What new rules did to the plan."""

    #: The release that brought them, and the one before.
    release: str
    was: str
    count: int = 0
    #: How many of them stood in the past by the new rules.
    passed: int = 0
    #: The first of the moved posts.
    posts: tuple[int, ...] = ()

    @property
    def words(self) -> str:
        """Say it to a person."""
        moved = "1 post" if self.count == 1 else f"{self.count:,} posts"
        passed = f", {self.passed:,} of them into the past" if self.passed else ""
        return f"{moved} moved with the new zone rules of {self.release}{passed}."


class Rezoning:
    """The plan's faith to the wall clock."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def check(self) -> Moves | None:
        """Take up newer zone data and move what it concerns; `None` where the data is the one known.

        Others may write between two handfuls of posts, so nobody waits for a large plan.
        """
        release = zones.refresh()
        with self._store.read() as unit:
            was, now = release_of_engine(unit), self._clock.now()
            if not _is_news(release, was):
                return None
            wrong = [
                each.post for each in unit.walls.useful_after(now - _FARTHEST, *_MOVABLE) if _is_off(each)
            ]
        for begin in range(0, len(wrong), _HANDFUL):
            with self._store.write() as unit:
                self._move(unit, wrong[begin : begin + _HANDFUL], Moves(release=release, was=was))
        with self._store.write() as unit:
            return self._finish(unit, Moves(release=release, was=was))

    def recent(self) -> Moves | None:
        """Return what new rules moved in the last two weeks, for people to be told."""
        with self._store.read() as unit:
            return recent_moves(unit, now=self._clock.now())

    def _move(self, unit: Unit, numbers: list[int], by: Moves) -> None:
        """Move some posts, each as it stands now, and add them to what this release moved so far."""
        now = self._clock.now()
        pairs = [(post, after) for post in map(unit.posts.get, numbers) if (after := _moved(post, by, now))]
        for before, after in pairs:
            saved = unit.posts.save(after, at=now)
            facts = {"zone": before.zone, "was_due": before.due.isoformat(), "release": by.release}
            record(unit, ENGINE, "post.rezoned", at=now, before=before, after=saved, **facts)
        if pairs:
            so_far = _so_far(unit, by)
            fields = {
                "count": so_far.count + len(pairs),
                "passed": so_far.passed + sum(after.due <= now for _, after in pairs),
                "posts": (*so_far.posts, *(after.id for _, after in pairs))[:_MOST_NAMED],
            }
            unit.notes.put(_MOVES, so_far.model_copy(update=fields).model_dump_json(), at=now)

    def _finish(self, unit: Unit, by: Moves) -> Moves | None:
        if not _is_news(by.release, release_of_engine(unit)):
            return None  # another daemon was first
        now, moves = self._clock.now(), _so_far(unit, by)
        unit.notes.put(_RELEASE, by.release, at=now)
        if moves.count:
            facts = moves.model_dump(include={"release", "was", "count", "passed"})
            unit.audit.append(ENGINE, "zones.changed", "plan:zones", at=now, facts=facts)
        logger.info("zone data taken up release=%s posts_moved=%s", moves.release, moves.count)
        return moves


def recent_moves(unit: Unit, *, now: datetime) -> Moves | None:
    """Return what new rules moved in the last two weeks: as long as people are told of it."""
    note = unit.notes.get(_MOVES)
    if note is None or now - note[1] > _TOLD_FOR:
        return None
    return Moves.model_validate_json(note[0])


def release_of_engine(unit: Unit) -> str:
    """Return the release the engine derives times from; empty where none ever ran."""
    note = unit.notes.get(_RELEASE)
    return "" if note is None else note[0]


def _so_far(unit: Unit, by: Moves) -> Moves:
    note = unit.notes.get(_MOVES)
    found = by if note is None else Moves.model_validate_json(note[0])
    return found if found.release == by.release else by


def _is_news(release: str, noted: str) -> bool:
    if _IANA.fullmatch(release) and _IANA.fullmatch(noted):
        return release > noted
    return release != noted


def _is_off(standing: Standing) -> bool:
    try:
        return resolve(standing.wall, standing.zone)[0] != standing.due
    except InvalidInputError:
        logger.warning(
            "post %s stands in a zone that is not in the data zone=%s", standing.post, standing.zone
        )
        return False


def _moved(post: Post, by: Moves, now: datetime) -> Post | None:
    """Return the post at its place by the new rules; `None` where it is on its way or was moved meanwhile."""
    due, _ = resolve(post.wall, post.zone)
    if post.state not in _MOVABLE or due == post.due:
        return None
    until = post.useful_until + (due - post.due)
    if max(until, post.useful_until) <= now:
        return None
    is_missed = post.state is _S.SCHEDULED and until <= now
    words = _words(post, due, by.release)
    if due <= now:
        words += " Give it a new time." if is_missed else " That time has passed already."
    fields = {
        "due": due,
        "useful_until": until,
        "sequence": post.sequence + 1,
        "explanation": f"{post.explanation} {words}" if post.explanation else words,
    }
    return (post.moved_to(_S.MISSED) if is_missed else post).model_copy(update=fields)


def _words(post: Post, due: datetime, release: str) -> str:
    return (
        f"The clocks of {post.zone} follow new rules ({release}): {post.wall:%d %b %Y %H:%M} there is now "
        f"{due:%d %b %H:%M} UTC, no longer {post.due:%d %b %H:%M} UTC."
    )
