"""Derive due times anew when the rules of the clocks have changed.

A post keeps what a person meant, a wall clock and its zone; the instant it goes out is derived.
When a country changes its clocks, a new release of the zone data says so, and every post that is
not on its way follows its wall clock. Guarantees: the moves, their lines in the record and the
note of the release are one transaction, so of many daemons one does it and a crash leaves all of
it for the next start; an approval stays, for it binds what is sent and not when; whoever looks at
a moved post reads what moved it; a daemon with older data undoes nothing.
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
#: No clock was ever changed by more.
_FARTHEST = timedelta(days=1)


class Moves(Value):
    """What new rules did to the plan."""

    #: The release that brought them, and the one before.
    release: str
    was: str
    count: int
    #: How many of them stood in the past by the new rules.
    passed: int
    #: The first of the moved posts.
    posts: tuple[int, ...]


class Rezoning:
    """The plan's faith to the wall clock."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def check(self) -> Moves | None:
        """Take up newer zone data and move what it concerns; `None` where the data is the one known.

        Posts are compared before the transaction begins and read again inside it, so that the
        planner waits for the moves only and not for the comparing.
        """
        release = zones.refresh()
        with self._store.read() as unit:
            if not _is_news(release, _noted(unit)):
                return None
            now = self._clock.now()
            wrong = [
                each.post for each in unit.walls.useful_after(now - _FARTHEST, *_MOVABLE) if _is_off(each)
            ]
        with self._store.write() as unit:
            return self._apply(unit, release, wrong)

    def _apply(self, unit: Unit, release: str, wrong: list[int]) -> Moves | None:
        was = _noted(unit)
        if not _is_news(release, was):
            return None  # another daemon was first
        now = self._clock.now()
        pairs = [
            (post, moved) for post in map(unit.posts.get, wrong) if (moved := _moved(post, release, now))
        ]
        for before, after in pairs:
            saved = unit.posts.save(after, at=now)
            facts = {"zone": before.zone, "was_due": before.due.isoformat(), "release": release}
            record(unit, ENGINE, "post.rezoned", at=now, before=before, after=saved, **facts)
        moves = Moves(
            release=release,
            was=was,
            count=len(pairs),
            passed=sum(after.due <= now for _, after in pairs),
            posts=tuple(after.id for _, after in pairs[:_MOST_NAMED]),
        )
        _note(unit, moves, now)
        return moves


def latest(unit: Unit) -> tuple[Moves, datetime] | None:
    """Return the last moves and when they were made; `None` where no rules ever moved a post."""
    note = unit.notes.get(_MOVES)
    return None if note is None else (Moves.model_validate_json(note[0]), note[1])


def release_of_engine(unit: Unit) -> str:
    """Return the release the engine derives times from; empty where none ever ran."""
    return _noted(unit)


def _note(unit: Unit, moves: Moves, now: datetime) -> None:
    unit.notes.put(_RELEASE, moves.release, at=now)
    if moves.count:
        unit.notes.put(_MOVES, moves.model_dump_json(), at=now)
        facts = moves.model_dump(include={"release", "was", "count", "passed"})
        unit.audit.append(ENGINE, "zones.changed", "plan:zones", at=now, facts=facts)
    logger.info("zone data taken up release=%s posts_moved=%s", moves.release, moves.count)


def _noted(unit: Unit) -> str:
    note = unit.notes.get(_RELEASE)
    return "" if note is None else note[0]


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


def _moved(post: Post, release: str, now: datetime) -> Post | None:
    """Return the post at its place by the new rules; `None` where it is on its way or was moved meanwhile."""
    due, _ = resolve(post.wall, post.zone)
    if post.state not in _MOVABLE or due == post.due:
        return None
    until = post.useful_until + (due - post.due)
    if max(until, post.useful_until) <= now:
        return None
    is_missed = post.state is _S.SCHEDULED and until <= now
    words = _words(post, due, release)
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
